'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { retryJob } from '@/lib/jobs/retry-job'
import { requireStaff } from '@/lib/auth/session'

export async function retryJobAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('job:write')
  const t = await getTranslations('staff.jobs')
  return runAction(
    form,
    z.object({ jobId: z.string().regex(/^\d{1,18}$/) }),
    async ({ jobId }) => {
      await retryJob(ctx, jobId)
      revalidatePath('/staff/jobs')
    },
    { not_found: t('gone') },
  )
}

'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireStaff } from '@/lib/auth/session'
import { isId, type SessionId } from '@/lib/kernel/ids'
import { stopCharging } from '@/lib/ocpi/client/send-command'

const sessionId = z.custom<SessionId>((id) => typeof id === 'string' && isId('session', id))

export async function stopSessionAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireStaff('session:stop')
  const t = await getTranslations('sessions')
  return runAction(
    form,
    z.object({ sessionId }),
    async (input) => {
      await stopCharging(ctx, input.sessionId)
      revalidatePath('/staff/sessions')
      return t('stopSent')
    },
    { precondition_failed: t('stopRefused') },
  )
}

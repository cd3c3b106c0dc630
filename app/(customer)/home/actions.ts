'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { PreconditionError } from '@/lib/kernel/errors'
import { isId, type CdrId } from '@/lib/kernel/ids'
import { stopCharging } from '@/lib/ocpi/client/send-command'
import { readOutcome } from '@/lib/rating/disputes/read-outcome'
import { findMyCommand } from '@/lib/roaming/commands/queries'

const StopInput = z.object({ sessionId: z.string().refine((id) => isId('session', id)) })

/** Asks the operator to stop; its refusal is told, its silence is not taken for one. */
export async function stopChargingAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('charging')
  return runAction(
    form,
    StopInput,
    async ({ sessionId }) => {
      const commandId = await stopCharging(ctx, sessionId)
      const command = await findMyCommand(ctx, commandId)
      if (command?.state === 'rejected') throw new PreconditionError('the operator refused to stop')
      return t('live.stopRequested')
    },
    { precondition_failed: t('live.stopFailed') },
  )
}

const ReadInput = z.object({ cdrId: z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id)) })

/** Read once, how a case ended is said on the charge's page alone. */
export async function readOutcomeAction(form: FormData): Promise<void> {
  const ctx = await requireCustomer()
  await runAction(form, ReadInput, async ({ cdrId }) => {
    await readOutcome(ctx, cdrId)
    revalidatePath('/home')
  })
}

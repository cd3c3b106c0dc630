'use server'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { startCharging } from '@/lib/ocpi/client/send-command'

const StartInput = z.object({
  evseId: z.string().refine((id) => isId('evse', id)),
  connectorId: z.string().min(1).max(36),
})

/** Asks the operator to start; the page of the command tells what became of it. */
export async function startChargingAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('charging')
  return runAction(
    form,
    StartInput,
    async (input) => {
      redirect(`/start/command/${await startCharging(ctx, input)}`)
    },
    {
      forbidden: t('start.refused.forbidden'),
      precondition_failed: t('start.refused.precondition_failed'),
      not_found: t('start.refused.not_found'),
    },
  )
}

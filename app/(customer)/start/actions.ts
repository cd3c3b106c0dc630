'use server'
import { getTranslations } from 'next-intl/server'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { readWish } from '@/app/quote-wish'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { ConflictError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { startCharging } from '@/lib/ocpi/client/send-command'
import { lockQuote } from '@/lib/rating/quotes/lock-quote'

const StartInput = z.object({
  evseId: z.string().refine((id) => isId('evse', id)),
  connectorId: z.string().min(1).max(36),
  shownAt: z.coerce
    .number()
    .int()
    .transform((ms) => instant(ms)),
  shown: z.string().min(1).max(200),
  by: z.string().optional(),
  amount: z.string().optional(),
  agreed: z.string().optional(),
})

/** Keeps the price that was read, asks the operator to start, and follows what becomes of it. */
export async function startChargingAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const [t, q] = await Promise.all([getTranslations('charging'), getTranslations('quotes')])
  return runAction(
    form,
    StartInput,
    async ({ evseId, connectorId, shownAt, shown, agreed, ...asked }) => {
      const quote = { evseId, connectorId, shownAt, shown, wish: readWish(asked), unknownAgreed: agreed === 'yes' }
      const quoteId = await lockQuote(ctx, quote).catch((error: unknown) => {
        // What is read next is the price of now.
        if (error instanceof ConflictError) {
          revalidatePath('/start/[locationId]', 'page')
          revalidatePath('/reservations/[reservationId]', 'page')
        }
        throw error
      })
      redirect(`/start/command/${await startCharging(ctx, { evseId, connectorId, quoteId })}`)
    },
    {
      conflict: q('changed'),
      invalid: q('agreeMissing'),
      forbidden: t('start.refused.forbidden'),
      precondition_failed: t('start.refused.precondition_failed'),
      not_found: t('start.refused.not_found'),
    },
  )
}

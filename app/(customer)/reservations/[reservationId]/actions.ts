'use server'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { cancelReservation } from '@/lib/ocpi/client/send-command'

const CancelInput = z.object({ reservationId: z.string().refine((id) => isId('reservation', id)) })

/** Asks the operator to let it go. What became of it is told by the reservation itself, which is polled. */
export async function cancelReservationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('reservations')
  return runAction(
    form,
    CancelInput,
    async ({ reservationId }) => {
      await cancelReservation(ctx, reservationId)
      return t('cancel.sent')
    },
    { precondition_failed: t('cancel.impossible') },
  )
}

'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { ConflictError, NotFoundError } from '@/lib/kernel/errors'
import { wholeField } from '@/lib/kernel/form-schemas'
import { isId } from '@/lib/kernel/ids'
import { reserve } from '@/lib/ocpi/client/send-command'
import { listReservationOffers } from '@/lib/rating/charges/queries/list-reservation-offers'
import { lockReservationQuote } from '@/lib/rating/quotes/lock-reservation-quote'
import { findPlace } from '@/lib/roaming/locations/find-places'
import { shownQuote } from './shown-quote'

const ReserveInput = z
  .object({
    locationId: z.string().refine((id) => isId('location', id)),
    evseId: z.string().refine((id) => isId('evse', id)),
    minutes: wholeField(1, 24 * 60),
  })
  .catchall(z.string())

/** Asks the operator to hold the place, at the price that the customer has read and at no other. */
export async function reserveAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('reservations')
  return runAction(
    form,
    ReserveInput,
    async ({ locationId, evseId, minutes, ...shown }) => {
      const place = await findPlace(ctx, locationId)
      const socket = place.sockets.find((one) => one.id === evseId)
      if (!socket) throw new NotFoundError('socket', evseId)
      const { offers } = await listReservationOffers(ctx, place, socket.connectors)
      const offer = offers.find((one) => one.minutes === minutes)
      if (!offer || shownQuote(offer.quote) !== shown[`shown${minutes}`]) {
        revalidatePath(`/start/${locationId}/reserve`)
        throw new ConflictError('the price has changed')
      }
      const { quote } = offer
      const quoteId = await lockReservationQuote(ctx, {
        place,
        evseId,
        connectors: socket.connectors,
        minutes,
        shown: quote,
      })
      redirect(`/reservations/${await reserve(ctx, { evseId, minutes, quote, quoteId })}`)
    },
    {
      conflict: t('offer.changed'),
      forbidden: t('offer.forbidden'),
      precondition_failed: t('offer.precondition_failed'),
      not_found: t('offer.not_found'),
    },
  )
}

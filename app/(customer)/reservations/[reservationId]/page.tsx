import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { QuoteReceipt } from '@/app/quote-receipt'
import { shownValues } from '@/app/quote-wish'
import { LiveTexts } from '@/components/charging/live-texts'
import { ReservationStatus } from '@/components/charging/reservation-status'
import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { getMyQuote } from '@/lib/rating/quotes/queries/get-quote'
import { findMyReservation } from '@/lib/roaming/reservations/queries'
import { startChargingAction } from '../../start/actions'
import { cancelReservationAction } from './actions'

export async function generateMetadata() {
  return { title: (await getTranslations('reservations'))('title') }
}

/** A reservation: how long the place is held, what it costs, the way to start from it and to let it go. */
export default async function ReservationPage({ params }: { params: Promise<{ reservationId: string }> }) {
  const ctx = await requireCustomer()
  const [{ reservationId }, t, charging, quotes, locale] = await Promise.all([
    params,
    getTranslations('reservations'),
    getTranslations('charging'),
    getTranslations('quotes'),
    formatLocale(),
  ])
  const reservation = isId('reservation', reservationId) ? await findMyReservation(ctx, reservationId) : null
  if (!reservation) notFound()
  const { isOpen, evseId, connectorId } = reservation
  const quote = isOpen && connectorId !== null ? await getMyQuote(ctx, { evseId, connectorId, wish: null }) : null
  const startTexts = {
    begin: t('start'),
    beginning: charging('start.beginning'),
    failed: charging('start.failed'),
    note: charging('start.beginNote'),
  }
  return (
    <div className="narrow">
      <LiveTexts>
        <ReservationStatus
          initial={{ reservation, leftMs: Math.max(0, reservation.expiresAt - ctx.clock.now()) }}
          locale={locale}
          start={startChargingAction}
          startTexts={startTexts}
          startPrice={quote ? <QuoteReceipt quote={quote} /> : null}
          startValues={quote ? shownValues(quote, null) : {}}
          agree={quote && !quote.price ? quotes('agree') : undefined}
          cancel={cancelReservationAction}
        />
      </LiveTexts>
    </div>
  )
}

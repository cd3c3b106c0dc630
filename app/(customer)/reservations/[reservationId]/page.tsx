import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { LiveTexts } from '@/components/charging/live-texts'
import { ReservationStatus } from '@/components/charging/reservation-status'
import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { findMyReservation } from '@/lib/roaming/reservations/queries'
import { startChargingAction } from '../../start/actions'
import { cancelReservationAction } from './actions'

export async function generateMetadata() {
  return { title: (await getTranslations('reservations'))('title') }
}

/** A reservation: how long the place is held, what it costs, the way to start from it and to let it go. */
export default async function ReservationPage({ params }: { params: Promise<{ reservationId: string }> }) {
  const ctx = await requireCustomer()
  const [{ reservationId }, t, charging, locale] = await Promise.all([
    params,
    getTranslations('reservations'),
    getTranslations('charging'),
    formatLocale(),
  ])
  const reservation = isId('reservation', reservationId) ? await findMyReservation(ctx, reservationId) : null
  if (!reservation) notFound()
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
          cancel={cancelReservationAction}
        />
      </LiveTexts>
    </div>
  )
}

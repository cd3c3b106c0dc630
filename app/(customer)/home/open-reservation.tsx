import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { MyReservation } from '@/lib/roaming/reservations/queries'

/** The place that is held for the customer, or asked for, with the way to it. */
export async function OpenReservation({ reservation }: { reservation: MyReservation }) {
  const [t, locale] = await Promise.all([getTranslations('reservations'), formatLocale()])
  const { id, state, socketName: socket, placeName: place, expiresAt, timeZone } = reservation
  const time = formatInstant(expiresAt, timeZone, 'time', locale)
  return (
    <div className="pt-6">
      <Notice tone={state === 'active' ? 'ours' : 'held'} title={t('home.title')}>
        {state === 'active' ? t('home.active', { socket, place, time }) : t('home.waiting', { socket, place })}{' '}
        <Link href={`/reservations/${id}`}>{t('home.show')}</Link>
      </Notice>
    </div>
  )
}

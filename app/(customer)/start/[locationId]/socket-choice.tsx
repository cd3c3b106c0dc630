import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { connectorText, socketName } from '@/app/socket-text'
import { QuoteReceipt } from '@/app/quote-receipt'
import { shownValues, type mistypedWish } from '@/app/quote-wish'
import { StartForm } from '@/components/charging/start-form'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Paper } from '@/components/ui/paper'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { ChargeWish } from '@/lib/rating/core/charge-wish'
import { isAbroad } from '@/lib/rating/core/is-abroad'
import type { PublicPrices } from '@/lib/rating/core/public-prices'
import type { QuoteView } from '@/lib/rating/quotes/queries/quote-view'
import type { Place, PlaceSocket } from '@/lib/roaming/locations/find-places'
import type { MyReservation } from '@/lib/roaming/reservations/queries'
import { startChargingAction } from '../actions'
import { SocketState } from './socket-rows'
import { WishForm } from './wish-form'

type Props = {
  place: Place
  socket: PlaceSocket
  plan: PublicPrices | null
  wish: ChargeWish | null
  mistyped: ReturnType<typeof mistypedWish>
  /** By connector, in their order. */
  quotes: readonly QuoteView[]
  /** The customer's open one, wherever it is. */
  reservation: MyReservation | null
}

/** One charge point: the price in full first, then the start. */
export async function SocketChoice({ place, socket, plan, wish, mistyped, quotes, reservation }: Props) {
  const [t, q, locale] = await Promise.all([getTranslations('charging'), getTranslations('quotes'), formatLocale()])
  const name = socketName(socket)
  const texts = {
    begin: t('start.begin'),
    beginning: t('start.beginning'),
    failed: t('start.failed'),
    note: t('start.beginNote'),
  }
  return (
    <>
      <Lead
        note={
          <>
            <SocketState status={socket.status} t={t} /> {place.address}, {place.city}.
          </>
        }
      >
        {place.name}, <b>{t('start.socket', { name }).toLowerCase()}</b>
      </Lead>
      <div className="grid gap-2 pt-3 empty:hidden">
        {plan ? null : <Notice tone="held">{t('start.noPlan')}</Notice>}
        {isAbroad(place.country) ? <Notice tone="held">{t('start.abroad')}</Notice> : null}
      </div>
      {socket.connectors.map((connector, index) => {
        const quote = quotes[index]
        if (!quote) return null
        return (
          <Section key={connector.id} title={connectorText(connector, t, locale)}>
            <Paper>
              <QuoteReceipt quote={quote} />
              {socket.remoteStart ? (
                <StartForm
                  action={startChargingAction}
                  values={{ evseId: socket.id, connectorId: connector.id, ...shownValues(quote, wish) }}
                  texts={texts}
                  agree={quote.price ? undefined : q('agree')}
                />
              ) : (
                <p>{t('start.cardOnly')}</p>
              )}
            </Paper>
          </Section>
        )
      })}
      <WishForm place={place} socket={socket} wish={wish} mistyped={mistyped} car={quotes[0]?.car?.name ?? null} />
      <Reserve place={place} socket={socket} reservation={reservation} />
    </>
  )
}

/** The way to have it held, or to the reservation that already holds it. */
async function Reserve({ place, socket, reservation }: Pick<Props, 'place' | 'socket' | 'reservation'>) {
  const [t, locale] = await Promise.all([getTranslations('reservations'), formatLocale()])
  if (reservation?.evseId === socket.id) {
    const time = formatInstant(reservation.expiresAt, reservation.timeZone, 'time', locale)
    return (
      <Notice tone="ours">
        {t('offer.own', { time })} <Link href={`/reservations/${reservation.id}`}>{t('offer.show')}</Link>
      </Notice>
    )
  }
  if (!socket.reservable || reservation) return null
  return (
    <div className="pt-6">
      <ButtonLink href={`/start/${place.id}/reserve?socket=${socket.id}`} className="w-full sm:w-auto">
        {t('offer.link')}
      </ButtonLink>
      <p className="note pt-2">{t('offer.linkNote')}</p>
    </div>
  )
}

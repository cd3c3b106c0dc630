import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { StartForm } from '@/components/charging/start-form'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import type { ConnectorPrice } from '@/lib/rating/charges/queries/find-my-prices'
import { isAbroad } from '@/lib/rating/core/is-abroad'
import type { PublicPrices } from '@/lib/rating/core/public-prices'
import type { Place, PlaceSocket } from '@/lib/roaming/locations/find-places'
import type { MyReservation } from '@/lib/roaming/reservations/queries'
import { startChargingAction } from '../actions'
import { connectorText, socketName, SocketState, type PriceOf } from './socket-rows'

type Props = {
  place: Place
  socket: PlaceSocket
  plan: PublicPrices | null
  priceOf: PriceOf
  /** The customer's open one, wherever it is. */
  reservation: MyReservation | null
}

const CURRENCY = 'SEK'
const UNITS = { KWH: 'kWh', MIN: 'min', HUR: 'h', EA: null } as const

/** One charge point: the price in full first, then the start. */
export async function SocketChoice({ place, socket, plan, priceOf, reservation }: Props) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
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
      {plan ? null : <Notice tone="held">{t('start.noPlan')}</Notice>}
      {isAbroad(place.country) ? <Notice tone="held">{t('start.abroad')}</Notice> : null}
      {socket.connectors.map((connector) => (
        <Section key={connector.id} title={connectorText(connector, t, locale)}>
          <Paper>
            <Price price={priceOf.get(connector) ?? null} plan={plan} />
            {socket.remoteStart ? (
              <StartForm
                action={startChargingAction}
                values={{ evseId: socket.id, connectorId: connector.id }}
                texts={texts}
              />
            ) : (
              <p>{t('start.cardOnly')}</p>
            )}
          </Paper>
        </Section>
      ))}
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

async function Price({ price, plan }: { price: ConnectorPrice | null; plan: PublicPrices | null }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  if (!price) return <p>{t('start.priceUnknown')}</p>
  const money = (minor: bigint) => formatMoney(minor, CURRENCY, locale)
  const idle = plan?.idleFee
  return (
    <>
      {price.lines.map((line, index) => {
        const unit = UNITS[line.unit]
        return (
          <ReceiptLine
            key={index}
            label={t(`lines.${line.kind}`)}
            amount={unit ? formatUnitPrice(line.unitPrice, CURRENCY, unit, locale) : money(line.grossMinor)}
          />
        )
      })}
      {price.operatorParkingPerHour === null ? null : (
        <ReceiptLine
          label={t('start.perParkingHour')}
          amount={formatUnitPrice(price.operatorParkingPerHour, CURRENCY, 'h', locale)}
        />
      )}
      {idle ? (
        <ReceiptLine
          label={t('start.idleFee')}
          note={t('start.idleNote', { minutes: idle.freeMinutes })}
          amount={formatUnitPrice(idle.perMinute, CURRENCY, 'min', locale)}
        />
      ) : null}
      <ReceiptSum
        label={t('start.example', { kwh: formatEnergy(price.exampleKwh, locale, 0) })}
        amount={money(price.grossMinor)}
      />
      <p className="note pb-4">
        {t('start.exampleNote')}{' '}
        {plan ? t('start.vatIncluded', { percent: formatPercent(plan.vatPercent, locale) }) : null}
      </p>
    </>
  )
}

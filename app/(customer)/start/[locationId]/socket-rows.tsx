import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { connectorText, socketName } from '@/app/socket-text'
import { Rows } from '@/components/ui/rows'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { formatUnitPrice } from '@/lib/kernel/format/money'
import type { ConnectorPrice } from '@/lib/rating/charges/queries/find-my-prices'
import type { Connector } from '@/lib/roaming/core/location'
import type { Place } from '@/lib/roaming/locations/find-places'

export type PriceOf = ReadonlyMap<Connector, ConnectorPrice | null>
type Translate = Awaited<ReturnType<typeof getTranslations<'charging'>>>

const STATUSES = ['AVAILABLE', 'CHARGING', 'BLOCKED', 'RESERVED', 'INOPERATIVE', 'OUTOFORDER', 'PLANNED'] as const

/** The charge points of a place, each with the price per kWh for this customer. */
export async function SocketRows({ place, priceOf }: { place: Place; priceOf: PriceOf }) {
  const [t, p, locale] = await Promise.all([getTranslations('charging'), getTranslations('places'), formatLocale()])
  const unknown = <span className="note">{t('start.unknownShort')}</span>
  return (
    <Section title={t('start.chooseSocket')}>
      <Rows
        label={t('start.chooseSocket')}
        entries={place.sockets.map((socket) => {
          const price = socket.connectors.map((connector) => priceOf.get(connector)).find((found) => found)
          const perKwh = price ? energyPrice(price) : null
          return {
            key: socket.id,
            href: `/start/${place.id}?socket=${socket.id}`,
            title: t('start.socket', { name: socketName(socket) }),
            detail: [
              ...socket.connectors.map((connector) => connectorText(connector, t, locale)),
              ...(socket.accessible ? [p('accessibleSocket')] : []),
            ].join(' · '),
            amount: perKwh === null ? unknown : formatUnitPrice(perKwh, 'SEK', 'kWh', locale),
            state: <SocketState status={socket.status} t={t} />,
          }
        })}
      />
    </Section>
  )
}

export function SocketState({ status, t }: { status: string; t: Translate }) {
  const known = STATUSES.find((one) => one === status) ?? 'UNKNOWN'
  const text = t(`start.status.${known}`)
  if (known === 'AVAILABLE') return <StateMark state="ours">{text}</StateMark>
  return known === 'OUTOFORDER' || known === 'INOPERATIVE' ? <StateMark state="held">{text}</StateMark> : <>{text}</>
}

/** Everything that is paid by the kWh. */
function energyPrice(price: ConnectorPrice): string | null {
  const perKwh = price.lines.filter((line) => line.unit === 'KWH')
  return perKwh.length === 0 ? null : toDecimalString(sum(perKwh.map((line) => decimal(line.unitPrice))))
}

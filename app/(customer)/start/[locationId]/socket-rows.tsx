import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Rows } from '@/components/ui/rows'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatUnitPrice } from '@/lib/kernel/format/money'
import type { ConnectorPrice } from '@/lib/rating/charges/queries/find-my-prices'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import type { Place, PlaceSocket } from '@/lib/roaming/locations/find-places'

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

/** What stands on the post. */
export function socketName(socket: PlaceSocket): string {
  return socket.physicalReference ?? socket.evseId ?? socket.uid
}

const STANDARDS = [
  'IEC_62196_T2',
  'IEC_62196_T2_COMBO',
  'IEC_62196_T1',
  'IEC_62196_T1_COMBO',
  'CHADEMO',
  'DOMESTIC_F',
] as const

export function connectorText(connector: Connector, t: Translate, locale: FormatLocale): string {
  const standard = STANDARDS.find((one) => one === connector.standard) ?? 'other'
  const power = connectorPowerKw(connector)
  return t('start.connector', {
    standard: t(`start.standards.${standard}`),
    current: t(connector.format === 'CABLE' ? 'start.cable' : 'start.ownCable'),
    power: power === null ? 'none' : formatPower(String(power), locale),
  })
}

/** Everything that is paid by the kWh. */
function energyPrice(price: ConnectorPrice): string | null {
  const perKwh = price.lines.filter((line) => line.unit === 'KWH')
  return perKwh.length === 0 ? null : toDecimalString(sum(perKwh.map((line) => decimal(line.unitPrice))))
}

// A socket in words: what stands on the post, and what plug it has.
import type { getTranslations } from 'next-intl/server'
import { formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'
import type { PlaceSocket } from '@/lib/roaming/locations/find-places'

type Translate = Awaited<ReturnType<typeof getTranslations<'charging'>>>

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

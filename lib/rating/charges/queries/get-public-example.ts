// A price that nobody invented: a fast charge at a connected operator's own place, by today's tariff and public plan.
import { sql } from 'drizzle-orm'
import { getDb, type Reader } from '@/db/client'
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { LocationId, PartnerId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { systemClock } from '@/lib/platform/clock'
import { foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Evse } from '@/lib/roaming/core/location'
import { excludeTwins } from '@/lib/roaming/exclude-twins'
import { loadContractTerms } from '../../cdrs/load-agreements'
import { loadStoredTariffs } from '../../cdrs/load-stored-tariffs'
import { currentTypeOf } from '../../core/charge-facts'
import { chooseTariffs } from '../../core/choose-tariffs'
import { toCustomerLines, type CustomerLine } from '../../core/customer-lines'
import { estimateCharge } from '../../core/estimate-charge'
import { PLAN_CURRENCY } from '../../core/price-plan'
import { loadPlaceContext } from '../../price-plans/load-place-context'
import { loadPlans } from '../../price-plans/load-plans'
import { readPolicy } from '../../read-policy'

export type PublicExample = {
  placeName: string
  powerKw: number
  /** Sockets of the place that are free now, of all that we know the state of. */
  free: number
  sockets: number
  energyKwh: DecimalString
  lines: CustomerLine[]
  grossMinor: bigint
  vatMinor: bigint
  at: Instant
  timeZone: TimeZone
}

const ENERGY_KWH = '30'
/** The share of its peak that a fast charger gives on average over such a charge. */
const AVERAGE_SHARE = 0.75

type Row = {
  location_id: LocationId
  partner_id: PartnerId
  country_code: string
  party_id: string
  name: string
  time_zone: TimeZone
  quirks: StoredQuirks
  evse: Evse
  free: number
  sockets: number
}

// Up to 200 kW: what most cars of today can take. The order is stable, so that the example does not jump about.
async function choosePlace(db: Reader): Promise<Row | null> {
  const [row] = (await db.execute(sql`
    select l.id as location_id, l.partner_id, l.country_code, l.party_id, l.name, l.time_zone, p.quirks, e.body as evse,
      (select count(*)::int from evses f where f.location_id = l.id and f.status = 'AVAILABLE') as free,
      (select count(*)::int from evses f where f.location_id = l.id and f.status in ('AVAILABLE', 'CHARGING', 'BLOCKED', 'RESERVED')) as sockets
    from evses e join locations l on l.id = e.location_id join partners p on p.id = l.partner_id
    where l.publish and l.missed_crawls < 2 and ${sql.raw(excludeTwins('locations', 'l'))} and l.country in ('SWE', 'SE') and e.status in ('AVAILABLE', 'CHARGING')
      and e.max_power_kw between 50 and 200 and e.body -> 'connectors' @? '$[*].tariffIds[*]'
    order by e.max_power_kw desc, l.name, e.uid limit 1`)) as unknown as Row[] // the columns of the statement
  return row ?? null
}

/** What thirty kilowatt hours cost there now. Null where no operator is connected, or none whose price we can tell. */
export async function getPublicExample(): Promise<PublicExample | null> {
  const db = getDb()
  const [row, plans] = await Promise.all([choosePlace(db), loadPlans(db, [])])
  const at = systemClock.now()
  const plan = plans.find(null, at)
  const connector = row?.evse.connectors.find((entry) => entry.tariffIds.length > 0)
  const powerKw = connector && connectorPowerKw(connector)
  if (!row || !plan || !connector || !powerKw) return null
  const party = { countryCode: row.country_code, partyId: row.party_id }
  const keys = connector.tariffIds.map((id) => foldKey({ ...party, id }))
  const [stored = []] = await loadStoredTariffs(db, [{ partnerId: row.partner_id, at, keys }])
  const hours = decimal(ENERGY_KWH).div(decimal(powerKw).times(AVERAGE_SHARE))
  const endedAt = instant(at + Math.round(hours.times(HOUR_MS).toNumber()))
  const dimensions = [
    { type: 'ENERGY', volume: ENERGY_KWH },
    { type: 'TIME', volume: hours.toFixed(6) },
  ]
  const agreed = await loadContractTerms(db, { ...party, partnerId: row.partner_id }, at)
  const session = { startedAt: at, tariffs: [], chargingPeriods: [] }
  const { tariffs } = chooseTariffs(session, stored, connector.tariffIds, agreed)
  const context = await loadPlaceContext(db, row.location_id, {
    ...party,
    rules: plan.rules,
    customerId: null,
    currencies: tariffs.map((tariff) => tariff.currency),
    startedAt: at,
    endedAt,
    current: currentTypeOf(connector.powerType),
    powerKw,
  })
  const price = estimateCharge({
    session: {
      startedAt: at,
      endedAt,
      lastUpdated: endedAt,
      energyKwh: ENERGY_KWH,
      currency: tariffs[0]?.currency ?? PLAN_CURRENCY,
      chargingPeriods: [{ startedAt: at, dimensions, tariffId: null }],
    },
    tariffs,
    rules: plan.rules,
    timeZone: row.time_zone,
    powerType: connector.powerType,
    maxPowerKw: powerKw,
    stepMode: readPolicy(row.quirks).stepMode,
    context,
  })
  if (!price) return null
  const { name: placeName, time_zone: timeZone, free, sockets } = row
  const lines = toCustomerLines(price)
  const { grossMinor, vatMinor } = price
  return { placeName, powerKw, free, sockets, energyKwh: ENERGY_KWH, lines, grossMinor, vatMinor, at, timeZone }
}

// One imagined charge under any rules: the quote's engine with the operator's side shown beside it.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { EvseId, LocationId, PartnerId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { DAY_MS, instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { foldId, foldKey } from '@/lib/roaming/core/common'
import { connectorPowerKw, type Evse } from '@/lib/roaming/core/location'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { loadContractTerms } from '../cdrs/load-agreements'
import { loadStoredTariffs } from '../cdrs/load-stored-tariffs'
import { currentTypeOf } from '../core/charge-facts'
import { toBehaviour, type Car } from '../core/charge-wish'
import { marginOf } from '../core/assess-cdr'
import { chooseTariffs } from '../core/choose-tariffs'
import { conversionFrom, toKronor } from '../core/exchange'
import { PLAN_CURRENCY, type CustomerGroup, type PricePlanRules } from '../core/price-plan'
import { quoteCharge, type ChargeQuote } from '../core/quote'
import { loadPlaceContext } from '../price-plans/load-place-context'
import { readPolicy } from '../read-policy'

export type SimulationInput = {
  evseId: EvseId
  connectorId: string
  rules: PricePlanRules
  startedAt: Instant
  car: Car
  energyKwh: DecimalString
  idleMinutes: number
  groups: readonly CustomerGroup[]
}
export type Simulation = {
  timeZone: TimeZone
  powerType: string
  maxPowerKw: number | null
  tariff: Tariff | null
  quote: ChargeQuote
  /** What the operator asks by its own tariff, in our currency. */
  costMinor: bigint | null
  marginMinor: bigint | null
}

type Row = {
  partner_id: PartnerId
  location_id: LocationId
  country_code: string
  party_id: string
  time_zone: TimeZone
  quirks: StoredQuirks
  body: Evse
}

/** Null where there is no such connector. Writes nothing. */
export async function simulateCharge(ctx: StaffCtx, input: SimulationInput): Promise<Simulation | null> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const { startedAt, rules, car, groups, idleMinutes } = input
  const [row] = (await db.execute(sql`
    select l.partner_id, l.id as location_id, l.country_code, l.party_id, l.time_zone, p.quirks, e.body
    from evses e join locations l on l.id = e.location_id join partners p on p.id = l.partner_id
    where e.id = ${input.evseId}`)) as unknown as Row[] // the columns of the statement
  const found = row?.body.connectors.find(({ id }) => foldId(id) === foldId(input.connectorId))
  if (!row || !found) return null
  const owner = { countryCode: row.country_code, partyId: row.party_id }
  const keys = found.tariffIds.map((id) => foldKey({ ...owner, id }))
  const [stored = []] = await loadStoredTariffs(db, [{ partnerId: row.partner_id, at: startedAt, keys }])
  const session = { startedAt, tariffs: [], chargingPeriods: [] }
  const agreed = await loadContractTerms(db, { ...owner, partnerId: row.partner_id }, startedAt)
  const [tariff = null] = chooseTariffs(session, stored, found.tariffIds, agreed).tariffs
  const { powerType } = found
  const maxPowerKw = connectorPowerKw(found)
  const context = await loadPlaceContext(db, row.location_id, {
    ...owner,
    rules,
    customerId: null,
    currencies: tariff ? [tariff.currency] : [],
    startedAt,
    endedAt: instant(startedAt + 2 * DAY_MS),
    current: currentTypeOf(powerType),
    powerKw: maxPowerKw ?? 0,
  })
  const { powerKw } = toBehaviour({ powerType, maxPowerKw }, car, null)
  const { stepMode } = readPolicy(row.quirks)
  const terms = {
    tariff,
    rules,
    timeZone: row.time_zone,
    powerType,
    maxPowerKw,
    stepMode,
    context: { ...context, groups },
  }
  const quote = quoteCharge(terms, startedAt, { energyKwh: input.energyKwh, powerKw, idleMinutes })
  const { breakdown, price } = quote
  const currency = breakdown?.currency ?? PLAN_CURRENCY
  const cost = breakdown?.excl ? roundToMinor(breakdown.excl, currency) : null
  const costMinor = toKronor(cost, currency, conversionFrom(context.exchange, currency))
  const marginMinor = marginOf(costMinor, price)
  return { timeZone: row.time_zone, powerType, maxPowerKw, tariff, quote, costMinor, marginMinor }
}

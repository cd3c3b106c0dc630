// What prices depend on besides session and plan, looked up for many sessions at once: the exchange's prices where the plan
// asks for them, the customer's groups on the day, and what the month has come to where the plan bounds it.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, monthBounds, monthOf, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { areaOfPlace, type AreaOfPlace, type BiddingArea } from '../core/bidding-area'
import {
  dependsOnMonth,
  energyPriceAt,
  type CurrentType,
  type CustomerGroup,
  type PricePlanRules,
} from '../core/price-plan'
import { NO_CONTEXT, UNUSED_MONTH, type MonthUsage, type RetailContext } from '../core/retail-context'
import type { SpotPrices } from '../core/spot-prices'
import { loadExchanges } from '../prices/load-exchanges'
import { loadSpotPrices, type SpotWish } from '../prices/load-spot-prices'

export type ContextWish = {
  /** Null: no plan, and nothing depends on anything. */
  rules: PricePlanRules | null
  customerId: CustomerId | null
  startedAt: Instant
  /** Where energy may have flowed a moment before the start that is stated. */
  firstEnergyAt?: Instant
  /** Until when energy may flow; for a session that has not ended, or not happened, a guess on the safe side. */
  endedAt: Instant
  /** What the session's money is, and that of the tariffs that may price it. */
  currencies: readonly string[]
  /** Rates as we knew them by then; all of them where nothing is said. */
  heldBy?: Instant
  /** Whose charge point it is. */
  countryCode: string
  partyId: string
  location: { id: string; country: string; coordinates: { latitude: string; longitude: string } | null }
  current: CurrentType
  powerKw: number
  /** Is not counted into its own month. Null for a session that has no CDR. */
  cdrId: CdrId | null
}

const fold = (...parts: string[]) => parts.join('*').toUpperCase()

function ids(values: readonly string[]) {
  return sql`(select json_array_elements_text(${JSON.stringify([...new Set(values)])}::text::json))`
}

async function loadDecidedAreas(db: Reader, keys: readonly string[]): Promise<Map<string, BiddingArea>> {
  if (keys.length === 0) return new Map()
  const rows = (await db.execute(
    sql`select location_key, area from location_areas where location_key in ${ids(keys)}`,
  )) as unknown as { location_key: string; area: BiddingArea }[] // the columns of the statement
  return new Map(rows.map((row) => [row.location_key, row.area]))
}

/** Which exchange price each session asks for; undefined where its plan asks for none. */
async function areasOf(db: Reader, wishes: readonly ContextWish[]): Promise<(AreaOfPlace | undefined)[]> {
  const asked = wishes.map((wish) => {
    if (!wish.rules) return undefined
    const { current, powerKw, countryCode, partyId, location } = wish
    const energy = energyPriceAt(wish.rules, { operator: fold(countryCode, partyId), current, powerKw })
    return energy.method === 'spot' ? { energy, key: fold(countryCode, partyId, location.id), location } : undefined
  })
  const decided = await loadDecidedAreas(
    db,
    asked.flatMap((each) => (each && each.energy.area === null ? [each.key] : [])),
  )
  return asked.map((each): AreaOfPlace | undefined => {
    if (!each) return undefined
    const { area } = each.energy
    if (area !== null) return { area, basis: 'plan', nearest: area }
    return areaOfPlace({ ...each.location, decided: decided.get(each.key) ?? null })
  })
}

async function loadSpots(db: Reader, wishes: readonly ContextWish[]): Promise<(SpotPrices | null)[]> {
  const areas = await areasOf(db, wishes)
  const asked = wishes.flatMap(({ startedAt, firstEnergyAt = startedAt, endedAt }, index): SpotWish[] => {
    const area = areas[index]?.area
    return area ? [{ area, from: firstEnergyAt, to: endedAt }] : []
  })
  const prices = await loadSpotPrices(db, asked)
  return areas.map((found) => {
    if (!found) return null
    const { area, basis } = found
    return { area, basis, prices: (area && prices.get(area)) ?? new Map() }
  })
}

export type GroupRow = { customer_id: CustomerId; kind: string; members: { from: string; to: string | null }[] | null }

export async function loadGroups(db: Reader, customers: readonly CustomerId[]): Promise<Map<CustomerId, GroupRow>> {
  if (customers.length === 0) return new Map()
  const rows = (await db.execute(sql`
    select k.id as customer_id, k.kind, (select json_agg(json_build_object('from', g.valid_from::text, 'to', g.valid_to::text))
      from customer_groups g where g.customer_id = k.id and g."group" = 'member') as members
    from customers k where k.id in ${ids(customers)}`)) as unknown as GroupRow[] // the columns of the statement
  return new Map(rows.map((row) => [row.customer_id, row]))
}

export function groupsOn(row: GroupRow | undefined, at: Instant): CustomerGroup[] {
  if (!row) return []
  const day = localDate(at, BILLING_ZONE)
  const isMember = (row.members ?? []).some(({ from, to }) => from <= day && (to === null || day < to))
  return [...(isMember ? (['member'] as const) : []), ...(row.kind === 'business' ? (['business'] as const) : [])]
}

type MonthWish = { index: number; customer_id: CustomerId; from: string; to: string; cdr_id: CdrId | null }

function monthWishes(wishes: readonly ContextWish[]): MonthWish[] {
  return wishes.flatMap(({ rules, customerId, startedAt, cdrId }, index): MonthWish[] => {
    if (!rules || !customerId || !dependsOnMonth(rules)) return []
    const { from, to } = monthBounds(monthOf(startedAt, BILLING_ZONE), BILLING_ZONE)
    return [{ index, customer_id: customerId, from: toIsoInstant(from), to: toIsoInstant(to), cdr_id: cdrId }]
  })
}

/**
 * What the other sessions of the month have come to: every rating that stands and was not rejected. Who rates a CDR takes
 * the month first, so that two sessions rated at once cannot both use what is left of it.
 */
async function loadMonths(db: Reader, wishes: readonly ContextWish[]): Promise<Map<number, MonthUsage>> {
  const asked = monthWishes(wishes)
  if (asked.length === 0) return new Map()
  const rated = asked.filter((wish) => wish.cdr_id !== null).map((wish) => `${wish.customer_id} ${wish.from}`)
  if (rated.length > 0)
    await db.execute(sql`
      select pg_advisory_xact_lock(k) from (select hashtextextended(n, 0) as k from unnest(array(${ids(rated)})) n order by 1) keys`)
  const rows = (await db.execute(sql`
    select w.index, coalesce(sum(r.retail_net_minor), 0)::text as net, coalesce(sum((
        select -(l ->> 'quantity')::numeric from json_array_elements(r.lines) l where l ->> 'kind' = 'allowance' limit 1)), 0)::text as kwh
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as w (index int, customer_id text, "from" timestamptz, "to" timestamptz, cdr_id text)
    left join ratings r on r.customer_id = w.customer_id and r.started_at >= w."from" and r.started_at < w."to"
      and r.superseded_at is null and r.cdr_id is distinct from w.cdr_id
      and exists (select 1 from cdrs c where c.id = r.cdr_id and c.status <> 'rejected')
    group by w.index`)) as unknown as { index: number; net: string; kwh: DecimalString }[] // the columns of the statement
  return new Map(rows.map((row) => [row.index, { netMinor: BigInt(row.net), freeKwh: row.kwh }]))
}

/** One context for each wish, in their order. */
export async function loadContexts(db: Reader, wishes: readonly ContextWish[]): Promise<RetailContext[]> {
  const exchanges = await loadExchanges(db, wishes)
  if (wishes.every((wish) => wish.rules === null)) return exchanges.map((exchange) => ({ ...NO_CONTEXT, exchange }))
  const discounted = wishes.flatMap(({ rules, customerId }) =>
    rules && customerId && rules.discounts.length > 0 ? [customerId] : [],
  )
  const spots = await loadSpots(db, wishes)
  const groups = await loadGroups(db, discounted)
  const months = await loadMonths(db, wishes)
  return wishes.map(({ countryCode, partyId, customerId, startedAt }, index) => ({
    operator: fold(countryCode, partyId),
    groups: groupsOn(customerId === null ? undefined : groups.get(customerId), startedAt),
    spot: spots[index] ?? null,
    month: months.get(index) ?? UNUSED_MONTH,
    exchange: exchanges[index] ?? null,
  }))
}

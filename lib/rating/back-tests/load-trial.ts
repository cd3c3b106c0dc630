// What prices of a back-test depend on besides sessions and rules, looked up once per thread and part instead of once
// per charge: the exchange's prices, the groups of customers, what a month has used so far.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { decimal, toDecimalString, ZERO, type Decimal } from '@/lib/kernel/decimal'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, DAY_MS, instant, monthOf } from '@/lib/kernel/time'
import { areaOfPlace, BIDDING_AREAS, type AreaOfPlace, type BiddingArea } from '../core/bidding-area'
import { freeKwhOf } from '../core/month-tally'
import type { PricedCharge } from '../core/pack-charge'
import { dependsOnMonth, energyPriceAt, hasSpotPrice } from '../core/price-plan'
import { priceRetail, type RetailResult } from '../core/retail'
import { UNUSED_MONTH, type MonthUsage, type RetailContext } from '../core/retail-context'
import type { SpotPrices } from '../core/spot-prices'
import { groupsOn, loadGroups, type GroupRow } from '../price-plans/load-contexts'
import { loadSpotPrices, type PricesByArea } from '../prices/load-spot-prices'
import type { PartOrder } from '../core/back-test'

/** The longest span that is asked for at once; neighbouring ones are read as one. */
const SPAN_MS = 30 * DAY_MS

/** Prices the charges of one part; those of a customer in the order of their starts. */
export type PriceCharge = (customerId: CustomerId, charge: PricedCharge) => RetailResult
/** Gets ready for the customers of a part. Parts may be priced beside each other: each has its own state. */
export type Trial = { meet(part: number): Promise<PriceCharge> }

type Market = { prices: PricesByArea; decided: Map<string, BiddingArea>; areas: Map<string, AreaOfPlace> }

async function loadMarket({ from, to }: PartOrder): Promise<Market> {
  const spans = Array.from({ length: Math.ceil((to - from) / SPAN_MS) + 1 }, (_, index) => from + index * SPAN_MS)
  const wishes = BIDDING_AREAS.flatMap((area) =>
    spans.map((start) => ({ area, from: instant(start), to: instant(start + SPAN_MS) })),
  )
  const db = getDb()
  const rows = (await db.execute(sql`select location_key, area from location_areas`)) as unknown as {
    location_key: string
    area: BiddingArea
  }[] // the columns of the statement
  return {
    prices: await loadSpotPrices(db, wishes),
    decided: new Map(rows.map((row) => [row.location_key, row.area])),
    areas: new Map(),
  }
}

async function loadPartGroups(part: number): Promise<Map<CustomerId, GroupRow>> {
  const db = getDb()
  const rows = (await db.execute(
    sql`select distinct customer_id from rated_charges where part = ${part}`,
  )) as unknown as { customer_id: CustomerId }[] // the column of the statement
  return loadGroups(
    db,
    rows.map((row) => row.customer_id),
  )
}

const fold = (...parts: string[]) => parts.join('*').toUpperCase()

function spotOf(market: Market, { rules }: PartOrder, charge: PricedCharge): SpotPrices | null {
  const { countryCode, partyId, location } = charge.place
  const { current, powerKw } = charge.facts
  const energy = energyPriceAt(rules, { operator: fold(countryCode, partyId), current, powerKw })
  if (energy.method !== 'spot') return null
  if (energy.area !== null) {
    return { area: energy.area, basis: 'plan', prices: market.prices.get(energy.area) ?? new Map() }
  }
  const key = fold(countryCode, partyId, location.id)
  let found = market.areas.get(key)
  if (!found) {
    found = areaOfPlace({ ...location, decided: market.decided.get(key) ?? null })
    market.areas.set(key, found)
  }
  const { area, basis } = found
  return { area, basis, prices: (area && market.prices.get(area)) ?? new Map() }
}

type Used = { month: string; netMinor: bigint; freeKwh: Decimal }

/** What a plan that looks at the month needs to know of the charges before; one customer and month at a time. */
function createUsage(asked: boolean) {
  let key = ''
  let used: Used = { month: '', netMinor: 0n, freeKwh: ZERO }
  return {
    at(customerId: CustomerId, { facts }: PricedCharge): MonthUsage {
      if (!asked) return UNUSED_MONTH
      const month = `${customerId} ${monthOf(facts.startedAt, BILLING_ZONE)}`
      if (month !== key) {
        key = month
        used = { month, netMinor: 0n, freeKwh: ZERO }
      }
      return { netMinor: used.netMinor, freeKwh: toDecimalString(used.freeKwh) }
    },
    add(price: RetailResult): void {
      if (!asked || !price.ok) return
      used = {
        ...used,
        netMinor: used.netMinor + price.value.netMinor,
        freeKwh: decimal(used.freeKwh).plus(freeKwhOf(price.value)),
      }
    },
  }
}

export async function loadTrial(order: PartOrder): Promise<Trial> {
  const { rules } = order
  const market = hasSpotPrice(rules) ? await loadMarket(order) : null
  return {
    async meet(part) {
      const groups = rules.discounts.length > 0 ? await loadPartGroups(part) : new Map<CustomerId, GroupRow>()
      const usage = createUsage(dependsOnMonth(rules))
      return (customerId, charge) => {
        const { facts, breakdown, place } = charge
        const context: RetailContext = {
          operator: fold(place.countryCode, place.partyId),
          groups: groupsOn(groups.get(customerId), facts.startedAt),
          spot: market && spotOf(market, order, charge),
          month: usage.at(customerId, charge),
          exchange: null, // it was packed in kronor
        }
        const price = priceRetail({ rules, facts, breakdown, context }, 'lines')
        usage.add(price)
        return price
      }
    },
  }
}

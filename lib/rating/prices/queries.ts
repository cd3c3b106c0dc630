// Published prices as staff see them: the curve of a day, what is missing, what was corrected, and by which rates.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import {
  addDays,
  BILLING_ZONE,
  instant,
  localDate,
  startOfDay,
  type CalendarDate,
  type Instant,
} from '@/lib/kernel/time'
import { areaOfPlace, BIDDING_AREAS, type AreaOfPlace, type BiddingArea, type Place } from '../core/bidding-area'
import { quartersInDay } from '../core/price-schedule'
import { QUARTER_MS, type SpotPrice } from '../core/spot-prices'
import { loadSpotPrices } from './load-spot-prices'

export type PublishedPrices = {
  revision: number
  source: string
  origin: string
  receivedAt: Instant
  currency: string
  rate: DecimalString | null
  rateSource: string | null
  rateDay: CalendarDate | null
  entries: number
  changed: number
}
export type SpotDay = {
  area: BiddingArea
  day: CalendarDate
  /** Every quarter of the day, null where its price is not known. */
  quarters: { at: Instant; price: SpotPrice | null }[]
  publications: PublishedPrices[]
}

export async function getSpotDay(ctx: StaffCtx, area: BiddingArea, day: CalendarDate): Promise<SpotDay> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const from = startOfDay(day, BILLING_ZONE)
  const to = startOfDay(addDays(day, 1), BILLING_ZONE)
  const [prices, publications] = await Promise.all([
    loadSpotPrices(db, [{ area, from, to }]),
    db.execute(sql`
      select revision, source, origin, extract(epoch from received_at)::float8 * 1000 as "receivedAt", currency,
        rate::text as rate, rate_source as "rateSource", rate_day::text as "rateDay", entries, changed
      from price_publications where kind = 'spot' and area = ${area} and day = ${day}::date order by revision desc`) as unknown as PublishedPrices[], // the columns of the statement
  ])
  const known = prices.get(area)
  const quarters = Array.from({ length: quartersInDay(day) }, (_, index) => {
    const at = instant(from + index * QUARTER_MS)
    return { at, price: known?.get(at) ?? null }
  })
  return { area, day, quarters, publications }
}

export type PriceGap = { area: BiddingArea; day: CalendarDate; missing: number }

/** Days of the last fortnight, and tomorrow once any area has it, that are not known in full; none before the first price. */
export async function listPriceGaps(ctx: StaffCtx): Promise<PriceGap[]> {
  authorize(ctx, 'price-plan:read')
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const rows = (await reader(ctx).execute(sql`
    select s.area, ((s.started_at at time zone ${BILLING_ZONE})::date)::text as day, count(distinct s.started_at)::int as known
    from spot_prices s where s.started_at >= ${new Date(startOfDay(addDays(today, -14), BILLING_ZONE)).toISOString()}::timestamptz
    group by 1, 2`)) as unknown as { area: BiddingArea; day: CalendarDate; known: number }[] // the columns of the statement
  const days = [...new Set(rows.map((row) => row.day))].toSorted()
  const [first] = days
  if (!first) return []
  const last = days.at(-1) ?? first
  const gaps: PriceGap[] = []
  for (let day = first; day <= (last > today ? last : today); day = addDays(day, 1))
    for (const area of BIDDING_AREAS) {
      const known = rows.find((row) => row.area === area && row.day === day)?.known ?? 0
      const missing = quartersInDay(day) - known
      if (missing > 0) gaps.push({ area, day, missing })
    }
  return gaps
}

export type RateRow = {
  day: CalendarDate
  currency: string
  rate: DecimalString
  revision: number
  source: string
  origin: string
  receivedAt: Instant
}

/** Kronor per euro of the latest days, newest first, corrections included. */
export async function listRates(ctx: StaffCtx, days = 14): Promise<RateRow[]> {
  authorize(ctx, 'price-plan:read')
  return (await reader(ctx).execute(sql`
    select e.day::text as day, e.currency, e.rate::text as rate, e.revision, p.source, p.origin,
      extract(epoch from p.received_at)::float8 * 1000 as "receivedAt"
    from exchange_rates e join price_publications p on p.id = e.publication_id
    where e.currency = 'SEK' order by e.day desc, e.revision desc limit ${days}`)) as unknown as RateRow[] // the columns of the statement
}

/** In which bidding area a place lies, and how that is known. */
export async function findLocationArea(
  ctx: StaffCtx,
  locationKey: string,
  place: Omit<Place, 'decided'>,
): Promise<AreaOfPlace> {
  authorize(ctx, 'location:read')
  const [row] = (await reader(ctx).execute(sql`
    select area from location_areas where location_key = ${locationKey.toUpperCase()}`)) as unknown as {
    area: BiddingArea
  }[] // its column
  return areaOfPlace({ ...place, decided: row?.area ?? null })
}

import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { DecimalString } from '@/lib/kernel/decimal'
import { DAY_MS, instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { BiddingArea } from '../core/bidding-area'
import { QUARTER_MS, quarterOf, type SpotPrice, type SpotSource } from '../core/spot-prices'

export type SpotWish = { area: BiddingArea; from: Instant; to: Instant }
export type PricesByArea = ReadonlyMap<BiddingArea, ReadonlyMap<number, SpotPrice>>

/** Longer than any charge; a session with impossible times has no price anyway. */
const LONGEST_MS = 61 * DAY_MS

/** Overlapping wishes of one area become one range: a quarter is read once, however many sessions want it. */
function toRanges(wishes: readonly SpotWish[]): SpotWish[] {
  const ranges: SpotWish[] = []
  const sorted = wishes
    .filter(({ from, to }) => from > 0 && to - from <= LONGEST_MS)
    .map(({ area, from, to }) => ({ area, from: quarterOf(from), to: instant(Math.max(to, from) + QUARTER_MS) }))
    .toSorted((a, b) => (a.area === b.area ? a.from - b.from : a.area < b.area ? -1 : 1))
  for (const wish of sorted) {
    const last = ranges.at(-1)
    if (last?.area === wish.area && wish.from <= last.to) last.to = wish.to > last.to ? wish.to : last.to
    else ranges.push({ ...wish })
  }
  return ranges
}

type Row = {
  area: BiddingArea
  at: number
  revision: number
  source: SpotSource
  minutes: 15 | 60
  per_kwh: DecimalString
}

/** The price of every quarter of the wishes that is known, by the latest revision that states it. */
export async function loadSpotPrices(db: Reader, wishes: readonly SpotWish[]): Promise<PricesByArea> {
  const ranges = toRanges(wishes)
  const found = new Map<BiddingArea, Map<number, SpotPrice>>()
  if (ranges.length === 0) return found
  const asked = ranges.map(({ area, from, to }) => ({ area, from: toIsoInstant(from), to: toIsoInstant(to) }))
  const rows = (await db.execute(sql`
    select distinct on (s.area, s.started_at) s.area, extract(epoch from s.started_at)::float8 * 1000 as at, s.revision, s.source,
      s.minutes, s.per_kwh::text as per_kwh
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as w (area text, "from" timestamptz, "to" timestamptz)
    join spot_prices s on s.area = w.area and s.started_at >= w."from" and s.started_at < w."to"
    order by s.area, s.started_at, s.revision desc`)) as unknown as Row[] // the columns of the statement
  for (const { area, at, revision, source, minutes, per_kwh: perKwh } of rows) {
    const prices = found.get(area) ?? new Map<number, SpotPrice>()
    found.set(area, prices.set(Math.round(at), { perKwh, minutes, source, revision }))
  }
  return found
}

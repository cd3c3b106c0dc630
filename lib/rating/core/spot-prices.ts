// Prices of the electricity exchange by the quarter of an hour. Quarters are counted in UTC, where every one lasts fifteen
// minutes: a day in Stockholm has 92, 96 or 100 of them.
import type { DecimalString } from '@/lib/kernel/decimal'
import { instant, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import type { AreaBasis, BiddingArea } from './bidding-area'

export const QUARTER_MS = 15 * MINUTE_MS

export type SpotSource = 'entsoe' | 'elpriset' | 'sample'
export type SpotPrice = {
  /** SEK per kWh excluding VAT; may be negative. */
  perKwh: DecimalString
  /** 60: published by the hour, and used for each of its quarters. */
  minutes: 15 | 60
  source: SpotSource
  /** Of the publication that stated it: a later correction has a higher one. */
  revision: number
}

export type SpotPrices = {
  /** Null where nobody knows in which area the charge point stands. */
  area: BiddingArea | null
  basis: AreaBasis
  /** By the start of the quarter, epoch ms. What is not in it is not known. */
  prices: ReadonlyMap<number, SpotPrice>
}

export function quarterOf(at: Instant): Instant {
  return instant(Math.floor(at / QUARTER_MS) * QUARTER_MS)
}

/** The quarters that a span touches; the one of its start if it is empty. */
export function quartersOf(from: Instant, to: Instant): Instant[] {
  const quarters: Instant[] = []
  for (let at = quarterOf(from); at < to || quarters.length === 0; at = instant(at + QUARTER_MS)) quarters.push(at)
  return quarters
}

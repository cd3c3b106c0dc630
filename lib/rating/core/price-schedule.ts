// When published prices are due, by the clock in Stockholm.
import { addDays, BILLING_ZONE, localTime, startOfDay, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { BiddingArea } from './bidding-area'
import { QUARTER_MS } from './spot-prices'
import { lastTargetDay } from './target-days'

/** Prices of tomorrow are out at about 13:00, in summer as in winter. */
const PUBLISHED_AT = 13 * 3600 + 5 * 60
/** The ECB publishes at about 16:00. */
const RATES_AT = 16 * 3600 + 15 * 60
/** How far back a gap is still tried to be closed. */
const DAYS_BACK = 3

/** Quarters of a day in Stockholm: 92, 96 or 100. */
export function quartersInDay(day: CalendarDate): number {
  return (startOfDay(addDays(day, 1), BILLING_ZONE) - startOfDay(day, BILLING_ZONE)) / QUARTER_MS
}

/** Days whose prices should be known now, the latest first. */
export function dueDays(now: Instant): CalendarDate[] {
  const { date, secondOfDay } = localTime(now, BILLING_ZONE)
  const last = secondOfDay >= PUBLISHED_AT ? 1 : 0
  return Array.from({ length: DAYS_BACK + 1 + last }, (_, index) => addDays(date, last - index))
}

/** The latest day of which the ECB should have published rates. */
export function dueRateDay(now: Instant): CalendarDate {
  const { date, secondOfDay } = localTime(now, BILLING_ZONE)
  return lastTargetDay(secondOfDay >= RATES_AT ? date : addDays(date, -1))
}

export type KnownDay = { area: BiddingArea; day: CalendarDate; quarters: number }

/** What is due and not known in full. */
export function missingDays(
  areas: readonly BiddingArea[],
  days: readonly CalendarDate[],
  known: readonly KnownDay[],
): { area: BiddingArea; day: CalendarDate }[] {
  return days.flatMap((day) =>
    areas
      .filter((area) => {
        const found = known.find((entry) => entry.area === area && entry.day === day)
        return (found?.quarters ?? 0) < quartersInDay(day)
      })
      .map((area) => ({ area, day })),
  )
}

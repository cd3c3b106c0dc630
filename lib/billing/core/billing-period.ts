// A billing period is a calendar month in Europe/Stockholm. A session belongs to the month in which it started.
import {
  addDays,
  BILLING_ZONE,
  localDate,
  monthBounds,
  monthOf,
  type CalendarDate,
  type Instant,
  type Month,
} from '@/lib/kernel/time'

/** First and last day of a month, both inclusive. */
export function periodDates(period: Month): { first: CalendarDate; last: CalendarDate } {
  const { from, to } = monthBounds(period)
  return { first: localDate(from, BILLING_ZONE), last: addDays(localDate(to, BILLING_ZONE), -1) }
}

/** The first instant that is too late for a period. */
export function periodEnd(period: Month): Instant {
  return monthBounds(period).to
}

/** A month can be billed from its first day on; what has not happened yet is billed by the next run. */
export function isBillable(period: Month, now: Instant): boolean {
  return period <= monthOf(now)
}

// What the address of the margin page says: the period, the grouping, what it is narrowed to.
import { createLoader, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { dateParam } from '@/app/list-href'
import {
  addDays,
  BILLING_ZONE,
  calendarDate,
  localDate,
  startOfDay,
  type CalendarDate,
  type Instant,
} from '@/lib/kernel/time'
import { MARGIN_GROUPS, type MarginFilter, type MarginGroup } from '@/lib/rating/margins/queries'

export const MARGIN_PATH = '/staff/margin'
export const MARGIN_VIEWS = [...MARGIN_GROUPS, 'charge', 'loss'] as const
export type MarginView = (typeof MARGIN_VIEWS)[number]

export const loadMargin = createLoader({
  by: parseAsStringLiteral(MARGIN_VIEWS).withDefault('partner'),
  from: parseAsString,
  to: parseAsString,
  of: parseAsStringLiteral(MARGIN_GROUPS),
  key: parseAsString,
  after: parseAsString,
})
export type MarginState = Awaited<ReturnType<typeof loadMargin>>

export type MarginPeriod = { from: CalendarDate; to: CalendarDate }

/** The days of the address; without them the last thirty. */
export function periodOf(state: { from: string | null; to: string | null }, now: Instant): MarginPeriod {
  const today = localDate(now, BILLING_ZONE)
  const to = calendarDate(dateParam(state.to) ?? today)
  const from = calendarDate(dateParam(state.from) ?? addDays(to, -29))
  return from <= to ? { from, to } : { from: to, to: from }
}

export function filterOf(period: MarginPeriod, of: MarginGroup | null, key: string | null): MarginFilter {
  return {
    from: startOfDay(period.from, BILLING_ZONE),
    to: startOfDay(addDays(period.to, 1), BILLING_ZONE),
    only: of && key !== null ? { group: of, key } : undefined,
  }
}

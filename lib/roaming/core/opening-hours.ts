// OCPI 2.3.0 §8.4.14 Hours: when a place is open. Regular hours are the local wall clock of the place, exceptions are
// instants. A closing outranks an opening, and that the regular hours (guide LOC-9).
import { addDays, instant, localTime, nextLocalTime, startOfDay, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { ExceptionalPeriod, OpeningHours, RegularHours } from './location'

export type OpeningState = {
  open: boolean
  /** When that changes next; null: not within the next eight days. */
  until: Instant | null
}

const MINUTES_OF_DAY = 1440
const DAYS_AHEAD = 8

/** Minutes since midnight; null for what is no time of day. */
function minuteOf(time: string): number | null {
  const match = /^(\d{1,2}):(\d{2})/.exec(time)
  if (!match) return null
  const minute = Number(match[1]) * 60 + Number(match[2])
  return minute > MINUTES_OF_DAY ? null : minute
}

type Span = { weekday: number; from: number; to: number }

/** Ends at midnight are written 24:00 or 00:00; an end before the begin is one of the next day. */
function spanOf({ weekday, begin, end }: RegularHours): Span | null {
  const [from, to] = [minuteOf(begin), minuteOf(end)]
  if (from === null || to === null) return null
  return { weekday, from, to: to <= from ? to + MINUTES_OF_DAY : to }
}

const spansOf = (hours: OpeningHours): Span[] => hours.regular.map(spanOf).filter((span) => span !== null)

const within = (periods: readonly ExceptionalPeriod[], at: Instant) =>
  periods.some(({ from, to }) => from <= at && at < to)

function isRegularlyOpen(spans: readonly Span[], zone: TimeZone, at: Instant): boolean {
  const { weekday, secondOfDay } = localTime(at, zone)
  const minute = secondOfDay / 60
  const yesterday = weekday === 1 ? 7 : weekday - 1
  return spans.some(
    ({ weekday: day, from, to }) =>
      (day === weekday && from <= minute && minute < to) || (day === yesterday && minute + MINUTES_OF_DAY < to),
  )
}

function isOpen(hours: OpeningHours, spans: readonly Span[], zone: TimeZone, at: Instant): boolean {
  if (within(hours.closings, at)) return false
  return hours.twentyFourSeven || within(hours.openings, at) || isRegularlyOpen(spans, zone, at)
}

const clock = (minute: number): string => {
  const inDay = minute % MINUTES_OF_DAY
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`
}

/** Every instant at which anything could change, in order. */
function boundaries(hours: OpeningHours, spans: readonly Span[], zone: TimeZone, at: Instant): Instant[] {
  const times = new Set(spans.flatMap(({ from, to }) => [clock(from), clock(to)]))
  const today = localTime(at, zone).date
  const regular = Array.from({ length: DAYS_AHEAD }, (_, day) => startOfDay(addDays(today, day), zone)).flatMap(
    (start) => [...times].map((time) => nextLocalTime(instant(start - 1), time, zone)),
  )
  const exceptions = [...hours.openings, ...hours.closings].flatMap(({ from, to }) => [from, to])
  return [...regular, ...exceptions].filter((each) => each > at).toSorted((a, b) => a - b)
}

/** Whether a place is open, and until when it stays so. Null where nothing is known of its hours. */
export function openingState(hours: OpeningHours | null, zone: TimeZone, at: Instant): OpeningState | null {
  if (!hours) return null
  const spans = spansOf(hours)
  const open = isOpen(hours, spans, zone, at)
  const until = boundaries(hours, spans, zone, at).find((each) => isOpen(hours, spans, zone, each) !== open)
  const latest = at + DAYS_AHEAD * 86_400_000
  return { open, until: until !== undefined && until <= latest ? until : null }
}

export type DayHours = { weekday: number; spans: { begin: string; end: string }[] }

/** The regular week, Monday first; days without hours are closed. Null where it is always open or says nothing. */
export function regularWeek(hours: OpeningHours | null): DayHours[] | null {
  if (!hours || hours.twentyFourSeven || hours.regular.length === 0) return null
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    spans: hours.regular
      .filter((each) => each.weekday === weekday && spanOf(each))
      .map(({ begin, end }) => ({ begin, end: end === '00:00' ? '24:00' : end }))
      .toSorted((a, b) => (a.begin < b.begin ? -1 : 1)),
  }))
}

/** Exceptions that are not over yet, the nearest first. */
export function comingExceptions(hours: OpeningHours | null, at: Instant): (ExceptionalPeriod & { open: boolean })[] {
  if (!hours) return []
  const of = (periods: readonly ExceptionalPeriod[], open: boolean) => periods.map((period) => ({ ...period, open }))
  return [...of(hours.openings, true), ...of(hours.closings, false)]
    .filter(({ to }) => to > at)
    .toSorted((a, b) => a.from - b.from)
}

// Instants are UTC, calendar dates are dates, local times belong to a named zone.
import { Temporal } from 'temporal-polyfill'

declare const instantBrand: unique symbol
declare const dateBrand: unique symbol
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true }
/** `YYYY-MM-DD`, no zone. */
export type CalendarDate = string & { readonly [dateBrand]: true }
/** `YYYY-MM`, a billing month. */
export type Month = string
export type TimeZone = string

/** Billing's zone: invoices, due dates and billing periods. */
export const BILLING_ZONE: TimeZone = 'Europe/Stockholm'

export const SECOND_MS = 1000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

export function instant(epochMs: number): Instant {
  return epochMs as Instant // the constructor of the brand
}

const OCPI_DATE_TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(Z|z|[+-]\d{2}:?\d{2})?$/

/**
 * Reads an OCPI DateTime (2.2.1 §16.3): no designator means UTC; other offsets are converted, although the
 * specification forbids them. Null when the text is no instant.
 */
export function parseInstant(text: string): Instant | null {
  const match = OCPI_DATE_TIME.exec(text.trim())
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const millis = match[7] ? Number(match[7].padEnd(3, '0').slice(0, 3)) : 0
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millis)
  // A day that the month does not have rolls over; midnight may be written 24:00:00.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return null
  if (hour === 24 && minute + second + millis > 0) return null
  const offset = match[8]
  if (!offset || offset === 'Z' || offset === 'z') return instant(utc)
  const sign = offset[0] === '-' ? -1 : 1
  const digits = offset.replace(/[^\d]/g, '')
  return instant(utc - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * MINUTE_MS)
}

/** RFC 3339 in UTC as OCPI wants it: seconds, or milliseconds where there are any. */
export function toIsoInstant(at: Instant): string {
  const text = new Date(at).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text
}

export function calendarDate(text: string): CalendarDate {
  return Temporal.PlainDate.from(text).toString() as CalendarDate // validated by Temporal
}

export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

const QUARTER_MS = 15 * MINUTE_MS
const offsets = new Map<TimeZone, Map<number, number>>()

/** Offset of a zone from UTC in ms at an instant. Zones change on quarter hours, so one look-up serves a quarter. */
export function zoneOffsetMs(zone: TimeZone, at: Instant): number {
  let known = offsets.get(zone)
  if (!known) offsets.set(zone, (known = new Map()))
  const quarter = Math.floor(at / QUARTER_MS)
  let offset = known.get(quarter)
  if (offset === undefined) {
    offset = Math.round(
      Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6,
    )
    if (known.size > 50_000) known.clear()
    known.set(quarter, offset)
  }
  return offset
}

/** Wall clock of an instant in a zone. `weekday` is 1 (Monday) to 7 (Sunday). */
export type LocalTime = { date: CalendarDate; weekday: number; secondOfDay: number }

export function localTime(at: Instant, zone: TimeZone): LocalTime {
  const shifted = new Date(at + zoneOffsetMs(zone, at))
  return {
    date: shifted.toISOString().slice(0, 10) as CalendarDate, // the ISO date part
    weekday: ((shifted.getUTCDay() + 6) % 7) + 1,
    secondOfDay: shifted.getUTCHours() * 3600 + shifted.getUTCMinutes() * 60 + shifted.getUTCSeconds(),
  }
}

export function localDate(at: Instant, zone: TimeZone): CalendarDate {
  return localTime(at, zone).date
}

/** First instant of a calendar date in a zone (the day may begin later than 00:00 where a clock change falls on midnight). */
export function startOfDay(date: CalendarDate, zone: TimeZone): Instant {
  return instant(Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone }).epochMilliseconds)
}

/** The next time that a wall clock in the zone shows `HH:MM`: today, or tomorrow where that has passed. */
export function nextLocalTime(after: Instant, time: string, zone: TimeZone): Instant {
  const at = (date: CalendarDate) =>
    instant(
      Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
        .epochMilliseconds,
    )
  const today = localDate(after, zone)
  const candidate = at(today)
  return candidate > after ? candidate : at(addDays(today, 1))
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return Temporal.PlainDate.from(date).add({ days }).toString() as CalendarDate // validated by Temporal
}

/** Instants of a month in a zone: `from` inclusive, `to` exclusive. */
export function monthBounds(month: Month, zone: TimeZone = BILLING_ZONE): { from: Instant; to: Instant } {
  const first = Temporal.PlainYearMonth.from(month)
  const next = first.add({ months: 1 })
  return {
    from: startOfDay(`${first.toString()}-01` as CalendarDate, zone), // built from a valid month
    to: startOfDay(`${next.toString()}-01` as CalendarDate, zone), // built from a valid month
  }
}

export function monthOf(at: Instant, zone: TimeZone = BILLING_ZONE): Month {
  return localDate(at, zone).slice(0, 7)
}

export function addMonths(month: Month, months: number): Month {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString()
}

export function isMonth(text: string): text is Month {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text)
}

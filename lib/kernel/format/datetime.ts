// Times as the Swedish language council writes them (17.52–19.28), dates in words; English keeps the order of en-GB.
import type { CalendarDate, Instant, Month, TimeZone } from '../time'
import { NBSP, type FormatLocale } from './locale'

export type DateStyle =
  /** `19 november 2026` */
  | 'date'
  /** `19 november` */
  | 'dayMonth'
  /** `19 nov` */
  | 'short'
  /** `19 nov 2026` */
  | 'shortYear'
  /** `november 2026` */
  | 'monthYear'
  /** `november` */
  | 'month'
  /** `torsdag 19 november` */
  | 'weekday'
  /** `torsdag 19 november 2026` */
  | 'long'

export type InstantStyle =
  | DateStyle
  /** `17.52` */
  | 'time'
  /** `17.52.08` */
  | 'timeSeconds'
  /** `19 nov 17.52` */
  | 'shortTime'
  /** `19 november 2026 17.52` */
  | 'dateTime'

type Parts = Record<'year' | 'day' | 'hour' | 'minute' | 'second' | 'month' | 'monthShort' | 'weekday', string>

const WORDS = { sv: 'sv-SE', en: 'en-GB' } as const
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(key: string, tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let known = formatters.get(key)
  if (!known) formatters.set(key, (known = new Intl.DateTimeFormat(tag, options)))
  return known
}

function partsOf(at: Instant, zone: TimeZone, locale: FormatLocale): Parts {
  const tag = WORDS[locale]
  const long = formatter(`${tag} ${zone}`, tag, {
    timeZone: zone,
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const found = Object.fromEntries(long.formatToParts(at).map((part) => [part.type, part.value]))
  const short = formatter(`${tag} ${zone} short`, tag, { timeZone: zone, month: 'short' }).format(at)
  const { year = '', day = '', hour = '', minute = '', second = '', month = '', weekday = '' } = found
  return { year, day, hour, minute, second, month, weekday, monthShort: short.replace(/\.$/, '') }
}

/** An instant as people of a zone write it. The zone is the place's for what happened there, ours for what we did. */
export function formatInstant(at: Instant, zone: TimeZone, style: InstantStyle, locale: FormatLocale): string {
  const parts = partsOf(at, zone, locale)
  const colon = locale === 'sv' ? '.' : ':'
  const time = `${parts.hour}${colon}${parts.minute}`
  switch (style) {
    case 'time':
      return time
    case 'timeSeconds':
      return `${time}${colon}${parts.second}`
    case 'shortTime':
      return `${dateText(parts, 'short')}${NBSP}${time}`
    case 'dateTime':
      return `${dateText(parts, 'date')} ${time}`
    default:
      return dateText(parts, style)
  }
}

function dateText(parts: Parts, style: DateStyle): string {
  const dayMonth = `${parts.day}${NBSP}${parts.month}`
  switch (style) {
    case 'date':
      return `${dayMonth}${NBSP}${parts.year}`
    case 'dayMonth':
      return dayMonth
    case 'short':
      return `${parts.day}${NBSP}${parts.monthShort}`
    case 'shortYear':
      return `${parts.day}${NBSP}${parts.monthShort}${NBSP}${parts.year}`
    case 'monthYear':
      return `${parts.month}${NBSP}${parts.year}`
    case 'month':
      return parts.month
    case 'weekday':
      return `${parts.weekday} ${dayMonth}`
    case 'long':
      return `${parts.weekday} ${dayMonth}${NBSP}${parts.year}`
  }
}

/** `17.52–19.28`; when it ends on another day, that day is named: `23.19–21 nov 01.16`. */
export function formatTimeRange(from: Instant, to: Instant, zone: TimeZone, locale: FormatLocale): string {
  const sameDay = formatInstant(from, zone, 'date', locale) === formatInstant(to, zone, 'date', locale)
  return `${formatInstant(from, zone, 'time', locale)}–${formatInstant(to, zone, sameDay ? 'time' : 'shortTime', locale)}`
}

/** A date without a zone: invoice date, due date. */
export function formatCalendarDate(date: CalendarDate, style: DateStyle, locale: FormatLocale): string {
  return formatInstant(midnight(date), 'UTC', style, locale)
}

/** A billing month, `2026-10` as `oktober 2026`, or the month's name alone. */
export function formatMonth(month: Month, locale: FormatLocale, style: 'monthYear' | 'month' = 'monthYear'): string {
  return formatInstant(midnight(`${month}-01`), 'UTC', style, locale)
}

/** `1–31 oktober 2026`, `28 september–3 oktober 2026`: what a period spans, both days inclusive. */
export function formatDateRange(from: CalendarDate, to: CalendarDate, locale: FormatLocale): string {
  const start = partsOf(midnight(from), 'UTC', locale)
  const end = partsOf(midnight(to), 'UTC', locale)
  const sameYear = start.year === end.year
  const first = sameYear && start.month === end.month ? start.day : dateText(start, sameYear ? 'dayMonth' : 'date')
  return `${first}–${dateText(end, 'date')}`
}

function midnight(date: string): Instant {
  return Date.parse(`${date}T00:00:00Z`) as Instant // a calendar date at UTC, read back in UTC
}

/** `38 s`, `13 min`, `1 h 36 min`, `3 d 4 h`: the two largest units, rounded down. The unit signs are the same in both languages. */
export function formatDuration(seconds: number): string {
  const sign = seconds < 0 ? '\u2212' : ''
  const whole = Math.floor(Math.abs(seconds))
  if (whole < 60) return `${sign}${whole}${NBSP}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${sign}${minutes}${NBSP}min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return sign + joinUnits(hours, 'h', minutes % 60, 'min')
  return sign + joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${large}${NBSP}${largeUnit}`
  return small === 0 ? head : `${head}${NBSP}${small}${NBSP}${smallUnit}`
}

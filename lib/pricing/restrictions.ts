// OCPI 2.2.1 §11.4.6 TariffRestrictions. A tariff's optional fields become a short list of restrictions, once; matching
// is then arithmetic on numbers. Times and dates are wall clock of the location, everything else counts from the session.
import { DAY_MS, type Instant } from '@/lib/kernel/time'
import type { TariffRestrictions } from '@/lib/roaming/core/tariff'
import { compare, rational, type Rational } from './rational'
import type { PeriodFacts } from './periods'

type Bounds = { readonly min: Rational | null; readonly max: Rational | null }
export type Restriction =
  | { readonly kind: 'time_of_day'; readonly fromSecond: number; readonly toSecond: number }
  | { readonly kind: 'dates'; readonly fromDay: number; readonly toDay: number }
  | { readonly kind: 'weekdays'; readonly weekdays: ReadonlySet<number> }
  | { readonly kind: 'duration'; readonly fromMs: number; readonly toMs: number }
  | ({ readonly kind: 'energy' } & Bounds)
  | ({ readonly kind: 'current' } & Bounds)
  | ({ readonly kind: 'power' } & Bounds)
  | { readonly kind: 'unreadable'; readonly field: string }

/** The instant a price is looked up for: running totals, as against the facts of one period. */
export type Moment = {
  readonly at: Instant
  /** Wall clock of the location as milliseconds; only meaningful for tariffs that restrict by it. */
  readonly localMs: number
  /** Since the start of charging; a reservation before it does not count. */
  readonly elapsedMs: number
  readonly energyKwh: Rational
  readonly period: PeriodFacts
}

/** `unverifiable` is neither: the operator gave no reading that could decide. */
export type Verdict = 'yes' | 'no' | 'current_unverifiable' | 'power_unverifiable'

export const DAY_SECONDS = 86_400
const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']
const TIME_OF_DAY = /^([0-2]?\d):([0-5]\d)(?::[0-5]\d)?$/
const DATE = /^\d{4}-\d{2}-\d{2}$/

function readSecond(text: string): number | null {
  const match = TIME_OF_DAY.exec(text.trim())
  if (!match) return null
  const second = Number(match[1]) * 3600 + Number(match[2]) * 60
  return second > DAY_SECONDS ? null : second
}

function readDay(text: string): number | null {
  const day = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : Number.NaN
  return Number.isInteger(day) ? day : null
}

/** A lone start runs to midnight, a lone end begins there; equal ends mean the whole day, never an empty one. */
function readTimeOfDay(start: string | null, end: string | null): Restriction | null {
  if (start === null && end === null) return null
  const fromSecond = start === null ? 0 : readSecond(start)
  const toSecond = end === null ? DAY_SECONDS : readSecond(end)
  if (fromSecond === null) return { kind: 'unreadable', field: 'start_time' }
  if (toSecond === null) return { kind: 'unreadable', field: 'end_time' }
  return {
    kind: 'time_of_day',
    fromSecond: fromSecond % DAY_SECONDS,
    toSecond: toSecond === 0 ? DAY_SECONDS : toSecond,
  }
}

function readDates(start: string | null, end: string | null): Restriction | null {
  if (start === null && end === null) return null
  const fromDay = start === null ? Number.NEGATIVE_INFINITY : readDay(start)
  const toDay = end === null ? Number.POSITIVE_INFINITY : readDay(end)
  if (fromDay === null) return { kind: 'unreadable', field: 'start_date' }
  if (toDay === null) return { kind: 'unreadable', field: 'end_date' }
  return { kind: 'dates', fromDay, toDay }
}

function readWeekdays(names: readonly string[]): Restriction | null {
  if (names.length === 0) return null
  const weekdays = new Set(names.map((name) => WEEKDAYS.indexOf(name.toUpperCase()) + 1))
  return weekdays.has(0) ? { kind: 'unreadable', field: 'day_of_week' } : { kind: 'weekdays', weekdays }
}

function readBounds(kind: 'energy' | 'current' | 'power', min: string | null, max: string | null): Restriction | null {
  if (min === null && max === null) return null
  return { kind, min: min === null ? null : rational(min), max: max === null ? null : rational(max) }
}

function readDuration(min: number | null, max: number | null): Restriction | null {
  if (min === null && max === null) return null
  return {
    kind: 'duration',
    fromMs: (min ?? Number.NEGATIVE_INFINITY) * 1000,
    toMs: (max ?? Number.POSITIVE_INFINITY) * 1000,
  }
}

/** The restrictions of an element, all of which must match. `reservation` is no restriction but a kind of element. */
export function readRestrictions(fields: TariffRestrictions | null): readonly Restriction[] {
  if (!fields) return []
  const read = [
    readTimeOfDay(fields.startTime, fields.endTime),
    readDates(fields.startDate, fields.endDate),
    readWeekdays(fields.dayOfWeek),
    readDuration(fields.minDurationSeconds, fields.maxDurationSeconds),
    readBounds('energy', fields.minKwh, fields.maxKwh),
    readBounds('current', fields.minCurrentA, fields.maxCurrentA),
    readBounds('power', fields.minPowerKw, fields.maxPowerKw),
  ]
  return read.filter((restriction) => restriction !== null)
}

function matchesTimeOfDay(second: number, fromSecond: number, toSecond: number): boolean {
  if (fromSecond === toSecond) return true
  return fromSecond < toSecond ? second >= fromSecond && second < toSecond : second >= fromSecond || second < toSecond
}

/** A lower bound is held against the lowest reading and an upper bound against the highest, where both are given. */
function matchesReadings(bounds: Bounds, lowest: Rational | null, highest: Rational | null): boolean | null {
  const low = lowest ?? highest
  const high = highest ?? lowest
  if (low === null || high === null) return null
  return (
    (bounds.min === null || compare(low, bounds.min) >= 0) && (bounds.max === null || compare(high, bounds.max) < 0)
  )
}

function matchesOne(restriction: Restriction, moment: Moment): Verdict {
  const { period } = moment
  switch (restriction.kind) {
    case 'time_of_day': {
      const second = Math.floor((moment.localMs - Math.floor(moment.localMs / DAY_MS) * DAY_MS) / 1000)
      return matchesTimeOfDay(second, restriction.fromSecond, restriction.toSecond) ? 'yes' : 'no'
    }
    case 'dates': {
      const day = Math.floor(moment.localMs / DAY_MS)
      return day >= restriction.fromDay && day < restriction.toDay ? 'yes' : 'no'
    }
    case 'weekdays':
      return restriction.weekdays.has(weekdayOf(Math.floor(moment.localMs / DAY_MS))) ? 'yes' : 'no'
    case 'duration':
      return moment.elapsedMs >= restriction.fromMs && moment.elapsedMs < restriction.toMs ? 'yes' : 'no'
    case 'energy':
      return matchesReadings(restriction, moment.energyKwh, null) ? 'yes' : 'no'
    case 'current':
      return toVerdict(matchesReadings(restriction, period.minCurrentA, period.maxCurrentA), 'current_unverifiable')
    case 'power':
      return toVerdict(matchesReadings(restriction, period.minPowerKw, period.maxPowerKw), 'power_unverifiable')
    case 'unreadable':
      return 'no'
  }
}

function toVerdict(matched: boolean | null, unverifiable: Verdict): Verdict {
  return matched === null ? unverifiable : matched ? 'yes' : 'no'
}

/** 1970-01-01 was a Thursday; 1 is Monday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** Whether all restrictions match at that moment. A clear no wins over a reading that is missing. */
export function matchRestrictions(restrictions: readonly Restriction[], moment: Moment): Verdict {
  let verdict: Verdict = 'yes'
  for (const restriction of restrictions) {
    const one = matchesOne(restriction, moment)
    if (one === 'no') return 'no'
    if (one !== 'yes') verdict = one
  }
  return verdict
}

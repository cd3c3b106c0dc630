// The conditions of a tariff element in words: when, how much, how fast.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { formatDecimal } from '@/lib/kernel/format/money'
import { NBSP, type FormatLocale } from '@/lib/kernel/format/locale'
import type { TariffRestrictions } from '@/lib/roaming/core/tariff'

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']
const WEEKDAYS = DAYS.slice(0, 5).join()
const WEEKEND = DAYS.slice(5).join()

const WORDS = {
  sv: {
    days: ['måndagar', 'tisdagar', 'onsdagar', 'torsdagar', 'fredagar', 'lördagar', 'söndagar'],
    weekdays: 'vardagar',
    weekend: 'helger',
    and: 'och',
    from: (text: string) => `från ${text}`,
    until: (text: string) => `till ${text}`,
    before: (text: string) => `före ${text}`,
    firstMinutes: (text: string) => `de första ${text} minuterna`,
    afterMinutes: (text: string) => `efter ${text} minuter`,
    first: (text: string) => `upp till ${text}`,
    after: (text: string) => `efter ${text}`,
    below: (text: string) => `under ${text}`,
    expired: 'om reservationen går ut',
  },
  en: {
    days: ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'],
    weekdays: 'weekdays',
    weekend: 'weekends',
    and: 'and',
    from: (text: string) => `from ${text}`,
    until: (text: string) => `until ${text}`,
    before: (text: string) => `before ${text}`,
    firstMinutes: (text: string) => `the first ${text} minutes`,
    afterMinutes: (text: string) => `after ${text} minutes`,
    first: (text: string) => `up to ${text}`,
    after: (text: string) => `after ${text}`,
    below: (text: string) => `below ${text}`,
    expired: 'if the reservation runs out',
  },
} as const
type Words = (typeof WORDS)[FormatLocale]

function describeDays(names: readonly string[], words: Words): string | null {
  const indexes = DAYS.flatMap((day, index) => (names.some((name) => name.toUpperCase() === day) ? [index] : []))
  if (indexes.length === 0 || indexes.length === 7) return null
  const key = indexes.map((index) => DAYS[index]).join()
  if (key === WEEKDAYS) return words.weekdays
  if (key === WEEKEND) return words.weekend
  const days = indexes.map((index) => words.days[index])
  return days.length === 1 ? `${days[0]}` : `${days.slice(0, -1).join(', ')} ${words.and} ${days.at(-1)}`
}

function describeTimes(start: string | null, end: string | null): string | null {
  if ((start === null && end === null) || start === end) return null
  return `${start ?? '00:00'}–${end === null || end === '00:00' ? '24:00' : end}`
}

/** An end date is the first day that is no longer meant, hence "before". */
function describeDates(start: string | null, end: string | null, words: Words): string | null {
  const parts = [start && words.from(start), end && words.before(end)].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' ')
}

function describeMinutes(min: number | null, max: number | null, locale: FormatLocale): string | null {
  const words = WORDS[locale]
  const minutes = (seconds: number) => formatDecimal(decimal(seconds).div(60).toFixed(), [0, 1], locale)
  const after = min !== null && min > 0 ? words.afterMinutes(minutes(min)) : null
  if (max === null) return after
  return after === null ? words.firstMinutes(minutes(max)) : `${after} ${words.until(minutes(max))}`
}

type Bound = DecimalString | null
type RangeWords = { low: (text: string) => string; high: (text: string) => string }

function describeRange(
  min: Bound,
  max: Bound,
  unit: string,
  { low, high }: RangeWords,
  locale: FormatLocale,
): string | null {
  const amount = (value: DecimalString) => `${formatDecimal(value, [0, 3], locale)}${NBSP}${unit}`
  const from = min !== null && !decimal(min).isZero() ? low(amount(min)) : null
  const parts = [from, max !== null && high(amount(max))].filter((part) => typeof part === 'string')
  return parts.length === 0 ? null : parts.join(' ')
}

/** All conditions of an element, separated by commas; empty where it has none. */
export function describeRestrictions(restrictions: TariffRestrictions, locale: FormatLocale): string {
  const words = WORDS[locale]
  const consumed = { low: words.after, high: words.first }
  const measured = { low: words.from, high: words.below }
  const parts = [
    restrictions.reservation?.toUpperCase() === 'RESERVATION_EXPIRES' ? words.expired : null,
    describeDates(restrictions.startDate, restrictions.endDate, words),
    describeDays(restrictions.dayOfWeek, words),
    describeTimes(restrictions.startTime, restrictions.endTime),
    describeMinutes(restrictions.minDurationSeconds, restrictions.maxDurationSeconds, locale),
    describeRange(restrictions.minKwh, restrictions.maxKwh, 'kWh', consumed, locale),
    describeRange(restrictions.minPowerKw, restrictions.maxPowerKw, 'kW', measured, locale),
    describeRange(restrictions.minCurrentA, restrictions.maxCurrentA, 'A', measured, locale),
  ]
  return parts.filter((part) => part !== null).join(', ')
}

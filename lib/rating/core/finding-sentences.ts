// Each finding in words: a title for lists and a sentence with its values. `{name:format}` is filled from the params.
import { formatDecimal } from '@/lib/kernel/format/money'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { BILLING_ZONE, calendarDate, instant } from '@/lib/kernel/time'
import { NBSP } from '@/lib/kernel/format/locale'
import type { FindingCode, FindingParams } from './finding'
import { SENTENCES } from './finding-texts'

const NUMBER = /^-?\d+(\.\d+)?$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
const RATES = {
  ecb: { sv: 'Europeiska centralbankens kurs', en: "the European Central Bank's rate of" },
  sample: { sv: 'exempelkursen', en: 'the sample rate of' },
} as const

function print(value: string, format: string | undefined, params: FindingParams, locale: FormatLocale): string {
  if (format === 'day' && DAY.test(value)) return formatCalendarDate(calendarDate(value), 'date', locale)
  if (format === 'rates') return RATES[value === 'ecb' ? 'ecb' : 'sample'][locale]
  if (!format || !NUMBER.test(value)) return value
  switch (format) {
    case 'money':
      return `${formatDecimal(value, 2, locale)}${NBSP}${params['currency'] === 'SEK' ? 'kr' : (params['currency'] ?? '')}`
    case 'kronor':
      return `${formatDecimal(value, [2, 8], locale)}${NBSP}kr`
    case 'kwh':
      return `${formatDecimal(value, [0, 3], locale)}${NBSP}kWh`
    case 'kw':
      return `${formatDecimal(value, [0, 1], locale)}${NBSP}kW`
    case 'hours':
      return `${formatDecimal(value, [0, 2], locale)}${NBSP}h`
    case 'percent':
      return `${formatDecimal(value, [0, 1], locale)}${NBSP}%`
    case 'at':
      return formatInstant(instant(Number(value)), BILLING_ZONE, 'dateTime', locale)
    default:
      return formatDecimal(value, [0, 2], locale)
  }
}

/** The finding as a sentence. A value that is missing is shown as a dash, never as an empty hole. */
export function findingSentence(code: FindingCode, params: FindingParams, locale: FormatLocale): string {
  return SENTENCES[code][locale].sentence.replace(/\{(\w+)(?::(\w+))?\}/g, (_match, name: string, format?: string) =>
    print(params[name] || '–', format, params, locale),
  )
}

/** Two or three words, for columns and chips. */
export function findingTitle(code: FindingCode, locale: FormatLocale): string {
  return SENTENCES[code][locale].title
}

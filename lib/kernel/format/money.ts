import type { DecimalString } from '../decimal'
import { minorDigits, minorToDecimalString, type Currency } from '../money'
import { languageTag, NBSP, type FormatLocale } from './locale'

/** `always` puts a sign on everything but zero: differences and margins. */
export type SignStyle = 'negative' | 'always'

const formatters = new Map<string, Intl.NumberFormat>()

function formatter(locale: FormatLocale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let known = formatters.get(key)
  if (!known) formatters.set(key, (known = new Intl.NumberFormat(languageTag(locale), options)))
  return known
}

/** Intl takes exact decimals as text; its own types ask for a literal type. */
function exact(value: DecimalString): Intl.StringNumericLiteral {
  return value as Intl.StringNumericLiteral // a DecimalString is plain decimal notation
}

/** One minus for both languages: en-SE would print the hyphen, which is narrower than a figure. */
function print(locale: FormatLocale, options: Intl.NumberFormatOptions, value: DecimalString): string {
  return formatter(locale, options).format(exact(value)).replace('-', '\u2212')
}

function signDisplay(sign: SignStyle) {
  return sign === 'always' ? 'exceptZero' : 'negative'
}

/** Posted money with its unit: `1 284,50 kr`, with U+00A0 and U+2212 as Intl gives them. */
export function formatMoney(
  minor: bigint,
  currency: Currency,
  locale: FormatLocale,
  sign: SignStyle = 'negative',
): string {
  const options = { style: 'currency', currency, signDisplay: signDisplay(sign) } as const
  return print(locale, options, minorToDecimalString(minor, currency))
}

/** The figures alone, for columns whose header names the unit: `1 284,50`. */
export function formatAmount(
  minor: bigint,
  currency: Currency,
  locale: FormatLocale,
  sign: SignStyle = 'negative',
): string {
  return formatDecimal(minorToDecimalString(minor, currency), minorDigits(currency), locale, sign)
}

/** An exact decimal to a fixed number of digits, or between `[least, most]`; halves go away from zero. */
export function formatDecimal(
  value: DecimalString,
  fractionDigits: number | readonly [least: number, most: number],
  locale: FormatLocale,
  sign: SignStyle = 'negative',
): string {
  const [least, most] = typeof fractionDigits === 'number' ? [fractionDigits, fractionDigits] : fractionDigits
  const options = { minimumFractionDigits: least, maximumFractionDigits: most, signDisplay: signDisplay(sign) } as const
  return print(locale, options, value)
}

/** An exact price that need not be whole öre: `4,49 kr`, `0,9825 kr`. */
export function formatPrice(price: DecimalString, currency: Currency, locale: FormatLocale): string {
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
    signDisplay: 'negative',
  } as const
  return print(locale, options, price)
}

/** The same per unit: `4,49 kr/kWh`. */
export function formatUnitPrice(price: DecimalString, currency: Currency, unit: string, locale: FormatLocale): string {
  return `${formatPrice(price, currency, locale)}/${unit}`
}

/** Öre per kWh and the like, for prices far below a krona: `98,25 öre`. `price` is in the currency's main unit. */
export function formatMinorUnitPrice(price: DecimalString, unit: string, locale: FormatLocale): string {
  const shifted = shiftTwo(price)
  return `${formatDecimal(shifted, [2, 4], locale)}${NBSP}${unit}`
}

/** `25 %`; the value is the percentage itself, not a fraction. */
export function formatPercent(
  percent: DecimalString,
  locale: FormatLocale,
  fractionDigits: readonly [number, number] = [0, 1],
): string {
  const figures = formatDecimal(percent, fractionDigits, locale)
  return locale === 'sv' ? `${figures}${NBSP}%` : `${figures}%`
}

export function formatCount(count: number | bigint, locale: FormatLocale): string {
  return formatter(locale, { maximumFractionDigits: 0 }).format(count)
}

/** Times one hundred by moving the decimal point, so that no digit is lost. */
function shiftTwo(value: DecimalString): DecimalString {
  const negative = value.startsWith('-')
  const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.')
  const padded = fraction.padEnd(2, '0')
  const rest = padded.slice(2)
  return `${negative ? '-' : ''}${whole}${padded.slice(0, 2)}${rest ? `.${rest}` : ''}`
}

import type { DecimalString } from '../decimal'
import { NBSP, type FormatLocale } from './locale'
import { formatDecimal } from './money'

/** `17,32 kWh`. Two decimals unless the caller shows what a meter shows. */
export function formatEnergy(
  kwh: DecimalString,
  locale: FormatLocale,
  fractionDigits: number | readonly [number, number] = 2,
): string {
  return `${formatDecimal(kwh, fractionDigits, locale)}${NBSP}kWh`
}

/** `150 kW`, `7,4 kW`: a decimal only where there is one. */
export function formatPower(kw: DecimalString, locale: FormatLocale): string {
  return `${formatDecimal(kw, [0, 1], locale)}${NBSP}kW`
}

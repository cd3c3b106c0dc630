// Money that is posted: integer minor units (öre) and a currency. Never a float.
import { Decimal, decimal, roundHalfUp, type DecimalString } from './decimal'
import { assert } from './assert'

export type Currency = string
export type Money = { readonly currency: Currency; readonly minor: bigint }

/** Minor units per ISO 4217; those we can meet in roaming, all others have two. */
const MINOR_DIGITS: Readonly<Record<string, number>> = { ISK: 0, JPY: 0, HUF: 2 }

export function minorDigits(currency: Currency): number {
  return MINOR_DIGITS[currency] ?? 2
}

/** Rounds an exact amount half-up to the currency's minor unit. This is where an amount becomes money. */
export function roundToMinor(amount: Decimal | DecimalString, currency: Currency): bigint {
  return BigInt(roundHalfUp(decimal(amount).times(powerOfTen(minorDigits(currency))), 0).toFixed(0))
}

/** Currencies have two digits, a few none, three or four. */
const POWERS = [1, 10, 100, 1000, 10_000].map((power) => new Decimal(power))

function powerOfTen(digits: number): Decimal {
  return POWERS[digits] ?? new Decimal(10).pow(digits)
}

/** The exact decimal of minor units: 1234n SEK is 12.34. */
export function minorToDecimal(minor: bigint, currency: Currency): Decimal {
  return new Decimal(minor.toString()).div(powerOfTen(minorDigits(currency)))
}

export function minorToDecimalString(minor: bigint, currency: Currency): DecimalString {
  return minorToDecimal(minor, currency).toFixed(minorDigits(currency))
}

export function sumMinor(amounts: Iterable<bigint>): bigint {
  let total = 0n
  for (const amount of amounts) total += amount
  return total
}

/**
 * Splits `total` in proportion to `weights` so that the parts sum to it exactly: the largest remainders
 * get the odd minor units, the earlier part first among equals. Weights must not be negative.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sumMinor(weights)
  assert(
    weights.every((weight) => weight >= 0n),
    'allocate: a weight is negative',
  )
  assert(weights.length > 0 || total === 0n, 'allocate: nothing to split among')
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? total : 0n))
  const sign = total < 0n ? -1n : 1n
  const size = total * sign
  const parts = weights.map((weight) => (size * weight) / whole)
  const order = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % whole }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  let left = size - sumMinor(parts)
  for (const { index } of order) {
    if (left === 0n) break
    parts[index] = parts[index]! + 1n // `index` comes from mapping the same array.
    left -= 1n
  }
  return parts.map((part) => part * sign)
}

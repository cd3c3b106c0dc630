// Exact decimals for unit prices, energies and amounts that are not yet rounded.
// OCPI 2.2.1 §16.5 (number): four decimals unless stated; JSON numbers reach us as text, never as a float sum.
import { Decimal as Base } from 'decimal.js'

/** A private constructor, so that nobody else's settings can change ours: 40 digits, half-up (away from zero). */
export const Decimal = Base.clone({ precision: 40, rounding: Base.ROUND_HALF_UP, toExpNeg: -40, toExpPos: 40 })
export type Decimal = Base

/** An exact decimal in plain notation, the form in which decimals are stored and sent: `-12.3450`. */
export type DecimalString = string

export const ZERO: Decimal = new Decimal(0)
export const ONE: Decimal = new Decimal(1)

/** Prices and volumes repeat in the millions, and reading one costs as much as multiplying it. */
const MOST_KNOWN = 5000
const LONGEST_KNOWN = 24
const known = new Map<string, Decimal>()

function parse(text: DecimalString): Decimal {
  let value = known.get(text)
  if (value === undefined) {
    value = new Decimal(text)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(text, value)
  }
  return value
}

/** Reads a decimal; a JSON number is taken by its shortest text, so 0.1 is exactly 0.1. Throws on anything else. */
export function decimal(value: DecimalString | number | bigint | Decimal): Decimal {
  if (value instanceof Decimal) return value // decimals never change
  if (typeof value === 'string' && value.length <= LONGEST_KNOWN) return parse(value)
  return new Decimal(typeof value === 'bigint' ? value.toString() : value)
}

/** Plain notation without exponent and without needless zeros. */
export function toDecimalString(value: Decimal): DecimalString {
  return value.isZero() ? '0' : value.toFixed()
}

/** Half-up (away from zero) to `digits` decimals: the one rounding there is; the caller's name says where it is applied. */
export function roundHalfUp(value: Decimal, digits: number): Decimal {
  return value.toDecimalPlaces(digits, Base.ROUND_HALF_UP)
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total: Decimal | null = null
  for (const value of values) total = total === null ? value : total.plus(value)
  return total ?? ZERO
}

// Exact arithmetic inside the engine. A third of an hour has no finite decimal, and three of them must make an hour
// before anything is rounded; so quantities and amounts are fractions of integers until they are printed.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'

/** `num / den` with `den > 0`; not reduced, because most denominators here are powers of ten already. */
export type Rational = { readonly num: bigint; readonly den: bigint }

/** Quantities are printed to ten decimals, amounts to 24: finer than any money, coarser than the arithmetic. */
export const QUANTITY_DIGITS = 10
export const AMOUNT_DIGITS = 24

const POWERS = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent))
const DIGITS_OF = new Map(POWERS.map((power, exponent) => [power, exponent] as const))

export const ZERO: Rational = { num: 0n, den: 1n }
export const ONE: Rational = { num: 1n, den: 1n }
export const HUNDRED: Rational = { num: 100n, den: 1n }

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent)
}

const PLAIN = /^-?\d+(?:\.\d+)?$/

/** Reads a decimal exactly. Throws on anything that is no decimal: the adapters let none through. */
export function rational(text: DecimalString): Rational {
  const plain = PLAIN.test(text) ? text : decimal(text).toFixed()
  const point = plain.indexOf('.')
  if (point < 0) return { num: BigInt(plain), den: 1n }
  return { num: BigInt(plain.slice(0, point) + plain.slice(point + 1)), den: powerOfTen(plain.length - point - 1) }
}

export function fraction(num: number, den: number): Rational {
  return { num: BigInt(num), den: BigInt(den) }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export function add(a: Rational, b: Rational): Rational {
  if (a.den === b.den) return { num: a.num + b.num, den: a.den }
  if (b.den % a.den === 0n) return { num: a.num * (b.den / a.den) + b.num, den: b.den }
  if (a.den % b.den === 0n) return { num: a.num + b.num * (a.den / b.den), den: a.den }
  const shared = greatestCommonDivisor(a.den, b.den)
  return { num: a.num * (b.den / shared) + b.num * (a.den / shared), den: (a.den / shared) * b.den }
}

export function negate(a: Rational): Rational {
  return { num: -a.num, den: a.den }
}

export function subtract(a: Rational, b: Rational): Rational {
  return add(a, negate(b))
}

export function multiply(a: Rational, b: Rational): Rational {
  return { num: a.num * b.num, den: a.den * b.den }
}

export function divide(a: Rational, b: Rational): Rational {
  const num = a.num * b.den
  const den = a.den * b.num
  return den < 0n ? { num: -num, den: -den } : { num, den }
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.den === b.den ? a.num - b.num : a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function isZero(a: Rational): boolean {
  return a.num === 0n
}

export function sign(a: Rational): number {
  return a.num < 0n ? -1 : a.num > 0n ? 1 : 0
}

/** Smallest integer that is not below `a`. */
export function ceiling(a: Rational): bigint {
  const whole = a.num / a.den
  return a.num > 0n && a.num % a.den !== 0n ? whole + 1n : whole
}

/** `a` in units of 10^-digits, ties upwards. Shifting `a` by whole units shifts the answer by as many. */
function toUnits(a: Rational, digits: number): bigint {
  const doubled = 2n * a.den
  const num = 2n * a.num * powerOfTen(digits) + a.den
  const whole = num / doubled
  return num < 0n && num % doubled !== 0n ? whole - 1n : whole
}

/** True where the value is a whole number of 10^-digits, so that printing it loses nothing. */
function isExactWithin(a: Rational, digits: number): boolean {
  const known = DIGITS_OF.get(a.den)
  return known === undefined ? (a.num * powerOfTen(digits)) % a.den === 0n : known <= digits
}

function unitsToText(units: bigint, digits: number): DecimalString {
  if (units === 0n) return '0'
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  let end = text.length
  while (end > whole.length && text.charCodeAt(end - 1) === 48) end -= 1
  const plain = end === whole.length ? whole : `${whole}.${text.slice(whole.length, end)}`
  return units < 0n ? `-${plain}` : plain
}

/** Plain notation without needless zeros, to at most `digits` decimals. */
export function toText(a: Rational, digits: number): DecimalString {
  const known = DIGITS_OF.get(a.den)
  return known !== undefined && known <= digits ? unitsToText(a.num, known) : unitsToText(toUnits(a, digits), digits)
}

/** Half-up, away from zero, to `digits` decimals, as an integer of the smallest unit. */
export function roundHalfUp(a: Rational, digits: number): bigint {
  return a.num < 0n ? -toUnits(negate(a), digits) : toUnits(a, digits)
}

/**
 * Prints amounts one after the other so that the printed ones sum to the printed total: an amount without a finite
 * decimal gets the difference of the rounded running sums. Finite amounts are printed as they are.
 */
export function amountPrinter(): (amount: Rational) => DecimalString {
  let running = ZERO
  let printed = 0n
  return (amount) => {
    if (isExactWithin(amount, AMOUNT_DIGITS)) return toText(amount, AMOUNT_DIGITS)
    running = add(running, amount)
    const units = toUnits(running, AMOUNT_DIGITS)
    const share = units - printed
    printed = units
    return unitsToText(share, AMOUNT_DIGITS)
  }
}

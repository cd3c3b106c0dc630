// Exact arithmetic for money and quantities: a ratio of two big integers, rounded only when written.

export type Fraction = { readonly n: bigint; readonly d: bigint }

function reduced(n: bigint, d: bigint): Fraction {
  let a = n < 0n ? -n : n
  let b = d
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? { n: 0n, d: 1n } : { n: n / a, d: d / a }
}

/** Reads an integer or a plain decimal such as 2.4 exactly as it is printed. */
export function fraction(value: number | string | bigint): Fraction {
  if (typeof value === 'bigint') return { n: value, d: 1n }
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new RangeError(`not a plain decimal: ${text}`)
  const decimals = match[3] ?? ''
  const digits = BigInt(`${match[2]}${decimals}`)
  return reduced(match[1] ? -digits : digits, 10n ** BigInt(decimals.length))
}

export const ZERO: Fraction = { n: 0n, d: 1n }

export function add(a: Fraction, b: Fraction): Fraction {
  return reduced(a.n * b.d + b.n * a.d, a.d * b.d)
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return reduced(a.n * b.d - b.n * a.d, a.d * b.d)
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return reduced(a.n * b.n, a.d * b.d)
}

export function divide(a: Fraction, b: Fraction): Fraction {
  if (b.n === 0n) throw new RangeError('division by zero')
  return b.n < 0n ? reduced(-a.n * b.d, a.d * -b.n) : reduced(a.n * b.d, a.d * b.n)
}

export function compare(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.n * b.d
  const right = b.n * a.d
  return left < right ? -1 : left > right ? 1 : 0
}

export function negate(a: Fraction): Fraction {
  return { n: -a.n, d: a.d }
}

/** The smallest multiple of `step` that is not below `value`; a step of zero leaves it alone. */
export function upToMultiple(value: Fraction, step: Fraction): Fraction {
  if (step.n === 0n) return value
  const steps = divide(value, step)
  const whole = steps.n / steps.d
  const up = steps.n > 0n && steps.n % steps.d !== 0n ? whole + 1n : whole
  return multiply({ n: up, d: 1n }, step)
}

/** Rounds half away from zero and prints with exactly that many decimals. */
export function toFixed(value: Fraction, decimals: number): string {
  const scaled = value.n * 10n ** BigInt(decimals)
  const magnitude = scaled < 0n ? -scaled : scaled
  const rounded = (2n * magnitude + value.d) / (2n * value.d)
  const digits = rounded.toString().padStart(decimals + 1, '0')
  const sign = scaled < 0n && rounded !== 0n ? '-' : ''
  if (decimals === 0) return `${sign}${digits}`
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** The JSON number for the wire: rounded once, then printed by the shortest form that reads back equal. */
export function toNumber(value: Fraction, decimals: number): number {
  return Number(toFixed(value, decimals))
}

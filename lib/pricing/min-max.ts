// min_price and max_price, OCPI 2.2.1 §11.4.1: session-wide bounds on the totals, without and with tax, each for itself.
// A bound that states one side only moves the other in proportion, so that the tax rate stays what it was.
import type { PriceLimit, Tariff } from '@/lib/roaming/core/tariff'
import { compare, divide, isZero, multiply, rational, type Rational } from './rational'
import { taxAmount, type Amount } from './tax'

type Side = 'excl' | 'incl'

/** The one VAT rate that all components of the tariff share; null where they differ or say none. */
function uniformVat(tariff: Tariff): Rational | null {
  const rates = tariff.elements.flatMap(({ components }) => components.map(({ vat }) => vat))
  const [first] = rates
  if (first === undefined || first === null) return null
  return rates.every((rate) => rate !== null && compare(rational(rate), rational(first)) === 0) ? rational(first) : null
}

function boundOf(limit: PriceLimit, side: Side): Rational | null {
  const text = limit[side]
  return text === null ? null : rational(text)
}

function exceeds(value: Rational, bound: Rational, kind: 'min' | 'max'): boolean {
  return kind === 'min' ? compare(value, bound) < 0 : compare(value, bound) > 0
}

/** `other` moved as its opposite went from `before` to `after`. */
function inProportion(
  other: Rational | null,
  before: Rational,
  after: Rational,
  side: Side,
  tariff: Tariff,
): Rational | null {
  if (other === null) return null
  if (!isZero(before)) return divide(multiply(other, after), before)
  return taxAmount(after, tariff.taxIncluded === 'N/A' ? 'N/A' : side === 'excl' ? 'NO' : 'YES', uniformVat(tariff))[
    side === 'excl' ? 'incl' : 'excl'
  ]
}

function clampSide(total: Amount, limit: PriceLimit, side: Side, kind: 'min' | 'max'): Rational | null {
  const value = total[side]
  const bound = boundOf(limit, side)
  return value && bound && exceeds(value, bound, kind) ? bound : value
}

function clamp(total: Amount, limit: PriceLimit | null, kind: 'min' | 'max', tariff: Tariff): Amount {
  if (!limit) return total
  const excl = clampSide(total, limit, 'excl', kind)
  const incl = clampSide(total, limit, 'incl', kind)
  if (limit.incl === null && excl && total.excl && excl !== total.excl) {
    return { excl, incl: inProportion(total.incl, total.excl, excl, 'excl', tariff) }
  }
  if (limit.excl === null && incl && total.incl && incl !== total.incl) {
    return { excl: inProportion(total.excl, total.incl, incl, 'incl', tariff), incl }
  }
  return { excl, incl }
}

/** The total within the tariff's bounds: raised to the minimum first, then cut to the maximum. */
export function clampTotal(total: Amount, tariff: Tariff): Amount {
  return clamp(clamp(total, tariff.minPrice, 'min', tariff), tariff.maxPrice, 'max', tariff)
}

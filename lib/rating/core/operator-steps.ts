// The operator's price by our own calculation, as steps of the customer's lines. Nothing here has seen the CPO's total.
import { decimal, roundHalfUp, toDecimalString, type Decimal } from '@/lib/kernel/decimal'
import type { Breakdown, BreakdownLine, PricedDimension } from '@/lib/pricing/breakdown'
import { UNIT_PRICE_DIGITS, type RetailStep } from './retail-grouping'
import type { RetailLineKind, RetailUnit } from './retail-line'

const MEANING: Readonly<Record<PricedDimension, { kind: RetailLineKind; unit: RetailUnit }>> = {
  ENERGY: { kind: 'energy', unit: 'KWH' },
  TIME: { kind: 'operator_time_fee', unit: 'HUR' },
  RESERVATION_TIME: { kind: 'operator_time_fee', unit: 'HUR' },
  PARKING_TIME: { kind: 'operator_parking_fee', unit: 'HUR' },
  FLAT: { kind: 'operator_start_fee', unit: 'EA' },
}

/** What belongs to a reservation, and whether a charge followed it. */
function reservedKind({ totals }: Breakdown): RetailLineKind {
  return decimal(totals.energyKwh).isZero() ? 'reservation_fee' : 'operator_reservation_fee'
}

/** Thirds of an hour have no end as decimals: a difference below this is one of notation. */
const NOTATION = decimal('0.000001')

type Span = Pick<RetailStep, 'startedAt' | 'endedAt'>

/** Excluding VAT; the tariff's own figure unless that includes taxes. */
function unitPriceOf(line: BreakdownLine, billed: Decimal, excl: Decimal): string {
  const stated = decimal(line.unitPrice)
  if (billed.isZero() || billed.times(stated).minus(excl).abs().lessThan(NOTATION)) return toDecimalString(stated)
  return toDecimalString(roundHalfUp(excl.div(billed), UNIT_PRICE_DIGITS))
}

/** A component has one price without taxes wherever it applies; the first line that says it says it for all. */
function createPriceReader(): (line: BreakdownLine, billed: Decimal, excl: Decimal) => string {
  const known = new Map<string, string>()
  return (line, billed, excl) => {
    const key = `${line.tariffId} ${line.element} ${line.dimension}`
    let price = known.get(key)
    if (price === undefined) {
      price = unitPriceOf(line, billed, excl)
      if (!billed.isZero()) known.set(key, price)
    }
    return price
  }
}

/**
 * Minimum and maximum price as a line of its own. EN 16931 knows no negative unit price, so a maximum price is
 * minus one time its effect.
 */
function adjustmentStep({ adjustment }: Breakdown, { startedAt, endedAt }: Span): RetailStep[] {
  if (!adjustment?.excl) return []
  const amount = decimal(adjustment.excl)
  if (amount.isZero()) return []
  const quantity = decimal(amount.isNegative() ? -1 : 1)
  const unitPrice = toDecimalString(amount.abs())
  return [{ kind: 'operator_adjustment', unit: 'EA', startedAt, endedAt, quantity, unitPrice, amount, element: null }]
}

/** Null when the tariff cannot say what a component costs without taxes. */
export function operatorSteps(breakdown: Breakdown, session: Span): RetailStep[] | null {
  if (breakdown.excl === null) return null
  const priceOf = createPriceReader()
  const steps: RetailStep[] = []
  for (const line of breakdown.lines) {
    if (line.excl === null) return null
    const amount = decimal(line.excl)
    if (amount.isZero() && line.dimension !== 'ENERGY') continue
    const quantity = decimal(line.billedQuantity)
    const { startedAt, endedAt, element, dimension, reason } = line
    const { kind: usual, unit } = MEANING[dimension]
    const kind = reason === 'reservation' || reason === 'reservation_expired' ? reservedKind(breakdown) : usual
    const unitPrice = priceOf(line, quantity, amount)
    steps.push({ kind, unit, startedAt, endedAt, quantity, unitPrice, amount, element })
  }
  return [...steps, ...adjustmentStep(breakdown, session)]
}

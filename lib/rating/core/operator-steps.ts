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

/** Thirds of an hour have no end as decimals: a difference below this is one of notation. */
const NOTATION = decimal('0.000001')

/** Excluding VAT; the tariff's own figure unless that includes taxes. */
function unitPriceOf(line: BreakdownLine, excl: Decimal): Decimal {
  const billed = decimal(line.billedQuantity)
  const stated = decimal(line.unitPrice)
  if (billed.isZero() || billed.times(stated).minus(excl).abs().lessThan(NOTATION)) return stated
  return roundHalfUp(excl.div(billed), UNIT_PRICE_DIGITS)
}

function toStep(line: BreakdownLine): RetailStep | null {
  if (line.excl === null) return null
  const excl = decimal(line.excl)
  if (excl.isZero() && line.dimension !== 'ENERGY') return null
  const unitPrice = unitPriceOf(line, excl)
  const { kind, unit } = MEANING[line.dimension]
  return {
    kind,
    unit,
    unitPrice,
    part: {
      startedAt: line.startedAt,
      endedAt: line.endedAt,
      quantity: line.billedQuantity,
      unitPrice: toDecimalString(unitPrice),
      amount: line.excl,
      element: line.element,
    },
  }
}

/**
 * Minimum and maximum price as a line of its own. EN 16931 knows no negative unit price, so a maximum price is
 * minus one time its effect.
 */
function adjustmentStep(breakdown: Breakdown, at: Pick<RetailStep['part'], 'startedAt' | 'endedAt'>): RetailStep[] {
  const excl = breakdown.adjustment?.excl
  if (!excl || decimal(excl).isZero()) return []
  const amount = decimal(excl)
  const unitPrice = amount.abs()
  const part = {
    ...at,
    quantity: amount.isNegative() ? '-1' : '1',
    unitPrice: toDecimalString(unitPrice),
    amount: toDecimalString(amount),
    element: null,
  }
  return [{ kind: 'operator_adjustment', unit: 'EA', unitPrice, part }]
}

/** Null when the tariff cannot say what a component costs without taxes. */
export function operatorSteps(
  breakdown: Breakdown,
  at: Pick<RetailStep['part'], 'startedAt' | 'endedAt'>,
): RetailStep[] | null {
  if (breakdown.excl === null || breakdown.lines.some((line) => line.excl === null)) return null
  const steps = breakdown.lines.map(toStep).filter((step) => step !== null)
  return [...steps, ...adjustmentStep(breakdown, at)]
}

// From steps to lines: one line per kind and unit price, so that quantity × unit price is the line's net
// (EN 16931; Peppol R120) and the steps under it sum to the same amount.
import { sum, toDecimalString, type Decimal } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import type { Instant } from '@/lib/kernel/time'
import { PLAN_CURRENCY } from './price-plan'
import type { RetailLine, RetailLineKind, RetailUnit } from './retail-line'
import { SUPPLY_OF } from './supplies'

/** A line's unit price may be endless when the operator's tariff includes taxes; ten decimals are far below an öre. */
export const UNIT_PRICE_DIGITS = 10

export type RetailStep = {
  kind: RetailLineKind
  unit: RetailUnit
  startedAt: Instant
  endedAt: Instant
  quantity: Decimal
  /** As text, for it is compared more often than computed with. */
  unitPrice: string
  amount: Decimal
  element: number | null
}

/** This is where a retail line is rounded, once, half-up to the minor unit. */
export function roundLineNet(amount: Decimal): string {
  return roundToMinor(amount, PLAN_CURRENCY).toString()
}

function toLine(steps: readonly RetailStep[], vatPercent: string): RetailLine | null {
  const first = steps[0]
  if (!first) return null
  const quantity = sum(steps.map((step) => step.quantity))
  if (quantity.isZero() && first.kind !== 'energy') return null
  return {
    kind: first.kind,
    supply: SUPPLY_OF[first.kind],
    quantity: toDecimalString(quantity),
    unit: first.unit,
    unitPrice: first.unitPrice,
    netMinor: roundLineNet(sum(steps.map((step) => step.amount))),
    vatPercent,
    parts: steps.map(({ startedAt, endedAt, quantity: share, unitPrice, amount, element }) => ({
      startedAt,
      endedAt,
      quantity: toDecimalString(share),
      unitPrice,
      amount: toDecimalString(amount),
      element,
    })),
  }
}

/** Groups steps in the order in which their kinds and prices first occur. Lines about nothing are left out. */
export function groupSteps(steps: readonly RetailStep[], vatPercent: string): RetailLine[] {
  const groups = new Map<string, RetailStep[]>()
  for (const step of steps) {
    const key = `${step.kind} ${step.unit} ${step.unitPrice}`
    const group = groups.get(key)
    if (group) group.push(step)
    else groups.set(key, [step])
  }
  return [...groups.values()].map((group) => toLine(group, vatPercent)).filter((line) => line !== null)
}

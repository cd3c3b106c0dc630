// From steps to lines: one line per kind and unit price, so that quantity × unit price is the line's net
// (EN 16931; Peppol R120) and the steps under it sum to the same amount.
import { roundHalfUp, sum, toDecimalString, type Decimal } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import type { Instant } from '@/lib/kernel/time'
import { PLAN_CURRENCY } from './price-plan'
import type { RetailLine, RetailLineKind, RetailNote, RetailPart, RetailUnit, Supply } from './retail-line'
import { SUPPLIES, SUPPLY_OF } from './supplies'

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
  /** One line for all of its kind, at their average price: prices that change by the quarter would fill pages. */
  averaged?: true
  spot?: RetailPart['spot']
  note?: RetailNote
}

/** This is where a retail line is rounded, once, half-up to the minor unit. */
export function roundLineNet(amount: Decimal): string {
  return roundToMinor(amount, PLAN_CURRENCY).toString()
}

/** The price of one unit; of steps with several prices their average by quantity. Null where there is none of either sign. */
function linePrice(steps: readonly RetailStep[], quantity: Decimal): string | null {
  const first = steps[0]
  if (!first || steps.every((step) => step.unitPrice === first.unitPrice)) return first?.unitPrice ?? null
  if (quantity.isZero()) return null
  const average = roundHalfUp(sum(steps.map((step) => step.amount)).div(quantity), UNIT_PRICE_DIGITS)
  return average.isNegative() && !average.isZero() ? null : toDecimalString(average)
}

function toLine(steps: readonly RetailStep[], vatPercent: string, detail: LineDetail): RetailLine | null {
  const first = steps[0]
  if (!first) return null
  const quantity = sum(steps.map((step) => step.quantity))
  if (quantity.isZero() && first.kind !== 'energy') return null
  return {
    kind: first.kind,
    supply: SUPPLY_OF[first.kind],
    quantity: toDecimalString(quantity),
    unit: first.unit,
    unitPrice: linePrice(steps, quantity) ?? first.unitPrice,
    netMinor: roundLineNet(sum(steps.map((step) => step.amount))),
    vatPercent,
    parts: (detail === 'parts' ? steps : []).map(
      ({ startedAt, endedAt, quantity: share, unitPrice, amount, element, spot }) => ({
        startedAt,
        endedAt,
        quantity: toDecimalString(share),
        unitPrice,
        amount: toDecimalString(amount),
        element,
        ...(spot ? { spot } : {}),
      }),
    ),
    ...(first.note ? { note: first.note } : {}),
  }
}

/** Energy that went back and forth may have no average: then each price keeps its own line. */
function isAveraged(steps: readonly RetailStep[]): boolean {
  return steps[0]?.averaged === true && linePrice(steps, sum(steps.map((step) => step.quantity))) !== null
}

/** Groups in the order in which they first occur. There are few, so that looking them through is faster than a key. */
function groupBy(
  steps: readonly RetailStep[],
  isSame: (a: RetailStep, b: RetailStep) => boolean,
): (readonly RetailStep[])[] {
  const groups: [RetailStep, ...RetailStep[]][] = []
  for (const step of steps) {
    const group = groups.find(([first]) => isSame(first, step))
    if (group) group.push(step)
    else groups.push([step])
  }
  return groups
}

const samePrice = (a: RetailStep, b: RetailStep) => a.unitPrice === b.unitPrice

function sameLine(a: RetailStep, b: RetailStep): boolean {
  if (a.kind !== b.kind || a.unit !== b.unit || a.averaged !== b.averaged) return false
  return a.averaged === true || samePrice(a, b)
}

/**
 * Lines are rounded each for itself: a supply that costs nothing to the last digit could come to an öre below. What is
 * taken off gives way then, within the two öre by which a line may miss its product (Peppol R120).
 */
function keepSign(lines: RetailLine[], steps: readonly RetailStep[]): RetailLine[] {
  return SUPPLIES.reduce((kept, supply) => keepSignOf(supply, kept, steps), lines)
}

function keepSignOf(supply: Supply, lines: RetailLine[], steps: readonly RetailStep[]): RetailLine[] {
  const net = lines.reduce((total, line) => (line.supply === supply ? total + BigInt(line.netMinor) : total), 0n)
  if (net >= 0n) return lines
  if (sum(steps.filter((step) => SUPPLY_OF[step.kind] === supply).map((step) => step.amount)).isNegative()) return lines
  const last = lines.findLastIndex((line) => line.supply === supply && line.netMinor.startsWith('-'))
  return lines.map((line, index) =>
    index === last ? { ...line, netMinor: (BigInt(line.netMinor) - net).toString() } : line,
  )
}

/** With the steps of each line, or, for who prices a million sessions and shows none of them, without. */
export type LineDetail = 'parts' | 'lines'

/** Groups steps in the order in which their kinds and prices first occur. Lines about nothing are left out. */
export function groupSteps(
  steps: readonly RetailStep[],
  vatPercent: string,
  detail: LineDetail = 'parts',
): RetailLine[] {
  const lines = groupBy(steps, sameLine)
    .flatMap((group) => (group[0]?.averaged && !isAveraged(group) ? groupBy(group, samePrice) : [group]))
    .map((group) => toLine(group, vatPercent, detail))
    .filter((line) => line !== null)
  return keepSign(lines, steps)
}

// Amounts with VAT that are shown line by line must sum to the total, although the total was rounded once.
import { decimal, roundHalfUp, type Decimal, type DecimalString } from '@/lib/kernel/decimal'

const ONE_MINOR = 1n

/**
 * Rounds `shares` (exact minor units, of either sign) so that they sum to `total`: each to the nearest, then the odd
 * minor units go to those whose rounding erred most in the other direction, the earlier first among equals.
 */
export function spread(total: bigint, shares: readonly Decimal[]): bigint[] {
  const rounded = shares.map((share) => BigInt(roundHalfUp(share, 0).toFixed(0)))
  let left = total - rounded.reduce((sum, part) => sum + part, 0n)
  if (left === 0n || rounded.length === 0) return rounded
  const step = left > 0n ? ONE_MINOR : -ONE_MINOR
  const order = shares
    .map((share, index) => ({ index, error: share.minus(rounded[index]!.toString()).times(step.toString()) })) // same length
    .toSorted((a, b) => b.error.comparedTo(a.error) || a.index - b.index)
  for (let turn = 0; left !== 0n; turn += 1) {
    const { index } = order[turn % order.length]! // the remainder is never longer than the list, and the list not empty
    rounded[index] = rounded[index]! + step // `index` comes from mapping the same array
    left -= step
  }
  return rounded
}

/** An exact amount excluding VAT as exact minor units including it. */
export function grossShare(amount: DecimalString | Decimal, vatPercent: DecimalString): Decimal {
  return decimal(amount).times(100).times(decimal(vatPercent).div(100).plus(1))
}

import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { roundToMinor } from '@/lib/kernel/money'
import { monthBounds, type Month } from '@/lib/kernel/time'
import type { SnapshotLine } from './invoice-snapshot'

/** A month's fee as a line: one month at its price, access to the network. */
export function feeLine(fee: { monthlyFee: DecimalString; vatPercent: DecimalString }, month: Month): SnapshotLine {
  const { from, to } = monthBounds(month)
  const amount = toDecimalString(decimal(fee.monthlyFee))
  return {
    kind: 'monthly_fee',
    supply: 'access_fee',
    quantity: '1',
    unit: 'EA',
    unitPrice: amount,
    netMinor: roundToMinor(amount, 'SEK').toString(),
    vatPercent: toDecimalString(decimal(fee.vatPercent)),
    parts: [{ startedAt: from, endedAt: to, quantity: '1', unitPrice: amount, amount, element: null }],
  }
}

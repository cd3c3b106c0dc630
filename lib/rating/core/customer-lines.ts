// A rating as the customer reads it: with VAT, line by line and step by step, each level summing to the one above.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'
import { withVat } from './public-prices'
import type { RetailPrice } from './retail'
import type { RetailLine, RetailLineKind, RetailNote, RetailPart, RetailUnit, Supply } from './retail-line'
import { grossShare, spread } from './spread'

export type CustomerPart = {
  startedAt: Instant
  endedAt: Instant
  quantity: DecimalString
  unitPrice: DecimalString
  grossMinor: bigint
  spot?: RetailPart['spot']
}
export type CustomerLine = {
  kind: RetailLineKind
  supply: Supply
  quantity: DecimalString
  unit: RetailUnit
  /** Including VAT. */
  unitPrice: DecimalString
  netMinor: bigint
  grossMinor: bigint
  vatPercent: DecimalString
  parts: CustomerPart[]
  note?: RetailNote
}

function toParts(line: RetailLine, grossMinor: bigint): CustomerPart[] {
  const shares = spread(
    grossMinor,
    line.parts.map((part) => grossShare(part.amount, line.vatPercent)),
  )
  return line.parts.map((part, index) => ({
    startedAt: part.startedAt,
    endedAt: part.endedAt,
    quantity: part.quantity,
    unitPrice: withVat(part.unitPrice, line.vatPercent),
    grossMinor: shares[index] ?? 0n,
    ...(part.spot ? { spot: part.spot } : {}),
  }))
}

/** The lines sum to the gross total to the öre, and the parts to their line. */
export function toCustomerLines(price: Pick<RetailPrice, 'lines' | 'grossMinor'>): CustomerLine[] {
  const shares = price.lines.map((line) => decimal(line.netMinor).times(decimal(line.vatPercent).div(100).plus(1)))
  const gross = spread(price.grossMinor, shares)
  return price.lines.map((line, index) => ({
    kind: line.kind,
    supply: line.supply,
    quantity: line.quantity,
    unit: line.unit,
    unitPrice: withVat(line.unitPrice, line.vatPercent),
    netMinor: BigInt(line.netMinor),
    grossMinor: gross[index] ?? 0n,
    vatPercent: line.vatPercent,
    parts: toParts(line, gross[index] ?? 0n),
    ...(line.note ? { note: line.note } : {}),
  }))
}

// Totals of a document (EN 16931 BG-22): net, VAT, gross, and the payable amount in whole kronor.
import { vatDifference, vatSummary, type TaxableAmount, type VatRow } from './vat'

export type DocumentTotals = {
  netMinor: bigint
  vatMinor: bigint
  grossMinor: bigint
  /** PayableRoundingAmount (BT-114): VAT is not worked out anew. */
  roundingMinor: bigint
  payableMinor: bigint
  vat: VatRow[]
}

/** Lag (1970:1029) 2 §: 1–49 öre down, 50–99 öre up. */
export function roundToKronor(minor: bigint): bigint {
  const size = minor < 0n ? -minor : minor
  const kronor = ((size + 50n) / 100n) * 100n
  return minor < 0n ? -kronor : kronor
}

function totalsOf(vat: VatRow[], payableOf: (grossMinor: bigint) => bigint): DocumentTotals {
  const netMinor = vat.reduce((sum, row) => sum + row.netMinor, 0n)
  const vatMinor = vat.reduce((sum, row) => sum + row.vatMinor, 0n)
  const grossMinor = netMinor + vatMinor
  const payableMinor = payableOf(grossMinor)
  return { netMinor, vatMinor, grossMinor, roundingMinor: payableMinor - grossMinor, payableMinor, vat }
}

/** Totals of an invoice from its lines. */
export function invoiceTotals(lines: Iterable<TaxableAmount>): DocumentTotals {
  return totalsOf(vatSummary(lines), roundToKronor)
}

/**
 * Totals of a credit note, all negative: the difference between what the invoice is worth before and after it. So the
 * credit notes of an invoice sum to it exactly once everything is credited, VAT and rounding included.
 */
export function creditTotals(before: Iterable<TaxableAmount>, after: Iterable<TaxableAmount>): DocumentTotals {
  const [from, to] = [invoiceTotals(before), invoiceTotals(after)]
  return totalsOf(vatDifference(from.vat, to.vat), () => to.payableMinor - from.payableMinor)
}

/** Nets as they are booked: electricity and access fees on accounts of their own. */
export function netsPerSupply({ vat }: DocumentTotals): { electricityNetMinor: bigint; accessFeeNetMinor: bigint } {
  const netOf = (supply: 'electricity' | 'access_fee') =>
    vat.filter((row) => row.supply === supply).reduce((sum, row) => sum + row.netMinor, 0n)
  return { electricityNetMinor: netOf('electricity'), accessFeeNetMinor: netOf('access_fee') }
}

// From rated charges to the lines and sums of an invoice: copied, never worked out anew, so that what was rated is billed.
import type { SnapshotLine, SnapshotVatRow } from './invoice-snapshot'
import { invoiceTotals, type DocumentTotals } from './totals'
import type { TaxableAmount } from './vat'

/** Each line of each charge as it was rated, in their order, then the month's fee. */
export function putOnInvoice<Charge extends { readonly lines: readonly SnapshotLine[] }>(
  charges: readonly Charge[],
  fee: SnapshotLine | null,
): { lines: { line: SnapshotLine; charge: Charge | null }[]; totals: DocumentTotals } {
  const lines = [
    ...charges.flatMap((charge) => charge.lines.map((line) => ({ line, charge }))),
    ...(fee ? [{ line: fee, charge: null }] : []),
  ]
  return { lines, totals: invoiceTotals(taxableOf(lines.map(({ line }) => line))) }
}

export function taxableOf(lines: readonly Pick<SnapshotLine, 'supply' | 'vatPercent' | 'netMinor'>[]): TaxableAmount[] {
  return lines.map(({ supply, vatPercent, netMinor }) => ({ supply, vatPercent, netMinor: BigInt(netMinor) }))
}

/** The VAT summary as a snapshot keeps it. */
export function snapshotVat(taxable: readonly TaxableAmount[]): SnapshotVatRow[] {
  return invoiceTotals(taxable).vat.map(({ supply, code, category, vatPercent, netMinor, vatMinor }) => ({
    supply,
    code,
    category,
    vatPercent,
    netMinor: netMinor.toString(),
    vatMinor: vatMinor.toString(),
  }))
}

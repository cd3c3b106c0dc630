import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import {
  newId,
  type BillingRunId,
  type CdrId,
  type CustomerId,
  type Id,
  type InvoiceId,
  type RatingId,
} from '@/lib/kernel/ids'
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import type { Instant, Month } from '@/lib/kernel/time'
import type { ChargeKind, ChargeUnit } from './core/invoice-snapshot'
import { creditTotals, type DocumentTotals } from './core/totals'
import type { InvoiceSupply, TaxableAmount } from './core/vat'
import type { DraftDocument, DraftLine } from './write-drafts'

export type CreditableLine = {
  id: Id<'invoiceLine'>
  cdrId: CdrId | null
  ratingId: RatingId | null
  kind: ChargeKind
  supply: InvoiceSupply
  quantity: string
  unit: ChargeUnit
  unitPrice: string
  netMinor: string
  vatPercent: string
}
export type CreditedInvoice = {
  id: InvoiceId
  sellerId: string
  customerId: CustomerId
  period: Month
  lines: CreditableLine[]
}

type LineRow = {
  id: Id<'invoiceLine'>
  cdr_id: CdrId | null
  rating_id: RatingId | null
  kind: ChargeKind
  supply: InvoiceSupply
  quantity: string
  unit: ChargeUnit
  unit_price: string
  net_minor: string
  vat_percent: string
}

/** An issued invoice with the lines that no credit note has taken back, of those sessions or all. Locks the invoice. */
export async function findCreditable(
  db: Tx,
  invoiceId: InvoiceId,
  cdrIds: readonly CdrId[] | null,
): Promise<CreditedInvoice | null> {
  const [invoice] = (await db.execute(sql`
    select seller_id, customer_id, period from invoices
    where id = ${invoiceId} and kind = 'invoice' and state <> 'draft' for update`)) as unknown as {
    seller_id: string
    customer_id: CustomerId
    period: Month
  }[] // by the select list
  if (!invoice) return null
  const wanted =
    cdrIds === null
      ? sql`true`
      : sql`l.cdr_id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))`
  const rows = (await db.execute(sql`
    select l.id, l.cdr_id, l.rating_id, l.kind, l.supply, l.quantity::text, l.unit, l.unit_price::text, l.net_minor::text,
      trim_scale(l.vat_percent)::text as vat_percent
    from invoice_lines l where l.invoice_id = ${invoiceId} and ${wanted}
      and not exists (select 1 from invoice_lines k where k.credited_line_id = l.id) order by l.position`)) as unknown as LineRow[] // by the select list
  const lines = rows.map((row) => ({
    id: row.id,
    cdrId: row.cdr_id,
    ratingId: row.rating_id,
    kind: row.kind,
    supply: row.supply,
    quantity: row.quantity,
    unit: row.unit,
    unitPrice: row.unit_price,
    netMinor: row.net_minor,
    vatPercent: row.vat_percent,
  }))
  return { id: invoiceId, sellerId: invoice.seller_id, customerId: invoice.customer_id, period: invoice.period, lines }
}

/** What is left of an invoice after its issued credit notes, per supply and rate. */
export async function remainingAmounts(db: Tx, invoiceId: InvoiceId): Promise<TaxableAmount[]> {
  const rows = (await db.execute(sql`
    select l.supply, trim_scale(l.vat_percent)::text as vat_percent, sum(l.net_minor)::text as net_minor
    from invoice_lines l join invoices i on i.id = l.invoice_id
    where i.id = ${invoiceId} or (i.original_id = ${invoiceId} and i.state <> 'draft')
    group by l.supply, l.vat_percent`)) as unknown as {
    supply: InvoiceSupply
    vat_percent: string
    net_minor: string
  }[] // by the select list
  return rows.map((row) => ({ supply: row.supply, vatPercent: row.vat_percent, netMinor: BigInt(row.net_minor) }))
}

/** Totals of a credit note over `credited` (negative nets), from what is left of its invoice. */
export function totalsOfCredit(
  remaining: readonly TaxableAmount[],
  credited: readonly TaxableAmount[],
): DocumentTotals {
  return creditTotals(remaining, [...remaining, ...credited])
}

function reversed(line: CreditableLine): DraftLine {
  return {
    line: {
      kind: line.kind,
      supply: line.supply,
      quantity: toDecimalString(decimal(line.quantity).negated()),
      unit: line.unit,
      unitPrice: line.unitPrice,
      netMinor: (-BigInt(line.netMinor)).toString(),
      vatPercent: line.vatPercent,
    },
    cdrId: line.cdrId,
    ratingId: line.ratingId,
    creditedLineId: line.id,
  }
}

/** A credit note over those lines: quantities turn negative, unit prices stay (EN 16931 BR-27). Not yet written. */
export async function draftCreditNote(
  db: Tx,
  now: Instant,
  invoice: CreditedInvoice,
  { billingRunId, reason }: { billingRunId: BillingRunId | null; reason: string },
): Promise<DraftDocument> {
  const lines = invoice.lines.map(reversed)
  const credited = lines.map(({ line }) => ({
    supply: line.supply,
    vatPercent: line.vatPercent,
    netMinor: BigInt(line.netMinor),
  }))
  return {
    id: newId('invoice', now),
    kind: 'credit_note',
    sellerId: invoice.sellerId,
    customerId: invoice.customerId,
    billingRunId,
    period: invoice.period,
    originalId: invoice.id,
    reason,
    totals: totalsOfCredit(await remainingAmounts(db, invoice.id), credited),
    lines,
    feeMonth: null,
  }
}

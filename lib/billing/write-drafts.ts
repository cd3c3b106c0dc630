// Writing drafts: one statement for many invoices, with the lines and the claims that make each charge billed once.
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
import { toIsoInstant, type Instant, type Month } from '@/lib/kernel/time'
import { queueSkippedCorrections } from '@/lib/rating/prices/queue-price-correction'
import type { SnapshotLine } from './core/invoice-snapshot'
import type { CdrOutcome, InvoiceKind } from './core/invoice-types'
import type { DocumentTotals } from './core/totals'
import { vatCode } from './core/vat'

export type DraftLine = {
  line: Omit<SnapshotLine, 'parts'>
  cdrId: CdrId | null
  ratingId: RatingId | null
  creditedLineId?: Id<'invoiceLine'>
}
export type DraftDocument = {
  id: InvoiceId
  kind: InvoiceKind
  sellerId: string
  customerId: CustomerId
  billingRunId: BillingRunId | null
  period: Month
  originalId: InvoiceId | null
  reason: string
  totals: DocumentTotals
  lines: DraftLine[]
  /** Set when the invoice bears the month's fee. */
  feeMonth: Month | null
}
export type Claim = {
  cdrId: CdrId
  outcome: CdrOutcome
  invoiceId: InvoiceId | null
  ratingId: RatingId | null
  counterpartCdrId: CdrId | null
  billingRunId: BillingRunId | null
}

function lineRows(document: DraftDocument, now: Instant) {
  return document.lines.map(({ line, cdrId, ratingId, creditedLineId }, position) => ({
    id: newId('invoiceLine', now),
    invoice_id: document.id,
    position,
    cdr_id: cdrId,
    rating_id: ratingId,
    kind: line.kind,
    supply: line.supply,
    quantity: line.quantity,
    unit: line.unit,
    unit_price: line.unitPrice,
    net_minor: line.netMinor,
    vat_code: vatCode(line.supply, line.vatPercent),
    vat_percent: line.vatPercent,
    credited_line_id: creditedLineId ?? null,
  }))
}

function documentRow(document: DraftDocument) {
  return {
    id: document.id,
    kind: document.kind,
    seller_id: document.sellerId,
    customer_id: document.customerId,
    billing_run_id: document.billingRunId,
    period: document.period,
    original_id: document.originalId,
    reason: document.reason,
    net_minor: document.totals.netMinor.toString(),
    vat_minor: document.totals.vatMinor.toString(),
    gross_minor: document.totals.grossMinor.toString(),
    rounding_minor: document.totals.roundingMinor.toString(),
    payable_minor: document.totals.payableMinor.toString(),
  }
}

/** Writes drafts and claims together. A charge that is already claimed fails the statement: nothing is billed twice. */
export async function writeDrafts(
  db: Tx,
  now: Instant,
  documents: readonly DraftDocument[],
  claims: readonly Claim[],
): Promise<void> {
  if (documents.length === 0 && claims.length === 0) return
  const lines = documents.flatMap((document) => lineRows(document, now))
  const claimRows = claims.map((claim) => ({
    cdr_id: claim.cdrId,
    outcome: claim.outcome,
    invoice_id: claim.invoiceId,
    rating_id: claim.ratingId,
    counterpart_cdr_id: claim.counterpartCdrId,
    billing_run_id: claim.billingRunId,
  }))
  const months = documents.flatMap(({ id, customerId, feeMonth }) =>
    feeMonth === null ? [] : [{ customer_id: customerId, month: feeMonth, invoice_id: id }],
  )
  await db.execute(sql`
    with documents as (
      insert into invoices (id, kind, state, seller_id, customer_id, billing_run_id, period, original_id, reason, currency,
        net_minor, vat_minor, gross_minor, rounding_minor, payable_minor, settled_minor, created_at)
      select id, kind, 'draft', seller_id, customer_id, billing_run_id, period, original_id, reason, 'SEK',
        net_minor, vat_minor, gross_minor, rounding_minor, payable_minor, 0, ${toIsoInstant(now)}::timestamptz
      from json_to_recordset(${JSON.stringify(documents.map(documentRow))}::text::json) as d(id text, kind text, seller_id text,
        customer_id text, billing_run_id text, period text, original_id text, reason text, net_minor bigint, vat_minor bigint,
        gross_minor bigint, rounding_minor bigint, payable_minor bigint)),
    lines as (
      insert into invoice_lines (id, invoice_id, position, cdr_id, rating_id, kind, supply, quantity, unit, unit_price,
        net_minor, vat_category, vat_code, vat_percent, credited_line_id)
      select id, invoice_id, position, cdr_id, rating_id, kind, supply, quantity, unit, unit_price, net_minor, 'S', vat_code,
        vat_percent, credited_line_id
      from json_to_recordset(${JSON.stringify(lines)}::text::json) as l(id text, invoice_id text, position int, cdr_id text,
        rating_id text, kind text, supply text, quantity numeric, unit text, unit_price numeric, net_minor bigint, vat_code text,
        vat_percent numeric, credited_line_id text)),
    months as (
      insert into invoiced_months (customer_id, month, invoice_id)
      select * from json_to_recordset(${JSON.stringify(months)}::text::json) as m(customer_id text, month text, invoice_id text))
    insert into invoiced_cdrs (cdr_id, outcome, invoice_id, rating_id, counterpart_cdr_id, billing_run_id)
    select * from json_to_recordset(${JSON.stringify(claimRows)}::text::json) as c(cdr_id text, outcome text, invoice_id text,
      rating_id text, counterpart_cdr_id text, billing_run_id text)`)
}

/** Removes drafts with their claims, so that the charges can be billed again. Issued documents are refused by the database. */
export async function removeDrafts(db: Tx, ids: readonly InvoiceId[]): Promise<void> {
  if (ids.length === 0) return
  const list = sql`(select json_array_elements_text(${JSON.stringify(ids)}::text::json))`
  // Before the claims are gone by which they are found.
  await queueSkippedCorrections(db, ids)
  await db.execute(sql`delete from invoiced_cdrs where invoice_id in ${list}`)
  await db.execute(sql`delete from invoiced_months where invoice_id in ${list}`)
  await db.execute(sql`delete from invoice_lines where invoice_id in ${list}`)
  await db.execute(sql`delete from invoices where id in ${list} and state = 'draft'`)
}

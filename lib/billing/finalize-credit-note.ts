import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { assert } from '@/lib/kernel/assert'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, toIsoInstant } from '@/lib/kernel/time'
import { creditNoteFinalized } from '@/lib/ledger/core/templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { allocateNumbers } from './allocate-numbers'
import type { InvoiceSnapshot } from './core/invoice-snapshot'
import { formatInvoiceNumber, seriesOf } from './core/numbering'
import { netsPerSupply, type DocumentTotals } from './core/totals'
import type { InvoiceSupply } from './core/vat'
import { remainingAmounts, totalsOfCredit } from './draft-credit-note'
import { recordIssue } from './record-issue'
import { lockOpenInvoice, settleInvoice } from './settle-invoice'

type CreditDraft = { id: InvoiceId; sellerId: string; customerId: CustomerId; originalId: InvoiceId; reason: string }

/**
 * Issues a drafted credit note in the caller's transaction: what it is worth is worked out against what is left of its
 * invoice now. It settles that invoice as far as it is open; the rest is the customer's advance.
 */
export async function finalizeCreditNote(
  ctx: (StaffCtx | SystemCtx) & { readonly db: Tx },
  creditNoteId: InvoiceId,
): Promise<void> {
  const draft = await lockDraft(ctx.db, creditNoteId)
  const original = await lockOpenInvoice(ctx.db, { id: draft.originalId })
  assert(original, 'a credit note takes back an issued invoice')
  const credited = await creditedLines(ctx.db, creditNoteId)
  const remaining = await remainingAmounts(ctx.db, draft.originalId)
  const totals = totalsOfCredit(remaining, credited.taxable)
  const invoiceDate = localDate(ctx.clock.now(), BILLING_ZONE)
  const series = seriesOf('credit_note', invoiceDate)
  const number = await allocateNumbers(ctx.db, draft.sellerId, series, 1)
  const source = await loadOriginalSnapshot(ctx.db, draft.originalId)
  const snapshot = creditSnapshot(source, credited, totals, {
    number: formatInvoiceNumber(series, number),
    invoiceDate,
    reason: draft.reason,
  })
  const worth = -totals.payableMinor
  const settlesMinor = worth < original.openMinor ? worth : original.openMinor
  const at = toIsoInstant(ctx.clock.now())
  await ctx.db.execute(sql`
    update invoices set state = ${settlesMinor === worth ? 'paid' : 'finalized'}, series = ${series}, number = ${number},
      invoice_date = ${invoiceDate}::date, snapshot = ${JSON.stringify(snapshot)}::text::json, finalized_at = ${at}::timestamptz,
      net_minor = ${totals.netMinor.toString()}::bigint, vat_minor = ${totals.vatMinor.toString()}::bigint,
      gross_minor = ${totals.grossMinor.toString()}::bigint, rounding_minor = ${totals.roundingMinor.toString()}::bigint,
      payable_minor = ${totals.payableMinor.toString()}::bigint, settled_minor = ${(-settlesMinor).toString()}::bigint
    where id = ${creditNoteId}`)
  if (settlesMinor > 0n) {
    await ctx.db.execute(sql`
      insert into credit_allocations (credit_note_id, invoice_id, amount_minor, created_at)
      values (${creditNoteId}, ${draft.originalId}, ${settlesMinor.toString()}::bigint, ${at}::timestamptz)`)
    await settleInvoice(ctx.db, original, settlesMinor)
  }
  await postEntries(ctx, [
    creditNoteFinalized({
      invoiceId: creditNoteId,
      customerId: draft.customerId,
      entryDate: invoiceDate,
      currency: snapshot.currency,
      number: snapshot.number!, // set above
      ...netsPerSupply(totals),
      vatMinor: totals.vatMinor,
      roundingMinor: totals.roundingMinor,
      payableMinor: totals.payableMinor,
      originalId: draft.originalId,
      settlesMinor,
    }),
  ])
  const { customerId } = draft
  await recordIssue(ctx, [
    {
      action: 'invoice.credit',
      invoiceId: creditNoteId,
      customerId,
      number: snapshot.number!,
      payableMinor: totals.payableMinor,
    },
  ]) // set above
}

async function lockDraft(db: Tx, id: InvoiceId): Promise<CreditDraft> {
  const [row] = (await db.execute(sql`
    select seller_id, customer_id, original_id, reason from invoices
    where id = ${id} and kind = 'credit_note' and state = 'draft' for update`)) as unknown as {
    seller_id: string
    customer_id: CustomerId
    original_id: InvoiceId
    reason: string
  }[] // by the select list
  if (!row) throw new NotFoundError('draft credit note', id)
  return { id, sellerId: row.seller_id, customerId: row.customer_id, originalId: row.original_id, reason: row.reason }
}

type Credited = {
  cdrIds: ReadonlySet<string>
  fees: boolean
  taxable: { supply: InvoiceSupply; vatPercent: string; netMinor: bigint }[]
}

async function creditedLines(db: Tx, id: InvoiceId): Promise<Credited> {
  const rows = (await db.execute(sql`
    select cdr_id, supply, trim_scale(vat_percent)::text as vat_percent, net_minor::text
    from invoice_lines where invoice_id = ${id} order by position`)) as unknown as {
    cdr_id: string | null
    supply: InvoiceSupply
    vat_percent: string
    net_minor: string
  }[] // by the select list
  return {
    cdrIds: new Set(rows.flatMap((row) => (row.cdr_id === null ? [] : [row.cdr_id]))),
    fees: rows.some((row) => row.cdr_id === null),
    taxable: rows.map((row) => ({ supply: row.supply, vatPercent: row.vat_percent, netMinor: BigInt(row.net_minor) })),
  }
}

async function loadOriginalSnapshot(db: Tx, id: InvoiceId): Promise<InvoiceSnapshot> {
  const [row] = (await db.execute(sql`select snapshot::text from invoices where id = ${id}`)) as unknown as {
    snapshot: string
  }[] // by the select list
  assert(row, 'an issued invoice has a snapshot')
  return JSON.parse(row.snapshot) as InvoiceSnapshot // written by us when it was issued
}

function creditSnapshot(
  source: InvoiceSnapshot,
  credited: Credited,
  totals: DocumentTotals,
  issue: Pick<InvoiceSnapshot, 'number' | 'invoiceDate' | 'reason'>,
): InvoiceSnapshot {
  return {
    ...source,
    ...issue,
    kind: 'credit_note',
    dueDate: null,
    ocr: null,
    sessions: source.sessions.filter(({ cdrId }) => credited.cdrIds.has(cdrId)),
    fees: credited.fees ? source.fees : [],
    vat: totals.vat.map(({ supply, code, category, vatPercent, netMinor, vatMinor }) => ({
      supply,
      code,
      category,
      vatPercent,
      netMinor: netMinor.toString(),
      vatMinor: vatMinor.toString(),
    })),
    roundingMinor: totals.roundingMinor.toString(),
    payableMinor: totals.payableMinor.toString(),
    advances: [],
    original: { number: source.number!, invoiceDate: source.invoiceDate! }, // issued, so both are set
  }
}

import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { assert } from '@/lib/kernel/assert'
import type { BillingRunId, CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, toIsoInstant, type CalendarDate, type Month } from '@/lib/kernel/time'
import { invoiceFinalized } from '@/lib/ledger/core/templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import { isBillable } from '@/lib/rating/cdrs/is-billable'
import { planAdvances, type PlannedAdvance } from './advances/plan-advances'
import { spendAdvances } from './advances/spend-advances'
import { allocateNumbers } from './allocate-numbers'
import { recordIssue } from './record-issue'
import { dueDate } from './core/due-date'
import { groupBy } from '@/lib/kernel/group'
import type { InvoiceSnapshot, SnapshotAdvance } from './core/invoice-snapshot'
import { formatInvoiceNumber, invoiceOcr, seriesOf } from './core/numbering'
import { invoiceTotals, netsPerSupply, type DocumentTotals } from './core/totals'
import { BATCH_SIZE } from './draft-billing-run'
import { ensureSeller, type Seller } from './ensure-seller'
import { finalizeCreditNote } from './finalize-credit-note'
import { loadSnapshots, type DraftRow } from './load-snapshots'
import { lockBillingRun } from './lock-billing-run'
import { removeDrafts } from './write-drafts'

type BatchCtx = (StaffCtx | SystemCtx) & { readonly db: Tx }

/**
 * Issues an approved run's drafts, batch by batch: number, snapshot, journal entry, audit row and document job in one
 * transaction each. Stopped at any point it goes on where it was; done twice it changes nothing. A draft of which a
 * charge was decided anew since is taken off, its charges wait for the next run.
 */
export async function finalizeBillingRun(ctx: StaffCtx | SystemCtx, billingRunId: BillingRunId): Promise<void> {
  authorize(ctx, 'billing-run:finalize')
  for (let more = true; more;) {
    more = await withTransaction(ctx, async (ctx) => {
      const run = await lockBillingRun(ctx.db, billingRunId, ['approved', 'finalized'])
      if (run.state === 'finalized') return false
      const done = (await finalizeInvoices(ctx, billingRunId)) || (await finalizeOneCreditNote(ctx, billingRunId))
      if (done > 0) {
        await ctx.db.execute(
          sql`update billing_runs set done = least(done + ${done}, total) where id = ${billingRunId}`,
        )
        return true
      }
      const at = toIsoInstant(ctx.clock.now())
      await ctx.db.execute(
        sql`update billing_runs set state = 'finalized', done = total, finalized_at = ${at}::timestamptz where id = ${billingRunId}`,
      )
      await audit(ctx, { action: 'billing-run.finalize', entity: 'billing_run', entityId: billingRunId })
      return false
    })
  }
}

/** Issues up to a batch of invoices; answers how many drafts it dealt with. */
async function finalizeInvoices(ctx: BatchCtx, billingRunId: BillingRunId): Promise<number> {
  const drafts = await nextDrafts(ctx.db, billingRunId)
  if (drafts.length === 0) return 0
  const stale = new Set(await findStale(ctx.db, drafts))
  await removeDrafts(ctx.db, [...stale])
  const current = drafts.filter(({ id }) => !stale.has(id))
  if (current.length > 0) await issue(ctx, await ensureSeller(ctx.db), current)
  return drafts.length
}

async function nextDrafts(db: Tx, billingRunId: BillingRunId): Promise<DraftRow[]> {
  const rows = (await db.execute(sql`
    select i.id, i.customer_id, i.period, i.payable_minor::text, i.rounding_minor::text
    from invoices i join customers c on c.id = i.customer_id
    where i.billing_run_id = ${billingRunId} and i.state = 'draft' and i.kind = 'invoice'
    order by c.number limit ${BATCH_SIZE} for update of i`)) as unknown as {
    id: InvoiceId
    customer_id: CustomerId
    period: Month
    payable_minor: string
    rounding_minor: string
  }[] // by the select list
  return rows.map((row) => ({
    id: row.id,
    customerId: row.customer_id,
    period: row.period,
    payableMinor: BigInt(row.payable_minor),
    roundingMinor: BigInt(row.rounding_minor),
  }))
}

async function findStale(db: Tx, drafts: readonly DraftRow[]): Promise<InvoiceId[]> {
  const rows = (await db.execute(sql`
    select distinct b.invoice_id from invoiced_cdrs b
    join invoices i on i.id = b.invoice_id join cdrs c on c.id = b.cdr_id join ratings r on r.id = b.rating_id
    where b.invoice_id in (select json_array_elements_text(${JSON.stringify(drafts.map(({ id }) => id))}::text::json))
      and (not ${isBillable} or r.superseded_at is not null or c.customer_id is distinct from i.customer_id)`)) as unknown as {
    invoice_id: InvoiceId
  }[] // by the select list
  return rows.map((row) => row.invoice_id)
}

type Issued = {
  draft: DraftRow
  series: string
  number: number
  snapshot: InvoiceSnapshot
  totals: DocumentTotals
  dueDate: CalendarDate
  ocr: string
}

async function issue(ctx: BatchCtx, seller: Seller, drafts: readonly DraftRow[]): Promise<void> {
  const invoiceDate = localDate(ctx.clock.now(), BILLING_ZONE)
  const due = dueDate(invoiceDate, seller.paymentDays)
  const series = seriesOf('invoice', invoiceDate)
  const prepared = await loadSnapshots(ctx.db, seller, drafts)
  const advances = await planAdvances(ctx.db, drafts)
  const first = await allocateNumbers(ctx.db, seller.id, series, drafts.length)
  const issued = drafts.map((draft, index): Issued => {
    const { snapshot, taxable } = prepared.get(draft.id)! // one for each draft
    const totals = invoiceTotals(taxable)
    assert(totals.payableMinor === draft.payableMinor, `invoice ${draft.id} changed between draft and issue`)
    const number = first + index
    const ocr = invoiceOcr(series, number)
    const own = sumAdvances(advances.filter(({ invoiceId }) => invoiceId === draft.id))
    const issue = { number: formatInvoiceNumber(series, number), invoiceDate, dueDate: due, ocr, advances: own }
    return { draft, series, number, snapshot: { ...snapshot, ...issue }, totals, dueDate: due, ocr }
  })
  await writeIssued(ctx, invoiceDate, issued)
  await postEntries(
    ctx,
    issued.map((invoice) => entryOf(invoice, invoiceDate)),
  )
  await spendAdvances(ctx, invoiceDate, advances)
  await recordIssue(
    ctx,
    issued.map(({ draft, snapshot, totals }) => ({
      action: 'invoice.finalize',
      invoiceId: draft.id,
      customerId: draft.customerId,
      number: snapshot.number!, // set above
      payableMinor: totals.payableMinor,
    })),
  )
}

function sumAdvances(uses: readonly PlannedAdvance[]): SnapshotAdvance[] {
  return [...groupBy(uses, ({ kind }) => kind)].map(([kind, own]) => ({
    kind,
    amountMinor: own.reduce((sum, { amountMinor }) => sum + amountMinor, 0n).toString(),
  }))
}

async function writeIssued(ctx: BatchCtx, invoiceDate: CalendarDate, issued: readonly Issued[]): Promise<void> {
  const rows = issued.map(({ draft, series, number, snapshot, dueDate, ocr }) => ({
    id: draft.id,
    series,
    number,
    due_date: dueDate,
    ocr,
    snapshot,
  }))
  await ctx.db.execute(sql`
    update invoices i set state = 'finalized', series = d.series, number = d.number, invoice_date = ${invoiceDate}::date,
      due_date = d.due_date, ocr = d.ocr, snapshot = d.snapshot, finalized_at = ${toIsoInstant(ctx.clock.now())}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as d(id text, series text, number bigint, due_date date, ocr text, snapshot json)
    where i.id = d.id and i.state = 'draft'`)
}

function entryOf({ draft, snapshot, totals }: Issued, entryDate: CalendarDate) {
  return invoiceFinalized({
    invoiceId: draft.id,
    customerId: draft.customerId,
    entryDate,
    currency: snapshot.currency,
    number: snapshot.number!, // issued
    ...netsPerSupply(totals),
    vatMinor: totals.vatMinor,
    roundingMinor: totals.roundingMinor,
    payableMinor: totals.payableMinor,
  })
}

async function finalizeOneCreditNote(ctx: BatchCtx, billingRunId: BillingRunId): Promise<number> {
  const [next] = (await ctx.db.execute(sql`
    select id from invoices where billing_run_id = ${billingRunId} and state = 'draft' and kind = 'credit_note'
    order by id limit 1`)) as unknown as { id: InvoiceId }[] // by the select list
  if (!next) return 0
  await finalizeCreditNote(ctx, next.id)
  return 1
}

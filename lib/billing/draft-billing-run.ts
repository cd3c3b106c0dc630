import { sql } from 'drizzle-orm'
import { reader, type Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { newId, type BillingRunId, type CdrId, type CustomerId, type InvoiceId } from '@/lib/kernel/ids'
import type { Month } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import {
  collectCredits,
  collectCustomers,
  collectFees,
  collectSessions,
  countSkipped,
  type BillableFee,
  type BillableSession,
  type CreditCharge,
} from './collect-invoice-lines'
import { putOnInvoice } from './core/charges-on-invoice'
import { feeLine } from './core/fee-line'
import { groupBy } from '@/lib/kernel/group'
import { draftCreditNote, findCreditable } from './draft-credit-note'
import { ensureSeller } from './ensure-seller'
import { lockBillingRun } from './lock-billing-run'
import { removeDrafts, writeDrafts, type Claim, type DraftDocument, type DraftLine } from './write-drafts'

/** Customers per transaction: a stop loses at most this much work, and a lock is short. */
export const BATCH_SIZE = 500
/** Less than a krona makes no invoice; the charges wait for the next one. */
const MINIMUM_PAYABLE_MINOR = 100n
const ANY_STATE = ['draft', 'approved', 'finalized', 'discarded'] as const
const CREDIT_REASON = 'Operatören har krediterat laddningen.'

/**
 * Puts everything billable of the run's period on draft invoices, batch by batch, each in a transaction of its own.
 * Stopped at any point it goes on where it was; done twice it changes nothing; what arrived since joins its draft. A run
 * that is no longer a draft is left as it is, so a late repetition of the job does no harm.
 */
export async function draftBillingRun(ctx: StaffCtx | SystemCtx, billingRunId: BillingRunId): Promise<void> {
  authorize(ctx, 'billing-run:write')
  const started = await withTransaction(ctx, async (ctx) => {
    const run = await lockBillingRun(ctx.db, billingRunId, ANY_STATE)
    if (run.state !== 'draft') return null
    const customers = await collectCustomers(ctx.db, run.period, run.customerId)
    await ctx.db.execute(sql`update billing_runs set total = done + ${customers.length} where id = ${billingRunId}`)
    return { period: run.period, customers, customerId: run.customerId }
  })
  if (started === null) return
  const { period, customers, customerId } = started
  for (let from = 0; from < customers.length; from += BATCH_SIZE) {
    const batch = customers.slice(from, from + BATCH_SIZE)
    const open = await withTransaction(ctx, async (ctx) => {
      if ((await lockBillingRun(ctx.db, billingRunId, ANY_STATE)).state !== 'draft') return false
      await draftBatch(ctx, billingRunId, period, batch)
      await ctx.db.execute(
        sql`update billing_runs set done = least(done + ${batch.length}, total) where id = ${billingRunId}`,
      )
      return true
    })
    if (!open) return
  }
  const skipped = await countSkipped(reader(ctx), period, customerId)
  await withTransaction(ctx, async (ctx) => {
    if ((await lockBillingRun(ctx.db, billingRunId, ANY_STATE)).state !== 'draft') return
    await ctx.db.execute(
      sql`update billing_runs set skipped = ${JSON.stringify(skipped)}::text::json, done = total where id = ${billingRunId}`,
    )
    const after = { customers: customers.length, skipped }
    await audit(ctx, { action: 'billing-run.draft', entity: 'billing_run', entityId: billingRunId, after })
  })
}

type BatchCtx = (StaffCtx | SystemCtx) & { readonly db: Tx }

async function draftBatch(
  ctx: BatchCtx,
  billingRunId: BillingRunId,
  period: Month,
  customers: CustomerId[],
): Promise<void> {
  const now = ctx.clock.now()
  const list = sql`(select json_array_elements_text(${JSON.stringify(customers)}::text::json))`
  // Two runs that meet at a customer take turns: the claims of the first are seen by the second.
  await ctx.db.execute(sql`select 1 from customers where id in ${list} order by id for no key update`)
  const own = (await ctx.db.execute(sql`
    select id from invoices where billing_run_id = ${billingRunId} and state = 'draft' and customer_id in ${list}`)) as unknown as {
    id: InvoiceId
  }[] // by the select list
  await removeDrafts(
    ctx.db,
    own.map(({ id }) => id),
  )

  const seller = await ensureSeller(ctx.db)
  const sessions = await collectSessions(ctx.db, period, customers)
  const fees = await collectFees(ctx.db, period, customers)
  const credits = await collectCredits(ctx.db, period, customers)
  const netted = nettedClaims(billingRunId, credits)
  const gone = new Set(netted.map(({ cdrId }) => cdrId))
  const drafts = draftInvoices(
    { billingRunId, period, sellerId: seller.id, now },
    sessions.filter(({ cdrId }) => !gone.has(cdrId)),
    fees,
  )
  const taken = await draftCredits(ctx, billingRunId, credits)
  await writeDrafts(
    ctx.db,
    now,
    [...drafts.documents, ...taken.documents],
    [...drafts.claims, ...taken.claims, ...netted],
  )
}

/** A credit and its original, neither billed: both are dealt with, nothing is billed. The first credit of an original counts. */
function nettedClaims(billingRunId: BillingRunId, credits: readonly CreditCharge[]): Claim[] {
  const seen = new Set<CdrId>()
  return credits.flatMap(({ creditId, originalId, standing }) => {
    if (standing !== 'unbilled' || originalId === null || seen.has(originalId)) return []
    seen.add(originalId)
    const claim = { outcome: 'netted', invoiceId: null, ratingId: null, billingRunId } as const
    return [
      { ...claim, cdrId: originalId, counterpartCdrId: creditId },
      { ...claim, cdrId: creditId, counterpartCdrId: originalId },
    ]
  })
}

type RunFacts = {
  billingRunId: BillingRunId
  period: Month
  sellerId: string
  now: ReturnType<BatchCtx['clock']['now']>
}

function draftInvoices(run: RunFacts, sessions: readonly BillableSession[], fees: readonly BillableFee[]) {
  const perCustomer = groupBy(sessions, ({ customerId }) => customerId)
  const feeOf = new Map(fees.map((fee) => [fee.customerId, fee]))
  const documents: DraftDocument[] = []
  const claims: Claim[] = []
  for (const customerId of new Set([...perCustomer.keys(), ...feeOf.keys()])) {
    const own = perCustomer.get(customerId) ?? []
    const fee = feeOf.get(customerId)
    const { lines: placed, totals } = putOnInvoice(own, fee ? feeLine(fee, run.period) : null)
    if (totals.payableMinor < MINIMUM_PAYABLE_MINOR) continue
    const lines = placed.map(({ line, charge }): DraftLine => {
      return { line, cdrId: charge?.cdrId ?? null, ratingId: charge?.ratingId ?? null }
    })
    const id = newId('invoice', run.now)
    const { billingRunId, period, sellerId } = run
    documents.push({
      id,
      kind: 'invoice',
      sellerId,
      customerId,
      billingRunId,
      period,
      originalId: null,
      reason: '',
      totals,
      lines,
      feeMonth: fee ? period : null,
    })
    for (const { cdrId, ratingId } of own) {
      claims.push({ cdrId, ratingId, outcome: 'billed', invoiceId: id, counterpartCdrId: null, billingRunId: null })
    }
  }
  return { documents, claims }
}

/** Credits of sessions that stand on issued invoices: one credit note per invoice. */
async function draftCredits(ctx: BatchCtx, billingRunId: BillingRunId, credits: readonly CreditCharge[]) {
  const documents: DraftDocument[] = []
  const claims: Claim[] = []
  const issued = credits.filter(({ standing, invoiceId }) => standing === 'issued' && invoiceId !== null)
  for (const [invoiceId, ofInvoice] of groupBy(issued, (credit) => credit.invoiceId!)) {
    const originals = ofInvoice.map(({ originalId }) => originalId!) // an issued original exists
    const invoice = await findCreditable(ctx.db, invoiceId, originals)
    if (!invoice || invoice.lines.length === 0) continue
    const document = await draftCreditNote(ctx.db, ctx.clock.now(), invoice, { billingRunId, reason: CREDIT_REASON })
    if (document.totals.grossMinor === 0n) continue
    documents.push(document)
    const credited = new Set(invoice.lines.map(({ cdrId }) => cdrId))
    for (const { creditId, originalId } of ofInvoice) {
      if (!credited.delete(originalId)) continue
      claims.push({
        cdrId: creditId,
        outcome: 'credited',
        invoiceId: document.id,
        ratingId: null,
        counterpartCdrId: originalId,
        billingRunId: null,
      })
    }
  }
  return { documents, claims }
}

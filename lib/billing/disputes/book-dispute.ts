import { eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputes } from '@/db/schema/disputes'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import type { CdrId, DisputeId, InvoiceId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { ACCOUNT } from '@/lib/ledger/core/accounts'
import { disputeLost } from '@/lib/ledger/core/dispute-templates'
import { bookedSoFar, postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import { groupBy } from '@/lib/kernel/group'
import { issueCreditNote } from '../issue-credit-note'

const REASON = 'Laddningen är utredd, och du betalar inte för den.'

/** In kronor, whatever the case is about. */
type Loss = { number: number; amount: string }

/**
 * What a closed case means for the books: charges that the customer does not pay after all and that stand on an issued
 * invoice are credited, and what we lose is booked. A charge that the operator credited is credited by the next billing
 * run, like any other credit. Run twice it changes nothing more; after a credit that came late it books what that gave back.
 */
export async function bookDispute(ctx: SystemCtx, disputeId: DisputeId): Promise<void> {
  authorize(ctx, 'invoice:credit')
  await withTransaction(ctx, async (tx) => {
    const [loss] = (await tx.db.execute(sql`
      select d.number, (select coalesce(sum(l.loss_minor), 0)::text from dispute_cdrs l where l.dispute_id = d.id) as amount
      from disputes d where d.id = ${disputeId} and d.closed_at is not null for update of d`)) as unknown as Loss[] // the columns of the statement
    if (!loss) return
    const credited = await findCreditable(tx.db, disputeId)
    const perInvoice = groupBy(credited, ({ invoiceId }) => invoiceId)
    for (const [invoiceId, charges] of perInvoice) {
      await issueCreditNote(tx, { invoiceId, cdrIds: charges.map(({ cdrId }) => cdrId), reason: REASON })
    }
    const booked = await bookLoss(tx, disputeId, loss)
    if (credited.length === 0 && !booked) return
    const after = { credited: credited.length, lossMinor: loss.amount }
    await audit(tx, { action: 'dispute.book', entity: 'dispute', entityId: disputeId, after })
  })
}

/**
 * The same for many, each case in a transaction of its own: one that cannot be booked keeps no other from the books.
 * Throws the first failure when all were tried, so that what is left is tried again.
 */
export async function bookDisputes(ctx: SystemCtx, disputeIds: readonly DisputeId[]): Promise<void> {
  const failures: unknown[] = []
  for (const disputeId of disputeIds) {
    await bookDispute(ctx, disputeId).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

/** Billed charges of the case that the customer is not to pay and that nothing has taken back, nor will. */
async function findCreditable(db: Tx, disputeId: DisputeId): Promise<{ cdrId: CdrId; invoiceId: InvoiceId }[]> {
  return (await db.execute(sql`
    select distinct b.cdr_id as "cdrId", b.invoice_id as "invoiceId"
    from dispute_cdrs d join cdrs c on c.id = d.cdr_id
    join invoiced_cdrs b on b.cdr_id = d.cdr_id and b.outcome = 'billed'
    join invoices i on i.id = b.invoice_id and i.state <> 'draft'
    join invoice_lines l on l.invoice_id = b.invoice_id and l.cdr_id = b.cdr_id
    where d.dispute_id = ${disputeId} and d.customer_pays is false and d.outcome <> 'credited'
      and not exists (select 1 from cdrs k where k.credit and k.credited_key = c.key and k.status = 'accepted')
      and not exists (select 1 from invoice_lines x where x.credited_line_id = l.id)`)) as unknown as {
    cdrId: CdrId
    invoiceId: InvoiceId
  }[] // the columns of the statement
}

/** Books what the loss has become since it was last booked. Whoever calls it holds the case. */
async function bookLoss(tx: SystemCtx & { readonly db: Tx }, disputeId: DisputeId, loss: Loss): Promise<boolean> {
  const { number } = loss
  const booked = await bookedSoFar(tx.db, {
    template: 'dispute-lost',
    sourceId: disputeId,
    account: ACCOUNT.disputeLoss,
  })
  const lossMinor = BigInt(loss.amount)
  const amountMinor = lossMinor - booked.amountMinor
  if (amountMinor === 0n) return false
  const now = tx.clock.now()
  const entryDate = localDate(now, BILLING_ZONE)
  await tx.db.update(disputes).set({ lossMinor, lossBookedAt: now }).where(eq(disputes.id, disputeId))
  await postEntries(tx, [
    disputeLost({ disputeId, number, entryDate, currency: 'SEK', amountMinor, earlier: booked.entries }),
  ])
  return true
}

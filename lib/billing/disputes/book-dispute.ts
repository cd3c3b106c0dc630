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
import { groupBy } from '../core/group'
import { issueCreditNote } from '../issue-credit-note'

const REASON = 'Laddningen är utredd, och du betalar inte för den.'

/** In kronor, whatever the case is about. */
type Loss = { number: number; amount: string }

/**
 * What a closed case means for the books: charges that the customer does not pay after all and that stand on an issued
 * invoice are credited, and what we lose is booked. A charge that the operator credited is credited by the next billing
 * run, as any. Run twice it changes nothing more; after a credit that came late it books what that gave back.
 */
export async function bookDispute(ctx: SystemCtx, disputeId: DisputeId): Promise<void> {
  authorize(ctx, 'invoice:credit')
  await withTransaction(ctx, async (tx) => {
    const [loss] = (await tx.db.execute(sql`
      select number, loss_minor::text as amount from disputes
      where id = ${disputeId} and closed_at is not null for update`)) as unknown as Loss[] // the columns of the statement
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

/** The same for many, each case in a transaction of its own: broken off, the rest is booked the next time. */
export async function bookDisputes(ctx: SystemCtx, disputeIds: readonly DisputeId[]): Promise<void> {
  for (const disputeId of disputeIds) await bookDispute(ctx, disputeId)
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
  const amountMinor = BigInt(loss.amount) - booked.amountMinor
  if (amountMinor === 0n) return false
  const now = tx.clock.now()
  const entryDate = localDate(now, BILLING_ZONE)
  await tx.db.update(disputes).set({ lossBookedAt: now }).where(eq(disputes.id, disputeId))
  await postEntries(tx, [
    disputeLost({ disputeId, number, entryDate, currency: 'SEK', amountMinor, earlier: booked.entries }),
  ])
  return true
}

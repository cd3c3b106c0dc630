// How lines of a case end, and the case with its last one. Called by the verbs that decide, in their transaction.
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs } from '@/db/schema/disputes'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { enqueue } from '@/lib/platform/queue'
import { reviseRating } from '../cdrs/revise-rating'
import { isClosed, type DisputeState, type LineOutcome } from '../core/dispute-state'
import { closedState, type EndedLine, type SettledLine } from '../core/dispute-terms'
import { lossInKronor } from './loss-in-kronor'
import { tellDispute, type CaseTx, type LockedDispute } from './lock-dispute'

type Standing = { billed: boolean; priced: boolean; credited: boolean }

async function standingOf(db: Tx, cdrId: CdrId): Promise<Standing> {
  const [row] = (await db.execute(sql`
    select exists (select 1 from invoiced_cdrs b join invoices i on i.id = b.invoice_id and i.state <> 'draft'
        where b.cdr_id = c.id) as billed,
      r.retail_net_minor is not null as priced,
      exists (select 1 from cdrs k where k.credit and k.credited_key = c.key and k.status = 'accepted') as credited
    from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.id = ${cdrId} for update of c`)) as unknown as Standing[] // the columns of the statement
  if (!row) throw new PreconditionError('the CDR is gone')
  return row
}

/**
 * What the end of a case does to a charge. Nobody pays for one that costs us nothing and is not the customer's; else we
 * pay what was settled, and the customer our calculation or nothing. What an invoice contains is taken back by a credit
 * note (job `book-dispute`); what the operator credited is left to that.
 */
async function settleCdr(
  db: Tx,
  now: Instant,
  line: SettledLine & { cdrId: CdrId },
  customerPays: boolean,
): Promise<void> {
  const { billed, priced, credited } = await standingOf(db, line.cdrId)
  if (credited) return
  if (!billed && customerPays && !priced) throw new PreconditionError('customer_price_unknown')
  const nobodyPays = !billed && !customerPays && line.costMinor === 0n
  await reviseRating(db, now, line.cdrId, {
    costMinor: line.costMinor,
    customerPays: customerPays || billed,
    status: nobodyPays ? 'rejected' : 'accepted',
  })
}

export type EndingLine = SettledLine & { cdrId: CdrId; outcome: LineOutcome; customerPays: boolean }

/** Ends lines of a case with what that costs whom, and closes the case when no line is left. */
export async function endLines(tx: CaseTx, locked: LockedDispute, lines: readonly EndingLine[]): Promise<DisputeState> {
  const now = tx.clock.now()
  const losses = await lossInKronor(tx.db, locked.currency, lines)
  for (const line of lines) {
    if (line.outcome !== 'credited') await settleCdr(tx.db, now, line, line.customerPays)
    await tx.db
      .update(disputeCdrs)
      .set({
        outcome: line.outcome,
        recoveredMinor: line.recoveredMinor,
        costMinor: line.costMinor,
        lossMinor: losses.get(line.cdrId) ?? 0n,
        customerPays: line.customerPays,
        settledAt: now,
      })
      .where(
        and(eq(disputeCdrs.disputeId, locked.id), eq(disputeCdrs.cdrId, line.cdrId), isNull(disputeCdrs.settledAt)),
      )
  }
  return closeIfDone(tx, locked)
}

/** What the ends of its lines make of a case: closed with the last of them, and what was lost on all goes to the books. */
export async function closeIfDone(tx: CaseTx, locked: LockedDispute): Promise<DisputeState> {
  return (await closeDone(tx, [locked])).get(locked.id) ?? locked.state
}

/** The same for several cases: how each stands now. */
export async function closeDone(tx: CaseTx, locked: readonly LockedDispute[]): Promise<Map<DisputeId, DisputeState>> {
  const ids = locked.map(({ id }) => id)
  const rows = await tx.db
    .select({
      disputeId: disputeCdrs.disputeId,
      askedMinor: disputeCdrs.askedMinor,
      claimMinor: disputeCdrs.claimMinor,
      recoveredMinor: disputeCdrs.recoveredMinor,
      outcome: disputeCdrs.outcome,
    })
    .from(disputeCdrs)
    .where(inArray(disputeCdrs.disputeId, ids))
  const lines = new Map<DisputeId, typeof rows>(ids.map((id) => [id, []]))
  for (const row of rows) lines.get(row.disputeId)?.push(row)
  const ends = locked.map((dispute) => {
    const own = lines.get(dispute.id) ?? []
    const ended = own.flatMap(({ outcome, ...row }): EndedLine[] => (outcome === null ? [] : [{ ...row, outcome }]))
    const done = ended.length === own.length
    const state = done ? closedState(ended, dispute.tolerance, dispute.currency) : dispute.state
    return { id: dispute.id, state, closed: isClosed(state) }
  })
  await tx.db.execute(sql`
    update disputes d set state = e.state,
      closed_at = case when e.closed then ${toIsoInstant(tx.clock.now())}::timestamptz else d.closed_at end,
      deadline = case when e.closed then null else d.deadline end, overdue_at = case when e.closed then null else d.overdue_at end
    from json_to_recordset(${JSON.stringify(ends)}::text::json) as e (id text, state text, closed boolean)
    where d.id = e.id`)
  const closed = ends.filter((end) => end.closed).map(({ id }) => id)
  if (closed.length > 0) await enqueue(tx.db, 'book-disputes', { disputeIds: closed })
  return new Map(ends.map(({ id, state }) => [id, state]))
}

/** Tells of the end, once there is one. */
export async function tellClosed(
  tx: CaseTx,
  disputeId: DisputeId,
  state: DisputeState,
  told: { note?: string; amountMinor?: bigint } = {},
): Promise<void> {
  if (isClosed(state)) await tellDispute(tx, { disputeId, kind: state as 'won', ...told }) // each closed state is an event
}

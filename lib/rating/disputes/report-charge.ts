import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs, disputes } from '@/db/schema/disputes'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { queueMatching } from '../reconciliation/queue-matching'
import type { ReportChargeInput } from '../schema'
import { lockContestable } from './lock-contestable'
import { contestCdrs, createDispute } from './create-dispute'
import { tellDispute } from './lock-dispute'

type Joined = { disputeId: DisputeId; number: number }

/**
 * A customer says that something about a charge of theirs is wrong. It becomes a case with the operator, or joins the
 * one there is; the charge stays off the bill until it is cleared up, unless it is on an invoice already. Told again, the
 * customer's latest word counts. Another customer's charge does not exist.
 */
export async function reportCharge(ctx: CustomerCtx, cdrId: CdrId, report: ReportChargeInput): Promise<Joined> {
  return withTransaction(ctx, async (tx) => {
    const [own] = await tx.db
      .select({ id: cdrs.id })
      .from(cdrs)
      .where(and(eq(cdrs.id, cdrId), eq(cdrs.customerId, ctx.customerId), eq(cdrs.credit, false)))
      .for('update')
    if (!own) throw new NotFoundError('charge', cdrId)
    const joined = (await joinLive(tx, cdrId, report)) ?? (await openOwn(tx, cdrId, report))
    await queueMatching(tx.db, [cdrId])
    await tellDispute(tx, { disputeId: joined.disputeId, kind: 'reported', cdrId, note: report.text })
    await audit(tx, {
      action: 'dispute.report',
      entity: 'dispute',
      entityId: joined.disputeId,
      customerId: ctx.customerId,
      after: { number: joined.number, cdrId, cause: report.cause },
    })
    return joined
  })
}

type CustomerTx = CustomerCtx & { readonly db: Tx }

async function joinLive(tx: CustomerTx, cdrId: CdrId, report: ReportChargeInput): Promise<Joined | null> {
  const [live] = await tx.db
    .select({ disputeId: disputes.id, number: disputes.number, cause: disputes.cause })
    .from(disputeCdrs)
    .innerJoin(disputes, eq(disputes.id, disputeCdrs.disputeId))
    .where(and(eq(disputeCdrs.cdrId, cdrId), isNull(disputeCdrs.settledAt)))
    .for('update')
  if (!live) return null
  const line = and(eq(disputeCdrs.disputeId, live.disputeId), eq(disputeCdrs.cdrId, cdrId))
  await tx.db
    .update(disputeCdrs)
    .set({ reportCause: report.cause, reportText: report.text, reportedAt: tx.clock.now() })
    .where(line)
  // Who is protected from the operator's price already loses nothing by saying the same.
  if (report.cause !== 'price' || live.cause !== 'price') await contestCdrs(tx.db, [cdrId], true)
  const { disputeId, number } = live
  return { disputeId, number }
}

async function openOwn(tx: CustomerTx, cdrId: CdrId, report: ReportChargeInput): Promise<Joined> {
  const { contestable, refused } = await lockContestable(tx.db, [cdrId])
  if (refused[0]) throw new PreconditionError(refused[0].reason)
  const given = { origin: 'customer', cause: report.cause, statement: '', report, openedBy: tx.userId } as const
  const opened = await createDispute(tx.db, tx.clock.now(), given, contestable)
  await contestCdrs(tx.db, [cdrId], true)
  return opened
}

import { inArray } from 'drizzle-orm'
import { cdrReviews } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import { auditAll } from '@/lib/platform/audit'
import { endDisputeLines } from '../disputes/end-dispute-line'
import { queueMatching } from '../reconciliation/queue-matching'
import { lockCdr, lockCdrs, UNDECIDED, type Refused } from './lock-cdr'

/** Refuses to pay for a held CDR and to bill it: nobody pays anything. Refuses what is on an invoice or credited. */
export async function rejectCdr(ctx: StaffCtx, cdrId: CdrId, reason: string): Promise<void> {
  authorize(ctx, 'cdr:review')
  await withTransaction(ctx, async (tx) => {
    await lockCdr(tx.db, cdrId, UNDECIDED)
    await rejectCdrs(tx, [cdrId], reason)
  })
}

/** The same for many; what cannot be rejected is named and left as it is. */
export async function rejectCdrs(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  reason: string,
): Promise<{ rejected: CdrId[]; refused: Refused[] }> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const { locked, refused } = await lockCdrs(tx.db, cdrIds, UNDECIDED)
    const rejected = locked.map(({ cdrId }) => cdrId)
    if (rejected.length === 0) return { rejected, refused }
    const at = ctx.clock.now()
    await tx.db.update(cdrs).set({ status: 'rejected' }).where(inArray(cdrs.id, rejected))
    await tx.db
      .insert(cdrReviews)
      .values(rejected.map((cdrId) => ({ cdrId, decision: 'rejected' as const, reason, userId: ctx.userId, at })))
    await queueMatching(tx.db, rejected)
    const ending = { outcome: 'settled', costMinor: 0n, customerPays: false } as const
    await endDisputeLines(
      tx,
      rejected.map((cdrId) => ({ cdrId, ...ending })),
    )
    await auditAll(
      tx,
      locked.map(({ cdrId, customerId, status }) => ({
        action: 'cdr.reject',
        entity: 'cdr',
        entityId: cdrId,
        customerId,
        before: { status },
        after: { status: 'rejected' },
        reason,
      })),
    )
    return { rejected, refused }
  })
}

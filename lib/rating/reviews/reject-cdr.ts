import { eq } from 'drizzle-orm'
import { cdrReviews } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { endDisputeLine } from '../disputes/end-dispute-line'
import { queueMatching } from '../reconciliation/queue-matching'
import { lockCdr } from './lock-cdr'

/** Refuses to pay for a held CDR and to bill it: nobody pays anything. Refuses what is on an invoice or credited. */
export async function rejectCdr(ctx: StaffCtx, cdrId: CdrId, reason: string): Promise<void> {
  authorize(ctx, 'cdr:review')
  await withTransaction(ctx, async (tx) => {
    const locked = await lockCdr(tx.db, cdrId, ['held', 'disputed'])
    await tx.db.update(cdrs).set({ status: 'rejected' }).where(eq(cdrs.id, cdrId))
    await tx.db
      .insert(cdrReviews)
      .values({ cdrId, decision: 'rejected', reason, userId: ctx.userId, at: ctx.clock.now() })
    await queueMatching(tx.db, [cdrId])
    await endDisputeLine(tx, cdrId, { outcome: 'settled', costMinor: 0n, customerPays: false })
    await audit(tx, {
      action: 'cdr.reject',
      entity: 'cdr',
      entityId: cdrId,
      customerId: locked.customerId,
      before: { status: locked.status },
      after: { status: 'rejected' },
      reason,
    })
  })
}

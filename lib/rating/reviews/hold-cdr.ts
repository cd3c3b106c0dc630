import { eq } from 'drizzle-orm'
import { cdrReviews } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { addFindings } from '../cdrs/write-ratings'
import { finding } from '../core/finding'
import { queueMatching } from '../reconciliation/queue-matching'
import { lockCdr } from './lock-cdr'

/** Keeps an accepted or rejected CDR from being billed until somebody decides. Refuses what is on an invoice or credited. */
export async function holdCdr(ctx: StaffCtx, cdrId: CdrId, reason: string): Promise<void> {
  authorize(ctx, 'cdr:review')
  await withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    const locked = await lockCdr(tx.db, cdrId, ['accepted', 'rejected'])
    await tx.db.update(cdrs).set({ status: 'held' }).where(eq(cdrs.id, cdrId))
    await addFindings(tx.db, now, [{ cdr_id: cdrId, ...finding('HELD_BY_STAFF', { reason }) }])
    await tx.db.insert(cdrReviews).values({ cdrId, decision: 'held', reason, userId: ctx.userId, at: now })
    await queueMatching(tx.db, [cdrId])
    await audit(tx, {
      action: 'cdr.hold',
      entity: 'cdr',
      entityId: cdrId,
      customerId: locked.customerId,
      before: { status: locked.status },
      after: { status: 'held' },
      reason,
    })
  })
}

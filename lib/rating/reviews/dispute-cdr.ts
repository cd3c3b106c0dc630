import { eq } from 'drizzle-orm'
import { cdrReviews } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { queueMatching } from '../reconciliation/queue-matching'
import { lockCdr } from './lock-cdr'

/**
 * Takes a held CDR up with its operator: nothing of it is billed or paid meanwhile. `deadline` is the day by which an
 * answer is wanted. Done again it gives the dispute a new reason and deadline; releasing or rejecting the CDR ends it.
 * Refuses what is on an invoice or credited, and a deadline that has passed.
 */
export async function disputeCdr(
  ctx: StaffCtx,
  cdrId: CdrId,
  { reason, deadline }: { reason: string; deadline: CalendarDate },
): Promise<void> {
  authorize(ctx, 'cdr:review')
  const now = ctx.clock.now()
  if (deadline < localDate(now, BILLING_ZONE)) throw new InvalidError('the deadline has passed', 'deadline')
  await withTransaction(ctx, async (tx) => {
    const locked = await lockCdr(tx.db, cdrId, ['held', 'disputed'])
    await tx.db.update(cdrs).set({ status: 'disputed' }).where(eq(cdrs.id, cdrId))
    await tx.db
      .insert(cdrReviews)
      .values({ cdrId, decision: 'disputed', reason, deadline, userId: ctx.userId, at: now })
    await queueMatching(tx.db, [cdrId])
    await audit(tx, {
      action: 'cdr.dispute',
      entity: 'cdr',
      entityId: cdrId,
      customerId: locked.customerId,
      before: { status: locked.status },
      after: { status: 'disputed', deadline },
      reason,
    })
  })
}

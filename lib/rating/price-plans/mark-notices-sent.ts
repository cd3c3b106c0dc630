import { and, eq, isNull } from 'drizzle-orm'
import { pricePlanNotices } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PricePlanVersionId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** Writes down that the customers of a version have been told of it, now and by whom. Those told before keep their date. */
export async function markNoticesSent(ctx: StaffCtx, versionId: PricePlanVersionId): Promise<number> {
  authorize(ctx, 'price-plan:write')
  return withTransaction(ctx, async (tx) => {
    const told = await tx.db
      .update(pricePlanNotices)
      .set({ notifiedAt: ctx.clock.now(), notifiedBy: ctx.userId })
      .where(and(eq(pricePlanNotices.versionId, versionId), isNull(pricePlanNotices.notifiedAt)))
      .returning({ customerId: pricePlanNotices.customerId })
    if (told.length > 0)
      await audit(tx, {
        action: 'price-plan.notify',
        entity: 'price-plan-version',
        entityId: versionId,
        after: { customers: told.length },
      })
    return told.length
  })
}

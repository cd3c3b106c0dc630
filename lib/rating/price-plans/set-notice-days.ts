import { eq } from 'drizzle-orm'
import { pricePlans } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PricePlanId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** How long before a new version the plan's customers must have been told of it. Published versions are not affected. */
export async function setNoticeDays(
  ctx: StaffCtx | SystemCtx,
  pricePlanId: PricePlanId,
  noticeDays: number,
): Promise<void> {
  authorize(ctx, 'price-plan:write')
  await withTransaction(ctx, async (tx) => {
    const [plan] = await tx.db
      .select({ noticeDays: pricePlans.noticeDays })
      .from(pricePlans)
      .where(eq(pricePlans.id, pricePlanId))
      .for('update')
    if (!plan) throw new NotFoundError('price plan', pricePlanId)
    if (plan.noticeDays === noticeDays) return
    await tx.db.update(pricePlans).set({ noticeDays }).where(eq(pricePlans.id, pricePlanId))
    await audit(tx, {
      action: 'price-plan.notice',
      entity: 'price-plan',
      entityId: pricePlanId,
      before: plan,
      after: { noticeDays },
    })
  })
}

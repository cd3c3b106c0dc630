import { eq } from 'drizzle-orm'
import { pricePlanDrafts } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { PricePlanDraftId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** Lets a draft go without publishing it; its author may, and so may anybody else who may write prices. Again: nothing. */
export async function discardPlanDraft(ctx: StaffCtx, draftId: PricePlanDraftId): Promise<void> {
  authorize(ctx, 'price-plan:write')
  await withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [draft] = await db.select().from(pricePlanDrafts).where(eq(pricePlanDrafts.id, draftId)).for('update')
    if (!draft) throw new NotFoundError('draft', draftId)
    if (draft.state === 'discarded') return
    if (draft.state === 'published') throw new PreconditionError('the draft has been published')
    const decided = { state: 'discarded' as const, decidedBy: ctx.userId, decidedAt: ctx.clock.now() }
    await db.update(pricePlanDrafts).set(decided).where(eq(pricePlanDrafts.id, draftId))
    await audit(tx, {
      action: 'price-plan.discard',
      entity: 'price-plan',
      entityId: draft.pricePlanId,
      before: { draft: draftId },
    })
  })
}

import { and, eq } from 'drizzle-orm'
import { pricePlanDrafts } from '@/db/schema/prices'
import { pricePlans } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type PricePlanDraftId, type PricePlanId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, localDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { checkPlanRules } from '../core/check-plan'
import type { SavePlanDraftInput } from '../schema'

/**
 * Writes a plan's next version down for somebody else to publish. A plan has one open draft: saving again replaces it, and
 * who saved last is its author. Refuses rules that could not be published, and a day that has passed.
 */
export async function savePlanDraft(
  ctx: StaffCtx,
  pricePlanId: PricePlanId,
  { rules, validFrom, reason }: SavePlanDraftInput,
): Promise<PricePlanDraftId> {
  authorize(ctx, 'price-plan:write')
  const [problem] = checkPlanRules(rules)
  if (problem) throw new InvalidError(`${problem.code}${problem.current ? ` ${problem.current}` : ''}`, problem.path)
  const now = ctx.clock.now()
  if (validFrom < localDate(now, BILLING_ZONE)) throw new InvalidError('a day that has passed', 'validFrom')
  return withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [plan] = await db
      .select({ id: pricePlans.id })
      .from(pricePlans)
      .where(eq(pricePlans.id, pricePlanId))
      .for('update')
    if (!plan) throw new NotFoundError('price plan', pricePlanId)
    const open = and(eq(pricePlanDrafts.pricePlanId, pricePlanId), eq(pricePlanDrafts.state, 'open'))
    const [known] = await db.select({ id: pricePlanDrafts.id }).from(pricePlanDrafts).where(open)
    const written = {
      rules,
      validFrom: calendarDate(validFrom),
      reason,
      writtenBy: ctx.userId,
      writtenAt: now,
    }
    const id = known?.id ?? newId('pricePlanDraft', now)
    if (known) await db.update(pricePlanDrafts).set(written).where(eq(pricePlanDrafts.id, id))
    else await db.insert(pricePlanDrafts).values({ id, pricePlanId, state: 'open', ...written })
    await audit(tx, {
      action: 'price-plan.draft',
      entity: 'price-plan',
      entityId: pricePlanId,
      after: { draft: id, rules, validFrom, reason },
    })
    return id
  })
}

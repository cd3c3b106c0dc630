import { pricePlans } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError } from '@/lib/kernel/errors'
import { newId, type PricePlanId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { CreatePricePlanInput } from '../schema'

/** Adds a price plan without a version: it prices nothing until one is published. Refuses a second public plan. */
export async function createPricePlan(ctx: StaffCtx | SystemCtx, input: CreatePricePlanInput): Promise<PricePlanId> {
  authorize(ctx, 'price-plan:write')
  return withTransaction(ctx, async (tx) => {
    const plans = await tx.db.select({ name: pricePlans.name, audience: pricePlans.audience }).from(pricePlans)
    if (plans.some((plan) => plan.name === input.name)) throw new ConflictError(`there is a plan called ${input.name}`)
    if (input.audience === 'public' && plans.some((plan) => plan.audience === 'public')) {
      throw new ConflictError('there is a public plan already')
    }
    const now = ctx.clock.now()
    const id = newId('pricePlan', now)
    await tx.db.insert(pricePlans).values({ ...input, id, createdAt: now })
    await audit(tx, { action: 'price-plan.create', entity: 'price-plan', entityId: id, after: input })
    return id
  })
}

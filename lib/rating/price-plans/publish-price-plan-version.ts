import { desc, eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { pricePlans, pricePlanVersions } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError, InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type PricePlanId, type PricePlanVersionId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, localDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { checkPlanRules } from '../core/check-plan'
import type { PublishPricePlanVersionInput } from '../schema'

type Adding = { db: Tx; clock: SystemCtx['clock'] } & (
  | { actor: 'staff'; userId: StaffCtx['userId'] }
  | { actor: string }
)

/**
 * Adds rules from a day on, in the caller's transaction; a version rules until the next one starts, so versions cannot
 * overlap. Refuses rules that leave a connector without a price, a second version on a day, and, but for the first
 * version, a day that has passed: sessions already priced keep their price.
 */
export async function addPlanVersion(
  ctx: Adding,
  pricePlanId: PricePlanId,
  input: PublishPricePlanVersionInput,
): Promise<PricePlanVersionId> {
  const [problem] = checkPlanRules(input.rules)
  if (problem) throw new InvalidError(`${problem.code}${problem.current ? ` ${problem.current}` : ''}`, problem.path)
  // The plan's row is locked, so that two publications get two numbers.
  const [plan] = await ctx.db
    .select({ id: pricePlans.id })
    .from(pricePlans)
    .where(eq(pricePlans.id, pricePlanId))
    .for('update')
  if (!plan) throw new NotFoundError('price plan', pricePlanId)
  const versions = await ctx.db
    .select({ version: pricePlanVersions.version, validFrom: sql<string>`${pricePlanVersions.validFrom}::text` })
    .from(pricePlanVersions)
    .where(eq(pricePlanVersions.pricePlanId, pricePlanId))
    .orderBy(desc(pricePlanVersions.version))
  const now = ctx.clock.now()
  if (versions.length > 0 && input.validFrom < localDate(now, BILLING_ZONE)) {
    throw new InvalidError('a later version cannot start in the past', 'validFrom')
  }
  if (versions.some((version) => version.validFrom === input.validFrom)) {
    throw new ConflictError(`a version already starts on ${input.validFrom}`)
  }
  const id = newId('pricePlanVersion', now)
  await ctx.db.insert(pricePlanVersions).values({
    id,
    pricePlanId,
    version: (versions[0]?.version ?? 0) + 1,
    validFrom: calendarDate(input.validFrom),
    rules: input.rules,
    publishedAt: now,
    publishedBy: 'userId' in ctx ? ctx.userId : null,
  })
  return id
}

/**
 * Publishes rules that no person wrote: those of an installation. Staff publish what a colleague has written
 * (`publishPlanDraft`). Published rules never change.
 */
export async function publishPricePlanVersion(
  ctx: SystemCtx,
  pricePlanId: PricePlanId,
  input: PublishPricePlanVersionInput,
): Promise<PricePlanVersionId> {
  authorize(ctx, 'price-plan:write')
  return withTransaction(ctx, async (tx) => {
    const id = await addPlanVersion(tx, pricePlanId, input)
    await audit(tx, { action: 'price-plan.publish', entity: 'price-plan', entityId: pricePlanId, after: input })
    return id
  })
}

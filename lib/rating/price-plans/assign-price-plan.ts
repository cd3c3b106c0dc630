import { and, eq } from 'drizzle-orm'
import { customerPricePlans, customers } from '@/db/schema/customers'
import { pricePlans, pricePlanVersions } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CustomerId, PricePlanId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/**
 * Gives a customer a plan for sessions from a day on; repeating it changes nothing. Staff cannot change days that
 * have passed, for sessions of those days may be priced. Refuses a plan without a published version.
 */
export async function assignPricePlan(
  ctx: StaffCtx | SystemCtx,
  customerId: CustomerId,
  pricePlanId: PricePlanId,
  from: CalendarDate,
): Promise<void> {
  authorize(ctx, 'price-plan:write')
  if (ctx.actor === 'staff' && from < localDate(ctx.clock.now(), BILLING_ZONE)) {
    throw new InvalidError('a plan cannot start in the past', 'validFrom')
  }
  await withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [customer] = await db
      .select({ id: customers.id })
      .from(customers)
      .where(eq(customers.id, customerId))
      .for('update')
    if (!customer) throw new NotFoundError('customer', customerId)
    const [plan] = await db.select({ id: pricePlans.id }).from(pricePlans).where(eq(pricePlans.id, pricePlanId))
    if (!plan) throw new NotFoundError('price plan', pricePlanId)
    const published = await db
      .select({ id: pricePlanVersions.id })
      .from(pricePlanVersions)
      .where(eq(pricePlanVersions.pricePlanId, pricePlanId))
      .limit(1)
    if (published.length === 0) throw new PreconditionError('the plan has no published version')
    const onDay = and(eq(customerPricePlans.customerId, customerId), eq(customerPricePlans.validFrom, from))
    const [known] = await db
      .select({ pricePlanId: customerPricePlans.pricePlanId })
      .from(customerPricePlans)
      .where(onDay)
    if (known?.pricePlanId === pricePlanId) return
    if (known) await db.update(customerPricePlans).set({ pricePlanId }).where(onDay)
    else await db.insert(customerPricePlans).values({ customerId, pricePlanId, validFrom: from })
    await audit(tx, {
      action: 'price-plan.assign',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: known ?? null,
      after: { pricePlanId, validFrom: from },
    })
  })
}

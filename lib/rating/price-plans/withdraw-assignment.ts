import { and, eq } from 'drizzle-orm'
import { customerPricePlans } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/** Takes back a change of plan whose day has not come; what holds before it goes on. Again: nothing. */
export async function withdrawAssignment(ctx: StaffCtx, customerId: CustomerId, from: CalendarDate): Promise<void> {
  authorize(ctx, 'price-plan:write')
  if (from <= localDate(ctx.clock.now(), BILLING_ZONE))
    throw new InvalidError('charges of that day may be priced already', 'from')
  await withTransaction(ctx, async (tx) => {
    const [gone] = await tx.db
      .delete(customerPricePlans)
      .where(and(eq(customerPricePlans.customerId, customerId), eq(customerPricePlans.validFrom, from)))
      .returning({ pricePlanId: customerPricePlans.pricePlanId })
    if (!gone) return
    await audit(tx, {
      action: 'price-plan.withdraw-assignment',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: { ...gone, validFrom: from },
    })
  })
}

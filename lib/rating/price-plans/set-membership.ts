import { and, eq, isNull, sql } from 'drizzle-orm'
import { customers } from '@/db/schema/customers'
import { customerGroups } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/**
 * Makes a customer a member from a day on, or ends the membership with that day; discounts of price plans follow it.
 * Repeating it changes nothing. Staff cannot change days that have passed, for sessions of those days may be priced.
 */
export async function setMembership(
  ctx: StaffCtx | SystemCtx,
  customerId: CustomerId,
  { member, from }: { member: boolean; from: CalendarDate },
): Promise<void> {
  authorize(ctx, 'price-plan:write')
  if (ctx.actor === 'staff' && from < localDate(ctx.clock.now(), BILLING_ZONE))
    throw new InvalidError('a membership does not change in the past', 'from')
  await withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [customer] = await db
      .select({ id: customers.id })
      .from(customers)
      .where(eq(customers.id, customerId))
      .for('update')
    if (!customer) throw new NotFoundError('customer', customerId)
    const running = and(
      eq(customerGroups.customerId, customerId),
      eq(customerGroups.group, 'member'),
      isNull(customerGroups.validTo),
    )
    const [known] = await db.select({ validFrom: customerGroups.validFrom }).from(customerGroups).where(running)
    if (member === (known !== undefined)) return
    if (member)
      await db
        .insert(customerGroups)
        .values({ customerId, group: 'member', validFrom: from })
        .onConflictDoUpdate({
          target: [customerGroups.customerId, customerGroups.group, customerGroups.validFrom],
          set: { validTo: null },
        })
    else
      await db
        .update(customerGroups)
        .set({ validTo: sql`greatest(valid_from, ${from}::date)` })
        .where(running)
    await audit(tx, {
      action: 'customer.membership',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: known ?? null,
      after: { member, from },
    })
  })
}

import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { customers } from '@/db/schema/customers'
import { customerGroups } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/** Memberships that hold on a day or begin later. */
function holdsFrom(customerId: CustomerId, from: CalendarDate) {
  return and(
    eq(customerGroups.customerId, customerId),
    eq(customerGroups.group, 'member'),
    or(isNull(customerGroups.validTo), gt(customerGroups.validTo, from)),
  )
}

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
    // What holds on that day or begins after it, the latest last.
    const known = await db
      .select({ validFrom: customerGroups.validFrom, validTo: customerGroups.validTo })
      .from(customerGroups)
      .where(holdsFrom(customerId, from))
      .orderBy(customerGroups.validFrom)
    const last = known.at(-1)
    if (member && known.length === 1 && last && last.validFrom <= from && last.validTo === null) return
    if (!member && !last) return
    if (member) {
      await db.delete(customerGroups).where(holdsFrom(customerId, from))
      const first = known[0] && known[0].validFrom < from ? known[0].validFrom : from
      await db
        .insert(customerGroups)
        .values({ customerId, group: 'member', validFrom: first })
        .onConflictDoUpdate({
          target: [customerGroups.customerId, customerGroups.group, customerGroups.validFrom],
          set: { validTo: null },
        })
    } else
      await db
        .update(customerGroups)
        .set({ validTo: sql`greatest(valid_from, ${from}::date)` })
        .where(holdsFrom(customerId, from))
    await audit(tx, {
      action: 'customer.membership',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: last ?? null,
      after: { member, from },
    })
  })
}

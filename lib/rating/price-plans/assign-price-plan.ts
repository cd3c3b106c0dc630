import { and, eq, gt, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { customerPricePlans, customers } from '@/db/schema/customers'
import { pricePlans, pricePlanVersions } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError, InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CustomerId, PricePlanId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

async function lockCustomer(db: Tx, customerId: CustomerId): Promise<'private' | 'business'> {
  const [customer] = await db
    .select({ kind: customers.kind })
    .from(customers)
    .where(eq(customers.id, customerId))
    .for('update')
  if (!customer) throw new NotFoundError('customer', customerId)
  return customer.kind
}

/** Refuses a plan by which a charge of its first day would have no price. */
async function checkPublished(db: Tx, pricePlanId: PricePlanId, from: CalendarDate, isStaff: boolean): Promise<void> {
  const own = eq(pricePlanVersions.pricePlanId, pricePlanId)
  const published = await db
    .select({ validFrom: sql<string>`${pricePlanVersions.validFrom}::text` })
    .from(pricePlanVersions)
    .where(own)
  if (published.length === 0) throw new PreconditionError('the plan has no published version')
  if (isStaff && published.every(({ validFrom }) => validFrom > from))
    throw new PreconditionError('the plan has no version in force on that day')
}

/** What the customer has from `until` on, if nothing else is said: what held before, by name. */
async function planAfter(db: Tx, customerId: CustomerId, from: CalendarDate): Promise<PricePlanId> {
  const [before] = await db
    .select({ pricePlanId: customerPricePlans.pricePlanId })
    .from(customerPricePlans)
    .where(and(eq(customerPricePlans.customerId, customerId), lt(customerPricePlans.validFrom, from)))
    .orderBy(sql`${customerPricePlans.validFrom} desc`)
    .limit(1)
  if (before) return before.pricePlanId
  const [open] = await db.select({ id: pricePlans.id }).from(pricePlans).where(eq(pricePlans.audience, 'public'))
  if (!open) throw new PreconditionError('there is no public plan to return to')
  return open.id
}

/**
 * Ends an assignment: the one before it holds again. Refuses where another change is written down for a day in between.
 * False where it ends on that day already.
 */
async function endAssignment(
  db: Tx,
  customerId: CustomerId,
  from: CalendarDate,
  until: CalendarDate,
): Promise<boolean> {
  const own = eq(customerPricePlans.customerId, customerId)
  const later = await db
    .select({ validFrom: sql<string>`${customerPricePlans.validFrom}::text` })
    .from(customerPricePlans)
    .where(and(own, gt(customerPricePlans.validFrom, from)))
  if (later.some(({ validFrom }) => validFrom < until))
    throw new ConflictError('another change is written down for a day before it ends')
  if (later.some(({ validFrom }) => validFrom === until)) return false
  const pricePlanId = await planAfter(db, customerId, from)
  await db.insert(customerPricePlans).values({ customerId, pricePlanId, validFrom: until })
  return true
}

/**
 * Gives a customer a plan for charges that start from a day on, until a day if one is named (then what held before
 * holds again); repeating it changes nothing. Staff cannot change days that have passed, for charges of those days may be
 * priced, nor give a plan for others than the customer's kind. Refuses a plan without a published version.
 */
export async function assignPricePlan(
  ctx: StaffCtx | SystemCtx,
  customerId: CustomerId,
  pricePlanId: PricePlanId,
  from: CalendarDate,
  until: CalendarDate | null = null,
): Promise<void> {
  authorize(ctx, 'price-plan:write')
  const isStaff = ctx.actor === 'staff'
  if (isStaff && from < localDate(ctx.clock.now(), BILLING_ZONE))
    throw new InvalidError('a plan cannot start in the past', 'from')
  if (until !== null && until <= from) throw new InvalidError('a plan ends after it has begun', 'until')
  await withTransaction(ctx, async (tx) => {
    const { db } = tx
    const kind = await lockCustomer(db, customerId)
    const [plan] = await db
      .select({ audience: pricePlans.audience })
      .from(pricePlans)
      .where(eq(pricePlans.id, pricePlanId))
    if (!plan) throw new NotFoundError('price plan', pricePlanId)
    await checkPublished(db, pricePlanId, from, isStaff)
    if (isStaff && plan.audience !== 'public' && plan.audience !== kind)
      throw new InvalidError(`a plan for ${plan.audience} customers`, 'pricePlanId')
    const onDay = and(eq(customerPricePlans.customerId, customerId), eq(customerPricePlans.validFrom, from))
    const [known] = await db
      .select({ pricePlanId: customerPricePlans.pricePlanId })
      .from(customerPricePlans)
      .where(onDay)
    const isEnded = until !== null && (await endAssignment(db, customerId, from, until))
    if (known?.pricePlanId === pricePlanId && !isEnded) return
    if (known) await db.update(customerPricePlans).set({ pricePlanId }).where(onDay)
    else await db.insert(customerPricePlans).values({ customerId, pricePlanId, validFrom: from })
    await audit(tx, {
      action: 'price-plan.assign',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: known ?? null,
      after: { pricePlanId, validFrom: from, ...(until === null ? {} : { until }) },
    })
  })
}

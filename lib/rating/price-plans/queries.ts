import { asc, count, desc, eq, sql } from 'drizzle-orm'
import { getDb, reader } from '@/db/client'
import { customerPricePlans } from '@/db/schema/customers'
import { pricePlans, pricePlanVersions } from '@/db/schema/rating'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId, PricePlanId, PricePlanVersionId, UserId } from '@/lib/kernel/ids'
import { BILLING_ZONE, startOfDay, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import type { PlanVersion } from '../core/choose-plan'
import { readPlanRules, type PricePlanRules } from '../core/price-plan'
import { toPublicPrices, type PublicPrices } from '../core/public-prices'
import { loadPlans } from './load-plans'

export type PricePlanSummary = {
  id: PricePlanId
  name: string
  description: string
  audience: 'public' | 'private' | 'business'
  /** The version in force today; null before the first. */
  current: PlanVersion | null
  /** The next one, published and not yet in force. */
  upcoming: PlanVersion | null
  customers: number
}

export type PublishedVersion = {
  id: PricePlanVersionId
  version: number
  validFrom: CalendarDate
  rules: PricePlanRules
  publishedAt: Instant
  publishedBy: UserId | null
}

/** All plans with what rules today. `customers` counts those assigned to it by name, now or before. */
export async function listPricePlans(ctx: StaffCtx): Promise<PricePlanSummary[]> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const [plans, { versions }, assigned] = await Promise.all([
    db
      .select()
      .from(pricePlans)
      .orderBy(sql`${pricePlans.audience} <> 'public'`, asc(pricePlans.name)),
    loadPlans(db, []),
    db
      .select({ pricePlanId: customerPricePlans.pricePlanId, customers: count() })
      .from(customerPricePlans)
      .groupBy(customerPricePlans.pricePlanId),
  ])
  return plans.map(({ id, name, description, audience }) => {
    const own = versions
      .filter((version) => version.pricePlanId === id)
      .toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1))
    return {
      id,
      name,
      description,
      audience,
      current: own.findLast((version) => version.validFrom <= today) ?? null,
      upcoming: own.find((version) => version.validFrom > today) ?? null,
      customers: assigned.find((row) => row.pricePlanId === id)?.customers ?? 0,
    }
  })
}

/** A plan with its versions, newest first. */
export async function getPricePlan(
  ctx: StaffCtx,
  pricePlanId: PricePlanId,
): Promise<{ id: PricePlanId; name: string; description: string; audience: string; versions: PublishedVersion[] }> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const [plan] = await db.select().from(pricePlans).where(eq(pricePlans.id, pricePlanId))
  if (!plan) throw new NotFoundError('price plan', pricePlanId)
  const versions = await db
    .select()
    .from(pricePlanVersions)
    .where(eq(pricePlanVersions.pricePlanId, pricePlanId))
    .orderBy(desc(pricePlanVersions.version))
  return {
    id: plan.id,
    name: plan.name,
    description: plan.description,
    audience: plan.audience,
    versions: versions.map(({ pricePlanId: _plan, rules, ...version }) => ({
      ...version,
      rules: readPlanRules(rules),
    })),
  }
}

/** The version that rules a customer's sessions of a day; null when none was published for it. */
export async function pricePlanFor(
  ctx: StaffCtx | SystemCtx,
  customerId: CustomerId,
  date: CalendarDate,
): Promise<PlanVersion | null> {
  authorize(ctx, 'price-plan:read')
  const plans = await loadPlans(reader(ctx), [customerId])
  return plans.find(customerId, startOfDay(date, BILLING_ZONE))
}

/** A customer's own prices today, including VAT. */
export async function getMyPrices(ctx: CustomerCtx): Promise<PublicPrices | null> {
  const plans = await loadPlans(reader(ctx), [ctx.customerId])
  const plan = plans.find(ctx.customerId, ctx.clock.now())
  return plan && toPublicPrices(plan)
}

/** Today's public prices, including VAT: for the landing page, which nobody has signed in to. */
export async function getPublicPrices(): Promise<PublicPrices | null> {
  const plan = (await loadPlans(getDb(), [])).find(null, systemClock.now())
  return plan && toPublicPrices(plan)
}

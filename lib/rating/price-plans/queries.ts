import { and, asc, count, desc, eq, sql } from 'drizzle-orm'
import { getDb, reader, type Reader } from '@/db/client'
import { customerPricePlans, users } from '@/db/schema/customers'
import { pricePlanDrafts } from '@/db/schema/prices'
import { pricePlans, pricePlanVersions } from '@/db/schema/rating'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId, PricePlanDraftId, PricePlanId, PricePlanVersionId, UserId } from '@/lib/kernel/ids'
import { BILLING_ZONE, startOfDay, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import type { PlanVersion } from '../core/choose-plan'
import { readPlanRules, type PricePlanRules } from '../core/price-plan'
import { toPublicPrices, type PublicPrices } from '../core/public-prices'
import { loadPlans } from './load-plans'
import { selectPlanCustomers } from './select-plan-customers'

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

export type PlanDraft = {
  id: PricePlanDraftId
  rules: PricePlanRules
  validFrom: CalendarDate
  reason: string
  writtenBy: UserId
  writtenByName: string
  writtenAt: Instant
  /** Who would have the plan on its first day. */
  customers: number
}
export type VersionNotice = {
  versionId: PricePlanVersionId
  version: number
  notifyBy: CalendarDate
  customers: number
  told: number
}
export type PricePlanDetail = {
  id: PricePlanId
  name: string
  description: string
  audience: string
  noticeDays: number
  versions: PublishedVersion[]
  draft: PlanDraft | null
  /** Of versions that were published with customers to tell, newest first. */
  notices: VersionNotice[]
}

async function findDraft(db: Reader, pricePlanId: PricePlanId): Promise<PlanDraft | null> {
  const [draft] = await db
    .select({
      id: pricePlanDrafts.id,
      rules: pricePlanDrafts.rules,
      validFrom: pricePlanDrafts.validFrom,
      reason: pricePlanDrafts.reason,
      writtenBy: pricePlanDrafts.writtenBy,
      writtenByName: users.name,
      writtenAt: pricePlanDrafts.writtenAt,
    })
    .from(pricePlanDrafts)
    .leftJoin(users, eq(users.id, pricePlanDrafts.writtenBy))
    .where(and(eq(pricePlanDrafts.pricePlanId, pricePlanId), eq(pricePlanDrafts.state, 'open')))
  if (!draft) return null
  const concerned = (await db.execute(selectPlanCustomers(pricePlanId, draft.validFrom))) as unknown as { id: string }[] // its column
  return {
    ...draft,
    rules: readPlanRules(draft.rules),
    writtenByName: draft.writtenByName ?? '–',
    customers: concerned.length,
  }
}

/** A plan with its versions, newest first, the draft that waits, and whom its versions concern. */
export async function getPricePlan(ctx: StaffCtx, pricePlanId: PricePlanId): Promise<PricePlanDetail> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const [plan] = await db.select().from(pricePlans).where(eq(pricePlans.id, pricePlanId))
  if (!plan) throw new NotFoundError('price plan', pricePlanId)
  const versions = await db
    .select()
    .from(pricePlanVersions)
    .where(eq(pricePlanVersions.pricePlanId, pricePlanId))
    .orderBy(desc(pricePlanVersions.version))
  const notices = (await db.execute(sql`
    select n.version_id as "versionId", v.version, n.notify_by::text as "notifyBy", count(*)::int as customers,
      count(n.notified_at)::int as told
    from price_plan_notices n join price_plan_versions v on v.id = n.version_id where v.price_plan_id = ${pricePlanId}
    group by n.version_id, v.version, n.notify_by order by v.version desc`)) as unknown as VersionNotice[] // the columns of the statement
  const { id, name, description, audience, noticeDays } = plan
  return {
    id,
    name,
    description,
    audience,
    noticeDays,
    versions: versions.map(({ pricePlanId: _plan, rules, ...version }) => ({
      ...version,
      rules: readPlanRules(rules),
    })),
    draft: await findDraft(db, pricePlanId),
    notices,
  }
}

export type NoticeRow = {
  customerId: CustomerId
  number: number
  name: string
  email: string
  locale: 'sv' | 'en'
  notifyBy: CalendarDate
  notifiedAt: Instant | null
}

/** Whom a version concerns, in the order of their numbers; a page after `after`, a customer number. */
export async function listVersionNotices(
  ctx: StaffCtx,
  versionId: PricePlanVersionId,
  { after = 0, limit = 200 }: { after?: number; limit?: number } = {},
): Promise<{ rows: NoticeRow[]; next: number | null }> {
  authorize(ctx, 'price-plan:read')
  const rows = (await reader(ctx).execute(sql`
    select k.id as "customerId", k.number, k.name, k.email, k.locale, n.notify_by::text as "notifyBy",
      extract(epoch from n.notified_at)::float8 * 1000 as "notifiedAt"
    from price_plan_notices n join customers k on k.id = n.customer_id
    where n.version_id = ${versionId} and k.number > ${after} order by k.number limit ${limit + 1}`)) as unknown as NoticeRow[] // the columns of the statement
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.number ?? null) : null }
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

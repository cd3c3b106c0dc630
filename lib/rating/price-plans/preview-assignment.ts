import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId, CustomerId, PricePlanId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, localDate, startOfDay, type CalendarDate } from '@/lib/kernel/time'
import { loadCdrSubjects, withoutLock } from '../cdrs/load-cdr-subjects'
import { assessCdr } from '../core/assess-cdr'
import { choosePlanVersion, type PlanVersion } from '../core/choose-plan'
import { priceRetail } from '../core/retail'
import { NO_CONTEXT } from '../core/retail-context'
import { factsOf } from '../core/subject'
import { loadContexts } from './load-contexts'
import { loadPlans } from './load-plans'

/** How far back, and how many charges at most, another plan is tried on. */
const TRIED_DAYS = 90
const TRIED_CHARGES = 100

export type AssignmentPreview = {
  before: PlanVersion | null
  after: PlanVersion | null
  /** The customer's charges of the last days: what they came to, and by the other plan. */
  charges: { days: number; count: number; beforeMinor: bigint; afterMinor: bigint; unpriced: number }
}

/** What another plan changes for a customer from a day on. Writes nothing. */
export async function previewAssignment(
  ctx: StaffCtx,
  { customerId, pricePlanId, from }: { customerId: CustomerId; pricePlanId: PricePlanId; from: CalendarDate },
): Promise<AssignmentPreview> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const plans = await loadPlans(db, [customerId])
  const before = plans.find(customerId, startOfDay(from, BILLING_ZONE))
  const after = choosePlanVersion(plans.versions, [{ pricePlanId, validFrom: from }], from)
  const since = addDays(localDate(ctx.clock.now(), BILLING_ZONE), -TRIED_DAYS)
  const rows = (await db.execute(sql`
    select c.id from cdrs c where c.customer_id = ${customerId} and c.status = 'accepted' and not c.credit and not c.home_charging
      and c.started_at >= ${new Date(startOfDay(since, BILLING_ZONE)).toISOString()}::timestamptz
    order by c.started_at desc limit ${TRIED_CHARGES}`)) as unknown as { id: CdrId }[] // its column
  const charges = await tryCharges(
    ctx,
    rows.map(({ id }) => id),
    after,
  )
  return { before, after, charges: { days: TRIED_DAYS, ...charges } }
}

async function tryCharges(ctx: StaffCtx, ids: readonly CdrId[], plan: PlanVersion | null) {
  const total = { count: 0, beforeMinor: 0n, afterMinor: 0n, unpriced: 0 }
  if (!plan || ids.length === 0) return total
  const { rules } = plan
  const loaded = await loadCdrSubjects(reader(ctx), withoutLock(ids))
  const charged = loaded.map(({ subject }) => ({ subject, facts: factsOf(subject), ...assessCdr(subject) }))
  const contexts = await loadContexts(
    reader(ctx),
    charged.map(({ subject: { cdr, customerId, cdrId }, facts }) => ({
      ...cdr,
      ...facts,
      rules,
      customerId,
      cdrId,
      currencies: [cdr.currency],
    })),
  )
  for (const [index, { facts, rating }] of charged.entries()) {
    const breakdown = rating.wholesaleExcl === null ? null : rating.breakdown
    const after = priceRetail({ rules, facts, breakdown, context: contexts[index] ?? NO_CONTEXT })
    if (!rating.retail || !after.ok) {
      total.unpriced += 1
      continue
    }
    total.count += 1
    total.beforeMinor += rating.retail.grossMinor
    total.afterMinor += after.value.grossMinor
  }
  return total
}

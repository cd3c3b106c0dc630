import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId, PricePlanId } from '@/lib/kernel/ids'
import { BILLING_ZONE, instant, localDate, type CalendarDate } from '@/lib/kernel/time'
import type { PlanVersion } from '../core/choose-plan'
import { planHistory, type PlanPeriod } from '../core/plan-history'
import { loadPlans } from './load-plans'

export type PlanChoice = { id: PricePlanId; name: string; audience: PlanVersion['audience'] }
export type CustomerPlans = {
  periods: PlanPeriod[]
  /** Days from which another plan is written down; each can be taken back. */
  planned: CalendarDate[]
  /** Plans with a version today that are for the customer's kind. */
  choices: PlanChoice[]
  /** When the customer was, is and will be a member. */
  memberships: Membership[]
}
/** `until`: the first day on which it no longer holds. */
export type Membership = { from: CalendarDate; until: CalendarDate | null }

/** What held when, what is written down for later, and what could be chosen instead. */
export async function getCustomerPlans(ctx: StaffCtx, customerId: CustomerId): Promise<CustomerPlans> {
  authorize(ctx, 'price-plan:read')
  const db = reader(ctx)
  const [customer] = (await db.execute(sql`
    select kind, extract(epoch from created_at)::float8 * 1000 as "createdAt",
      (select coalesce(json_agg(json_build_object('pricePlanId', p.price_plan_id, 'validFrom', p.valid_from::text) order by p.valid_from), '[]'::json)
        from customer_price_plans p where p.customer_id = k.id) as assigned,
      (select coalesce(json_agg(json_build_object('from', g.valid_from::text, 'until', g.valid_to::text) order by g.valid_from), '[]'::json)
        from customer_groups g where g.customer_id = k.id and g."group" = 'member' and g.valid_to is distinct from g.valid_from) as memberships
    from customers k where k.id = ${customerId}`)) as unknown as {
    kind: string
    createdAt: number
    assigned: { pricePlanId: PricePlanId; validFrom: CalendarDate }[]
    memberships: Membership[]
  }[] // the columns of the statement
  if (!customer) throw new NotFoundError('customer', customerId)
  const { versions } = await loadPlans(db, [])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const choices = new Map<PricePlanId, PlanChoice>()
  for (const { pricePlanId: id, name, audience, validFrom } of versions)
    if (validFrom <= today && (audience === 'public' || audience === customer.kind))
      choices.set(id, { id, name, audience })
  return {
    periods: planHistory(versions, customer.assigned, localDate(instant(customer.createdAt), BILLING_ZONE)),
    planned: customer.assigned.map(({ validFrom }) => validFrom).filter((day) => day > today),
    choices: [...choices.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'sv')),
    memberships: customer.memberships,
  }
}

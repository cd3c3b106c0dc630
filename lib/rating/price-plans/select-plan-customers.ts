import { sql, type SQL } from 'drizzle-orm'
import type { PricePlanId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'

/** Ids of those who have a plan on a day: by their latest assignment, or, of the public one, without any. */
export function selectPlanCustomers(pricePlanId: PricePlanId, on: CalendarDate): SQL {
  return sql`
    select k.id from customers k
    left join lateral (select c.price_plan_id from customer_price_plans c
      where c.customer_id = k.id and c.valid_from <= ${on}::date order by c.valid_from desc limit 1) a on true
    where k.charging_denied_reason is distinct from 'ended'
      and coalesce(a.price_plan_id, (select p.id from price_plans p where p.audience = 'public')) = ${pricePlanId}
    order by k.id`
}

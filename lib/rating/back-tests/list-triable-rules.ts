import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PricePlanId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import { readPlanRules, type PricePlanRules } from '../core/price-plan'

/** Rules that exist: published, or as a draft that waits for a second person. */
export type TriableRules = {
  /** Of the version or of the draft. */
  id: string
  pricePlanId: PricePlanId
  name: string
  /** Null: a draft. */
  version: number | null
  validFrom: CalendarDate
  rules: PricePlanRules
}
type Row = Omit<TriableRules, 'rules'> & { rules: unknown }

/** Every plan's draft and versions, the newest first. */
export async function listTriableRules(ctx: StaffCtx): Promise<TriableRules[]> {
  authorize(ctx, 'price-plan:read')
  const rows = (await reader(ctx).execute(sql`
    select x.id, p.id as "pricePlanId", p.name, x.version, x.valid_from::text as "validFrom", x.rules
    from price_plans p
    join (
      select id, price_plan_id, version, valid_from, rules from price_plan_versions
      union all
      select id, price_plan_id, null, valid_from, rules from price_plan_drafts where state = 'open'
    ) x on x.price_plan_id = p.id
    order by p.audience <> 'public', p.name, x.version desc nulls first`)) as unknown as Row[] // the columns of the statement
  return rows.map((row) => ({ ...row, rules: readPlanRules(row.rules as PricePlanRules) })) // written by a verb
}

// The exchange corrects two days after charges had been priced by them: one that is billed, and one that is not.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { SystemCtx } from '@/lib/auth/context'
import { BILLING_ZONE, type CalendarDate } from '@/lib/kernel/time'
import type { BiddingArea } from '@/lib/rating/core/bidding-area'
import { correctSamplePrices } from './sample-prices'

type Used = { area: BiddingArea; day: CalendarDate }

/** The day and area by which the most charges were priced that are billed, or that are not. */
async function findUsed(isBilled: boolean): Promise<Used | undefined> {
  const rows = (await getDb().execute(sql`
    select l #>> '{note,area}' as area, ((r.started_at at time zone ${BILLING_ZONE})::date)::text as day
    from ratings r join cdrs c on c.id = r.cdr_id and c.status = 'accepted' and not c.credit,
      json_array_elements(r.lines) l
    where r.superseded_at is null and l #>> '{note,kind}' = 'spot'
      and exists (select 1 from invoiced_cdrs b where b.cdr_id = r.cdr_id) = ${isBilled}
    group by 1, 2 order by count(distinct r.cdr_id) desc, 2, 1 limit 1`)) as unknown as Used[] // the columns of the statement
  return rows[0]
}

export async function correctUsedPrices(ctx: SystemCtx): Promise<void> {
  for (const isBilled of [true, false]) {
    const used = await findUsed(isBilled)
    if (used) await correctSamplePrices(ctx, used.area, used.day)
  }
}

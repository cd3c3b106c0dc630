import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { reRateCdr } from '../re-rate-cdr'

/** As many as a job does without holding up others for long; what is left comes with the next price. */
const MOST = 2000

/** Rates again what is held because a spot price, the area it would be one of, or a rate was not known. Safe to repeat. */
export async function rateAwaitingPrices(ctx: SystemCtx): Promise<{ rated: number; waiting: number }> {
  authorize(ctx, 'cdr:review')
  const rows = (await reader(ctx).execute(sql`
    select c.id from cdrs c where c.status = 'held' and exists (
      select 1 from cdr_findings f where f.cdr_id = c.id and (f.code in ('SPOT_PRICE_MISSING', 'BIDDING_AREA_UNKNOWN', 'EXCHANGE_RATE_MISSING')
        -- From before rates were applied, when every other currency was held.
        or f.code = 'FOREIGN_CURRENCY' and f.severity = 'hold' and not c.home_charging))
    order by c.started_at, c.id limit ${MOST}`)) as unknown as { id: CdrId }[] // the column of the statement
  let rated = 0
  for (const { id } of rows) {
    try {
      if ((await reRateCdr(ctx, id)) === 'accepted') rated += 1
    } catch (error) {
      // Somebody decided it, or it was billed, since it was listed.
      if (!(error instanceof AppError)) throw error
    }
  }
  return { rated, waiting: rows.length - rated }
}

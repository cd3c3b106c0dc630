import { hotSql } from '@/db/client'
import type { SystemCtx } from '@/lib/auth/context'
import { DAY_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { env } from '@/lib/platform/env'

const BATCH = 5_000
/** An hour's run takes so many at the most: nothing else waits for it. */
const BATCHES = 200

/**
 * Forgets messages after `MESSAGE_DAYS`. What they brought stays with its evidence: CDRs, sessions, tariffs. In small
 * batches, each a statement of its own, so that it disturbs nobody and may be interrupted. Scheduled.
 */
export async function pruneExchanges(ctx: SystemCtx, batch = BATCH): Promise<number> {
  const before = toIsoInstant(instant(ctx.clock.now() - env().messageDays * DAY_MS))
  let count = 0
  for (let round = 0; round < BATCHES; round += 1) {
    const gone = await hotSql()`
      delete from ocpi_exchanges where id in (
        select id from ocpi_exchanges where at < ${before}::text::timestamptz order by at limit ${batch})`
    count += gone.count
    if (gone.count < batch) break
  }
  return count
}

import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, HOUR_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { enqueue } from '@/lib/platform/queue'

const EVERY_MS = 7 * DAY_MS
const SPLAY_MS = 6 * HOUR_MS

/**
 * Asks for a run with every connected partner whose last one is a week old: what held before may not hold any more. Not
 * all at once, and not with partners that are paused or do not answer.
 */
export async function planRuns(ctx: SystemCtx): Promise<void> {
  const now = ctx.clock.now()
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      select p.id from partners p
      where p.state = 'registered' and p.live_at is not null and not p.paused and p.circuit is null and not exists (
        select 1 from conformance_runs r
        where r.partner_id = p.id and r.requested_at > ${toIsoInstant(instant(now - EVERY_MS))}::timestamptz)`)) as unknown as {
      id: PartnerId
    }[] // the column of the statement
    for (const { id } of rows)
      await enqueue(
        tx.db,
        'request-conformance',
        { partnerId: id },
        { key: `request-conformance:${id}`, maxAttempts: 1, runAt: now + Math.random() * SPLAY_MS },
      )
  })
}

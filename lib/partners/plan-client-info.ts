import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { MINUTE_MS } from '@/lib/kernel/time'
import { enqueue } from '@/lib/platform/queue'

const SPLAY_MS = 5 * MINUTE_MS

/** Every registered hub is asked for its list of parties: a pushed change may have been lost. Scheduled. */
export async function planClientInfo(ctx: SystemCtx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const hubs = (await tx.db.execute(sql`
      select id from partners where hub_party is not null and state = 'registered' and not paused`)) as unknown as {
      id: PartnerId
    }[] // the column of the statement
    for (const { id } of hubs) {
      const runAt = tx.clock.now() + Math.random() * SPLAY_MS
      await enqueue(tx.db, 'pull-client-info', { partnerId: id, initial: false }, { key: `client-info:${id}`, runAt })
    }
  })
}

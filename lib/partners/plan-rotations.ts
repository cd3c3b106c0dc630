import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, HOUR_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { enqueue } from '@/lib/platform/queue'

const SPLAY_MS = HOUR_MS

/**
 * Renews the tokens of connections whose time has come (guide VC-23). One that failed is tried again after a day: the
 * old tokens stay good, and staff see why. Partners that do not answer are left out until they do.
 */
export async function planRotations(ctx: SystemCtx): Promise<void> {
  const now = ctx.clock.now()
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      select p.id from partners p join partner_credentials c on c.partner_id = p.id and c.side = 'theirs' and c.revoked_at is null
      where p.state = 'registered' and not p.paused and p.circuit is null
        and c.created_at <= ${toIsoInstant(now)}::timestamptz - make_interval(days => p.rotate_every_days)
        and not exists (select 1 from partner_events e where e.partner_id = p.id and e.outcome = 'failed'
          and e.step in ('versions_read', 'rotated') and e.at > ${toIsoInstant(instant(now - DAY_MS))}::timestamptz)`)) as unknown as {
      id: PartnerId
    }[] // the column of the statement
    for (const { id } of rows)
      await enqueue(
        tx.db,
        'rotate-credentials',
        { partnerId: id },
        { key: `rotate:${id}`, queue: `pull:${id}`, maxAttempts: 1, runAt: now + Math.random() * SPLAY_MS },
      )
  })
}

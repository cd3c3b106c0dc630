// When a partner is read and told: planned here, carried out by jobs. Everything is splayed, so that a hundred partners
// are not called in the same second (guide TR-40, TR-43, TR-44).
import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import { enqueuePull, enqueueTokenPush } from './enqueue-pull'
import { findSyncMark, type PullModule } from './sync-marks'
import { listActivePartnerIds } from './queries'

const MODULES: readonly PullModule[] = ['tariffs', 'locations', 'sessions', 'cdrs']
const DELTA_MS: Readonly<Record<PullModule, number>> = {
  tariffs: HOUR_MS,
  locations: HOUR_MS,
  sessions: 15 * MINUTE_MS,
  cdrs: HOUR_MS,
}
const FULL_MS: Readonly<Record<PullModule, number>> = {
  tariffs: DAY_MS,
  locations: DAY_MS,
  sessions: DAY_MS,
  cdrs: 7 * DAY_MS,
}
const SPLAY_MS = 2 * MINUTE_MS

/** Right after a handshake: everything is read once, tariffs before what refers to them, and our tokens are sent. */
export async function startPartnerSync(ctx: SystemCtx, partnerId: PartnerId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    for (const name of MODULES) await enqueuePull(tx.db, { partnerId, module: name, full: true })
    await enqueueTokenPush(tx.db, partnerId)
  })
}

/** Enqueues the pulls that are due. A pull that waits already is replaced, never doubled. */
export async function planPulls(ctx: SystemCtx): Promise<void> {
  const now = ctx.clock.now()
  for (const partnerId of await listActivePartnerIds()) {
    for (const name of MODULES) {
      const due = dueKind(name, await findSyncMark(partnerId, name), now)
      if (due === null) continue
      const job = { partnerId, module: name, full: due === 'full' }
      await withTransaction(ctx, (tx) => enqueuePull(tx.db, job, now + Math.random() * SPLAY_MS))
    }
  }
}

function dueKind(
  module: PullModule,
  mark: { lastFullAt: Instant | null; lastRunAt: Instant | null } | null,
  now: Instant,
): 'full' | 'delta' | null {
  const lastRunAt = mark?.lastRunAt ?? -Infinity
  const lastFullAt = mark?.lastFullAt ?? -Infinity
  if (now - lastRunAt < DELTA_MS[module]) return null
  return now - lastFullAt >= FULL_MS[module] ? 'full' : 'delta'
}

/** Says again what has not been acknowledged: a blocked card stays asserted until the partner has it (guide TR-42). */
export async function planTokenPushes(ctx: SystemCtx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      select p.id from partners p
      where p.state = 'registered' and not p.paused and exists (
        select 1 from tokens t join customers c on c.id = t.customer_id
        left join token_pushes x on x.token_id = t.id and x.partner_id = p.id
        where t.type = 'RFID' and (p.live_at is not null
          or t.id = (select o.test_token_id from onboardings o where o.partner_id = p.id)) and (x.acknowledged is null or x.acknowledged < greatest(t.last_updated, c.updated_at)))`)) as unknown as {
      id: PartnerId
    }[] // the column of the statement
    for (const { id } of rows) await enqueueTokenPush(tx.db, id)
  })
}

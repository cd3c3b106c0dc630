// When a partner is read and told: planned here, carried out by jobs. Everything is splayed, so that a hundred partners
// are not called in the same second (guide TR-40, TR-43, TR-44).
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { nextPull, PULL_MODULES, type PullModule, type PullState } from './core/sync-plan'
import { enqueuePull, enqueueTokenPush } from './enqueue-pull'

const SPLAY_MS = 2 * MINUTE_MS
/** Sessions are asked about every quarter of an hour: if nothing was asked for longer, we were away. */
const GAP_MS = 20 * MINUTE_MS

/** Right after a handshake: everything is read once, tariffs before what refers to them, and our tokens are sent. */
export async function startPartnerSync(ctx: SystemCtx, partnerId: PartnerId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    for (const name of PULL_MODULES) await enqueuePull(tx.db, { partnerId, module: name, full: true })
    await enqueueTokenPush(tx.db, partnerId)
  })
}

/**
 * Enqueues the pulls that are due. A pull that waits already is replaced, never doubled. After a gap of ours, in which
 * pushes were lost, everybody is asked at once. Partners that do not answer are left out until their pause is over.
 */
export async function planPulls(ctx: SystemCtx): Promise<void> {
  const now = ctx.clock.now()
  const states = await listPullStates(now)
  const latest = Math.max(...states.flatMap(({ marks }) => marks.map(({ lastRunAt }) => lastRunAt ?? 0)))
  const wasAway = latest > 0 && now - latest > GAP_MS
  for (const { partnerId, marks, hasQuietSessions } of states) {
    for (const name of PULL_MODULES) {
      const due = nextPull(name, marks.find((mark) => mark.module === name) ?? null)
      const full = due.full || (name === 'sessions' && hasQuietSessions)
      if (due.at > now && !wasAway && !(name === 'sessions' && hasQuietSessions)) continue
      const job = { partnerId, module: name, full }
      await withTransaction(ctx, (tx) => enqueuePull(tx.db, job, now + Math.random() * SPLAY_MS))
    }
  }
}

type PartnerPulls = {
  partnerId: PartnerId
  marks: (PullState & { module: PullModule })[]
  /** A session under way of which nothing was heard for a day, and nobody has asked (guide SES-5). */
  hasQuietSessions: boolean
}

type MarkJson = Omit<PullState, 'lastRunAt' | 'lastFullAt'> & {
  module: PullModule
  lastRunAt: number | null
  lastFullAt: number | null
}

async function listPullStates(now: Instant): Promise<PartnerPulls[]> {
  const rows = (await getDb().execute(sql`
    select p.id as "partnerId", coalesce(m.marks, '[]'::json) as marks, exists (
      select 1 from sessions s where s.partner_id = p.id and s.status in ('ACTIVE', 'PENDING') and s.stale_at is null
        and s.last_updated < ${toIsoInstant(instant(now - DAY_MS))}::timestamptz) as "hasQuietSessions"
    from partners p left join lateral (
      select json_agg(json_build_object('module', k.module, 'lastRunAt', extract(epoch from k.last_run_at)::float8 * 1000,
        'lastFullAt', extract(epoch from k.last_full_at)::float8 * 1000, 'observed', k.observed,
        'cursor', case when k.cursor is not null then json_build_object('full', k.cursor -> 'full') end)) as marks
      from sync_marks k where k.partner_id = p.id
    ) m on true
    where p.state = 'registered' and not p.paused
      and (p.circuit is null or (p.circuit ->> 'until')::float8 <= ${now}::float8)
    order by p.id`)) as unknown as (Omit<PartnerPulls, 'marks'> & { marks: MarkJson[] })[] // the columns of the statement
  const moment = (value: number | null) => (value === null ? null : instant(Math.round(value)))
  return rows.map(({ marks, ...row }) => ({
    ...row,
    marks: marks.map((mark) => ({ ...mark, lastRunAt: moment(mark.lastRunAt), lastFullAt: moment(mark.lastFullAt) })),
  }))
}

/** Says again what has not been acknowledged: a blocked card stays asserted until the partner has it (guide TR-42). */
export async function planTokenPushes(ctx: SystemCtx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      select p.id from partners p
      where p.state = 'registered' and not p.paused and (p.circuit is null or (p.circuit ->> 'until')::float8 <= ${ctx.clock.now()}::float8)
        and exists (select 1 from partner_endpoints e where e.partner_id = p.id and e.identifier = 'tokens' and e.role = 'RECEIVER') and exists (
        select 1 from tokens t join customers c on c.id = t.customer_id
        left join token_pushes x on x.token_id = t.id and x.partner_id = p.id
        where t.type = 'RFID' and (p.live_at is not null
          or t.id = (select o.test_token_id from onboardings o where o.partner_id = p.id)) and (x.acknowledged is null or x.acknowledged < greatest(t.last_updated, c.updated_at)))`)) as unknown as {
      id: PartnerId
    }[] // the column of the statement
    for (const { id } of rows) await enqueueTokenPush(tx.db, id)
  })
}

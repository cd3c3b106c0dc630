import { and, eq, isNull, notInArray, sql } from 'drizzle-orm'
import { reader, type Tx } from '@/db/client'
import { chargeNotices, chargeWatches } from '@/db/schema/guard'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { newId } from '@/lib/kernel/ids'
import { DAY_MS, instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { logger } from '@/lib/platform/logger'
import type { Session } from '@/lib/roaming/core/session'
import { excludeTwins } from '@/lib/roaming/exclude-twins'
import { estimatedSessions, loadEstimate, type EstimatedSession } from '../charges/load-estimate'
import { currentTypeOf, sortPeriods } from '../core/charge-facts'
import { watchCharge, type GuardNotice } from '../core/guard'
import { standingPerMinute } from '../core/standing-cost'
import { loadHabits } from './load-habits'

const MOST_PER_ROUND = 100
const MOST_ROUNDS = 50
/** What ended long ago is for its account to tell. */
const RECENT_MS = 40 * DAY_MS

/**
 * Looks at every session of a customer that has changed since it was last looked at: keeps the estimate that the
 * customer is shown, and tells what is worth knowing while there is still something to do about it, once per kind and
 * session. Safe to run twice and at the same time.
 */
export async function guardCharges(ctx: SystemCtx): Promise<{ watched: number; told: number }> {
  authorize(ctx, 'session:read')
  const total = { watched: 0, told: 0 }
  const failed = new Set<string>()
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const rows = (await changedSessions(ctx)).filter((row) => !failed.has(row.id))
    for (const row of rows) {
      try {
        total.told += await watch(ctx, row)
        total.watched += 1
      } catch (error) {
        // One session that cannot be read must not leave the others unwatched.
        failed.add(row.id)
        logger.error('guard.session', error, { sessionId: row.id })
      }
    }
    if (rows.length < MOST_PER_ROUND) break
  }
  return total
}

async function changedSessions(ctx: SystemCtx): Promise<EstimatedSession[]> {
  const since = toIsoInstant(instant(ctx.clock.now() - RECENT_MS))
  const rows = await reader(ctx).execute(sql`
    ${estimatedSessions(sql`s.status in ('ACTIVE', 'PENDING', 'COMPLETED') and s.started_at >= ${since}::timestamptz
      and ${sql.raw(excludeTwins('sessions', 's'))}
      and not exists (select 1 from charge_watches w where w.session_id = s.id and w.session_updated >= s.last_updated)`)}
    order by s.last_updated, s.id limit ${MOST_PER_ROUND}`)
  return rows as unknown as EstimatedSession[] // the columns of the statement
}

type Watched = Pick<typeof chargeWatches.$inferSelect, 'energyKwh' | 'energySince'>

async function watch(ctx: SystemCtx, row: EstimatedSession): Promise<number> {
  const { body } = row
  return withTransaction(ctx, async (tx) => {
    const [known] = await tx.db.select().from(chargeWatches).where(eq(chargeWatches.sessionId, row.id)).for('update')
    const { input, powerType, price, priceOf, lateFrom } = await loadEstimate(tx.db, row)
    const energySince = energySinceOf(body, known)
    const notices =
      body.endedAt !== null || row.status === 'COMPLETED'
        ? []
        : watchCharge({
            startedAt: body.startedAt,
            seenAt: body.lastUpdated,
            energySince,
            current: currentTypeOf(powerType),
            grossMinor: price?.grossMinor ?? null,
            standingPerMinute: input && standingPerMinute(input, priceOf),
            ...(await loadHabits(tx.db, row, currentTypeOf(powerType))),
          })
    const now = tx.clock.now()
    // What stood when the account was due is what was promised: nothing that is told later makes it more.
    const isLate = lateFrom !== null && now >= lateFrom
    await keepWatch(tx.db, row, { energySince, price: isLate ? (known ?? null) : price, checkedAt: now })
    return tell(tx, row, notices)
  })
}

/** Since when the session has given no more: by what was seen before, or by its own periods where they say so. */
function energySinceOf(session: Session, known: Watched | undefined): Instant {
  const periods = sortPeriods(session.chargingPeriods)
  const gives = ({ dimensions }: { dimensions: { type: string; volume: DecimalString }[] }) =>
    dimensions.some(({ type, volume }) => type === 'ENERGY' && !decimal(volume).isZero())
  const last = periods.findLastIndex(gives)
  const byPeriods = last === -1 ? undefined : periods[last + 1]?.startedAt
  const isNothing = decimal(session.energyKwh).isZero()
  const isSame = known !== undefined && decimal(known.energyKwh).equals(session.energyKwh)
  const seen = isNothing ? session.startedAt : isSame ? known.energySince : session.lastUpdated
  return byPeriods !== undefined && byPeriods < seen ? byPeriods : seen
}

type Look = {
  energySince: Instant
  price: { netMinor: bigint | null; grossMinor: bigint | null } | null
  checkedAt: Instant
}

async function keepWatch(db: Tx, { id, body }: EstimatedSession, look: Look): Promise<void> {
  const values = {
    energyKwh: body.energyKwh,
    energySince: look.energySince,
    netMinor: look.price?.netMinor ?? null,
    grossMinor: look.price?.grossMinor ?? null,
    sessionUpdated: body.lastUpdated,
    checkedAt: look.checkedAt,
  }
  await db
    .insert(chargeWatches)
    .values({ sessionId: id, ...values })
    .onConflictDoUpdate({ target: chargeWatches.sessionId, set: values })
}

/** Each kind is told once; its figures follow while it holds, and what is over is marked so. */
async function tell(
  ctx: SystemCtx & { readonly db: Tx },
  { id: sessionId, customer_id: customerId }: EstimatedSession,
  notices: readonly GuardNotice[],
): Promise<number> {
  const now = ctx.clock.now()
  const kinds = notices.map(({ kind }) => kind)
  await ctx.db
    .update(chargeNotices)
    .set({ endedAt: now })
    .where(
      and(
        eq(chargeNotices.sessionId, sessionId),
        isNull(chargeNotices.endedAt),
        kinds.length > 0 ? notInArray(chargeNotices.kind, kinds) : undefined,
      ),
    )
  let told = 0
  for (const { kind, facts } of notices) {
    const id = newId('chargeNotice', now)
    const [row] = await ctx.db
      .insert(chargeNotices)
      .values({ id, sessionId, customerId, kind, facts, at: now })
      .onConflictDoUpdate({ target: [chargeNotices.sessionId, chargeNotices.kind], set: { facts, endedAt: null } })
      .returning({ id: chargeNotices.id })
    if (row?.id !== id) continue
    told += 1
    await audit(ctx, {
      action: 'charge.notice',
      entity: 'session',
      entityId: sessionId,
      customerId,
      after: { kind, facts },
    })
  }
  return told
}

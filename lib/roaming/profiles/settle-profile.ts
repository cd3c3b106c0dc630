// What became of a request about a charging profile, and what the station says it goes by.
import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { activeProfiles, profileRequests } from '@/db/schema/control'
import { sessions } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx, PartnerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId, ProfileRequestId, SessionId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret } from '@/lib/platform/crypto'
import { enqueue } from '@/lib/platform/queue'
import { patienceMs } from '../commands/settle-command'
import {
  waitAfterTooOften,
  type ActiveChargingProfile,
  type ProfileRequestState,
  type ProfileResponseType,
  type ProfileResultType,
} from '../core/charging-profile'
import { foldId } from '../core/common'

type Sender = CustomerCtx | StaffCtx

/** The CPO's synchronous answer. TOO_OFTEN sets the moment before which we do not ask again, later each time. */
export async function noteProfileResponse(
  ctx: Sender,
  requestId: ProfileRequestId,
  answer: { result: ProfileResponseType; timeoutSeconds: number | null; message?: string },
): Promise<void> {
  await withTransaction<Sender, void>(ctx, async (tx) => {
    const now = ctx.clock.now()
    const { result, timeoutSeconds } = answer
    const accepted = result === 'ACCEPTED'
    const tooOften = result === 'TOO_OFTEN'
    const retryAt = tooOften ? instant(now + waitAfterTooOften((await countTooOften(tx.db, requestId)) + 1)) : null
    const [settled] = await tx.db
      .update(profileRequests)
      .set({
        state: accepted ? 'accepted_by_cpo' : tooOften ? 'too_often' : 'rejected',
        result: accepted ? null : result,
        message: answer.message ?? null,
        timeoutAt: instant(now + patienceMs(timeoutSeconds)),
        finishedAt: accepted ? null : now,
        retryAt,
      })
      // The result may have come before the answer to our request did.
      .where(and(eq(profileRequests.id, requestId), eq(profileRequests.state, 'requested')))
      .returning({ partnerId: profileRequests.partnerId })
    if (settled && result === 'UNKNOWN_SESSION') await readSessionsAgain(tx.db, settled.partnerId)
    await audit(tx, { action: 'profile.answer', entity: 'profile_request', entityId: requestId, after: { result } })
  })
}

/** How often in a row the partner has said so of this session, before this request. */
async function countTooOften(db: Tx, requestId: ProfileRequestId): Promise<number> {
  const [asked] = await db
    .select({ sessionId: profileRequests.sessionId })
    .from(profileRequests)
    .where(eq(profileRequests.id, requestId))
  if (!asked) return 0
  const before = await db
    .select({ state: profileRequests.state })
    .from(profileRequests)
    .where(and(eq(profileRequests.sessionId, asked.sessionId), lt(profileRequests.id, requestId)))
    .orderBy(desc(profileRequests.id))
    .limit(10)
  const other = before.findIndex(({ state }) => state !== 'too_often')
  return other === -1 ? before.length : other
}

/** The CPO does not know a session that we show as running (CMD-13). */
async function readSessionsAgain(db: Tx, partnerId: PartnerId): Promise<void> {
  const job = { partnerId, module: 'sessions', full: true } as const
  await enqueue(db, 'pull-module', job, { key: `pull:${partnerId}:sessions`, maxAttempts: 5 })
}

/** We could not hear an answer: the station may go by it all the same. */
export async function noteProfileSilence(ctx: Sender, requestId: ProfileRequestId, message: string): Promise<void> {
  await withTransaction<Sender, void>(ctx, async (tx) => {
    await tx.db
      .update(profileRequests)
      .set({ state: 'unknown', message, finishedAt: ctx.clock.now() })
      .where(and(eq(profileRequests.id, requestId), eq(profileRequests.state, 'requested')))
    await audit(tx, { action: 'profile.silence', entity: 'profile_request', entityId: requestId, reason: message })
  })
}

/**
 * The asynchronous result, taken once, from the partner that was asked and at the address that only it knows; a late one
 * too. With the result of a reading comes what the station goes by.
 */
export async function noteProfileResult(
  ctx: PartnerCtx,
  request: { kind: string; requestId: string; secret: string },
  answer: { result: ProfileResultType; active?: ActiveChargingProfile | null; received: unknown },
): Promise<'taken' | 'repeated' | 'unknown'> {
  return withTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({
        id: profileRequests.id,
        kind: profileRequests.kind,
        result: profileRequests.result,
        sessionId: profileRequests.sessionId,
      })
      .from(profileRequests)
      .where(
        and(
          eq(profileRequests.id, request.requestId as ProfileRequestId), // compared, whatever its shape
          eq(profileRequests.partnerId, ctx.partnerId),
          eq(profileRequests.responseHash, hashSecret(request.secret)),
        ),
      )
      .for('update')
    if (!row || row.kind !== request.kind) return 'unknown'
    if (row.result !== null) return 'repeated'
    const { result, active, received } = answer
    await tx.db
      .update(profileRequests)
      .set({ state: stateAfter(result), result, finishedAt: ctx.clock.now() })
      .where(eq(profileRequests.id, row.id))
    if (active) await keepActive(tx, row.sessionId, { active, received, source: 'asked' })
    await audit(tx, { action: 'profile.result', entity: 'profile_request', entityId: row.id, after: { result } })
    return 'taken'
  })
}

function stateAfter(result: ProfileResultType): ProfileRequestState {
  if (result === 'ACCEPTED') return 'done'
  return result === 'REJECTED' ? 'rejected' : 'unknown'
}

/** The partner tells of its own accord what the station goes by now (CP-3). False for a session that is not known from it. */
export async function noteActiveProfile(
  ctx: PartnerCtx,
  sessionOcpiId: string,
  told: { active: ActiveChargingProfile; received: unknown },
): Promise<boolean> {
  return withTransaction(ctx, async (tx) => {
    const [session] = await tx.db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.partnerId, ctx.partnerId), sql`upper(${sessions.ocpiId}) = ${foldId(sessionOcpiId)}`))
      .orderBy(desc(sessions.startedAt))
      .limit(1)
    if (!session) return false
    await keepActive(tx, session.id, { ...told, source: 'told' })
    await audit(tx, { action: 'profile.told', entity: 'session', entityId: session.id, after: told.active })
    return true
  })
}

type Told = { active: ActiveChargingProfile; received: unknown; source: 'asked' | 'told' }

/** What was worked out earlier than what is known changes nothing: messages overtake each other. */
async function keepActive(
  ctx: { readonly db: Tx; readonly partnerId: PartnerId; readonly clock: { now(): Instant } },
  sessionId: SessionId,
  { active, received, source }: Told,
): Promise<void> {
  const kept = { profile: active, received, source, receivedAt: ctx.clock.now() }
  await ctx.db
    .insert(activeProfiles)
    .values({ sessionId, partnerId: ctx.partnerId, ...kept })
    .onConflictDoUpdate({
      target: activeProfiles.sessionId,
      set: kept,
      setWhere: sql`(${activeProfiles.profile}->>'calculatedAt')::numeric <= ${active.calculatedAt}`,
    })
}

/** Requests whose answer or result is overdue become unknown; a late result is still taken. Scheduled. */
export async function expireProfileRequests(ctx: SystemCtx): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    const expired = await tx.db
      .update(profileRequests)
      .set({ state: 'unknown', finishedAt: now })
      .where(and(inArray(profileRequests.state, ['requested', 'accepted_by_cpo']), lt(profileRequests.timeoutAt, now)))
      .returning({ id: profileRequests.id })
    for (const { id } of expired) await audit(tx, { action: 'profile.expire', entity: 'profile_request', entityId: id })
    return expired.length
  })
}

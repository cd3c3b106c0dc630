import { and, eq, inArray, lt, or } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { commands } from '@/db/schema/commands'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx, PartnerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { CommandId, ReservationId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS, SECOND_MS, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret } from '@/lib/platform/crypto'
import { enqueue } from '@/lib/platform/queue'
import type { CommandKind, CommandResultType, CommandState } from '../core/command'
import { settleReservation, type ReservationAnswer } from '../reservations/settle-reservation'

type Sender = CustomerCtx | StaffCtx
type Open = { readonly db: Tx; readonly clock: { now(): Instant } }
type Settled = { kind: CommandKind; reservationId: ReservationId | null }
const LONGEST_PATIENCE_SECONDS = 600
const DEFAULT_PATIENCE_SECONDS = 60

/** How long we wait for a result, as the partner says, within bounds (CMD-5). */
export function patienceMs(timeoutSeconds: number | null): number {
  const seconds = timeoutSeconds && timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_PATIENCE_SECONDS
  return Math.min(seconds, LONGEST_PATIENCE_SECONDS) * SECOND_MS
}

async function tellReservation(
  ctx: Open,
  { kind, reservationId }: Settled,
  answer: Pick<ReservationAnswer, 'step' | 'result'>,
): Promise<void> {
  if (reservationId) await settleReservation(ctx, { reservationId, kind, ...answer })
}

/** The CPO's synchronous answer. Only an acceptance is followed by a result (CMD-5). */
export async function noteCommandResponse(
  ctx: Sender,
  commandId: CommandId,
  answer: { result: string; timeoutSeconds: number | null; message: string | null },
): Promise<void> {
  await withTransaction<Sender, void>(ctx, async (tx) => {
    const accepted = answer.result === 'ACCEPTED'
    const state: CommandState = accepted ? 'accepted_by_cpo' : 'rejected'
    const now = ctx.clock.now()
    const [settled] = await tx.db
      .update(commands)
      .set({
        state,
        result: accepted ? null : answer.result,
        message: answer.message,
        timeoutAt: instant(now + patienceMs(answer.timeoutSeconds)),
        finishedAt: accepted ? null : now,
      })
      // The result may have come before the answer to our request did.
      .where(and(eq(commands.id, commandId), eq(commands.state, 'requested')))
      .returning({ kind: commands.kind, reservationId: commands.reservationId })
    if (settled) await tellReservation(tx, settled, { step: 'response', result: answer.result })
    await readAgain(tx, commandId, answer.result)
    await audit(tx, {
      action: 'command.answer',
      entity: 'command',
      entityId: commandId,
      after: { result: answer.result },
    })
  })
}

/** The CPO does not know what we show: a session as running (CMD-13), or a place. One of us missed something. */
async function readAgain({ db }: { readonly db: Tx }, commandId: CommandId, result: string): Promise<void> {
  const modules = { UNKNOWN_SESSION: 'sessions', UNKNOWN_LOCATION: 'locations' } as const
  const missed = modules[result as keyof typeof modules]
  if (!missed) return
  const [row] = await db.select({ partnerId: commands.partnerId }).from(commands).where(eq(commands.id, commandId))
  if (!row) return
  const job = { partnerId: row.partnerId, module: missed, full: true } as const
  await enqueue(db, 'pull-module', job, { key: `pull:${row.partnerId}:${missed}`, maxAttempts: 5 })
}

/** We could not hear an answer: the charge may start all the same, so it is unknown, not failed (CMD-5, CMD-6). */
export async function noteCommandSilence(ctx: Sender, commandId: CommandId, message: string): Promise<void> {
  await withTransaction<Sender, void>(ctx, async (tx) => {
    const [settled] = await tx.db
      .update(commands)
      .set({ state: 'unknown', message, finishedAt: ctx.clock.now() })
      .where(and(eq(commands.id, commandId), eq(commands.state, 'requested')))
      .returning({ kind: commands.kind, reservationId: commands.reservationId })
    if (settled) await tellReservation(tx, settled, { step: 'silence', result: null })
    await audit(tx, { action: 'command.silence', entity: 'command', entityId: commandId, reason: message })
  })
}

/**
 * The asynchronous result, taken once, from the partner that was asked and at the address that only it knows (CMD-4).
 * A late result of a command that we gave up is taken too, and so is the end of a reservation that had been confirmed
 * (CMD-12). `unknown` for anybody else.
 */
export async function noteCommandResult(
  ctx: PartnerCtx,
  command: { kind: string; commandId: string; secret: string },
  answer: { result: CommandResultType; message: string | null },
): Promise<'taken' | 'repeated' | 'unknown'> {
  return withTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({
        id: commands.id,
        kind: commands.kind,
        result: commands.result,
        reservationId: commands.reservationId,
      })
      .from(commands)
      .where(
        and(
          eq(commands.id, command.commandId as CommandId), // compared, whatever its shape
          eq(commands.partnerId, ctx.partnerId),
          eq(commands.responseHash, hashSecret(command.secret)),
        ),
      )
      .for('update')
    if (!row || row.kind !== command.kind.toUpperCase()) return 'unknown'
    const { result, message } = answer
    const ends = row.kind === 'RESERVE_NOW' && row.result === 'ACCEPTED' && result === 'CANCELED_RESERVATION'
    if (row.result !== null && !ends) return 'repeated'
    await tx.db
      .update(commands)
      .set({ state: ends ? 'done' : stateAfter(row.kind, result), result, message, finishedAt: ctx.clock.now() })
      .where(eq(commands.id, row.id))
    await tellReservation(tx, row, { step: 'result', result })
    await readAgain(tx, row.id, result)
    await audit(tx, { action: 'command.result', entity: 'command', entityId: row.id, after: { result } })
    return 'taken'
  })
}

function stateAfter(kind: CommandKind, result: CommandResultType): CommandState {
  if (result === 'TIMEOUT') return 'unknown'
  if (result === 'ACCEPTED') return kind === 'START_SESSION' ? 'accepted_by_station' : 'done'
  // What was reserved has been let go again; that it was confirmed before may come later.
  if (kind === 'RESERVE_NOW' && result === 'CANCELED_RESERVATION') return 'done'
  // The wish to have no reservation is fulfilled when there is none.
  const none = result === 'CANCELED_RESERVATION' || result === 'UNKNOWN_RESERVATION'
  return none && kind === 'CANCEL_RESERVATION' ? 'done' : 'rejected'
}

/** A station has agreed, and no car was plugged in: sooner or later nobody waits for it any more. */
const STATION_PATIENCE_MS = 15 * MINUTE_MS

/** Commands whose answer or whose session is overdue become unknown; a session that comes later still outranks that. Scheduled. */
export async function expireCommands(ctx: SystemCtx): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    const unanswered = and(inArray(commands.state, ['requested', 'accepted_by_cpo']), lt(commands.timeoutAt, now))
    const unused = and(
      eq(commands.state, 'accepted_by_station'),
      lt(commands.finishedAt, instant(now - STATION_PATIENCE_MS)),
    )
    const expired = await tx.db
      .update(commands)
      .set({ state: 'unknown', finishedAt: now })
      .where(or(unanswered, unused))
      .returning({ id: commands.id, kind: commands.kind, reservationId: commands.reservationId })
    for (const row of expired) {
      await tellReservation(tx, row, { step: 'silence', result: null })
      await audit(tx, { action: 'command.expire', entity: 'command', entityId: row.id })
    }
    return expired.length
  })
}

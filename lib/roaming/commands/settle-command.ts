import { and, eq, inArray, lt, or } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { commands } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx, PartnerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { CommandId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS, SECOND_MS } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret } from '@/lib/platform/crypto'
import { enqueue } from '@/lib/platform/queue'
import type { CommandResultType, CommandState } from '../core/command'

type Sender = CustomerCtx | StaffCtx
const LONGEST_PATIENCE_SECONDS = 600
const DEFAULT_PATIENCE_SECONDS = 60

/** The CPO's synchronous answer. Only an acceptance is followed by a result (CMD-5). */
export async function noteCommandResponse(
  ctx: Sender,
  commandId: CommandId,
  answer: { result: string; timeoutSeconds: number | null; message: string | null },
): Promise<void> {
  await withTransaction<Sender, void>(ctx, async (tx) => {
    const accepted = answer.result === 'ACCEPTED'
    const state: CommandState = accepted ? 'accepted_by_cpo' : 'rejected'
    const patience = Math.min(
      answer.timeoutSeconds && answer.timeoutSeconds > 0 ? answer.timeoutSeconds : DEFAULT_PATIENCE_SECONDS,
      LONGEST_PATIENCE_SECONDS,
    )
    const now = ctx.clock.now()
    await tx.db
      .update(commands)
      .set({
        state,
        result: accepted ? null : answer.result,
        message: answer.message,
        timeoutAt: instant(now + patience * SECOND_MS),
        finishedAt: accepted ? null : now,
      })
      // The result may have come before the answer to our request did.
      .where(and(eq(commands.id, commandId), eq(commands.state, 'requested')))
    if (answer.result === 'UNKNOWN_SESSION') await readSessionsAgain(tx, commandId)
    await audit(tx, {
      action: 'command.answer',
      entity: 'command',
      entityId: commandId,
      after: { result: answer.result },
    })
  })
}

/** The CPO does not know a session that we show as running: one of us missed something (CMD-13). */
async function readSessionsAgain({ db }: { readonly db: Tx }, commandId: CommandId): Promise<void> {
  const [row] = await db.select({ partnerId: commands.partnerId }).from(commands).where(eq(commands.id, commandId))
  if (!row) return
  const job = { partnerId: row.partnerId, module: 'sessions', full: true } as const
  await enqueue(db, 'pull-module', job, { key: `pull:${row.partnerId}:sessions`, maxAttempts: 5 })
}

/** We could not hear an answer: the charge may start all the same, so it is unknown, not failed (CMD-5, CMD-6). */
export async function noteCommandSilence(ctx: Sender, commandId: CommandId, message: string): Promise<void> {
  await withTransaction<Sender, void>(ctx, async (tx) => {
    await tx.db
      .update(commands)
      .set({ state: 'unknown', message, finishedAt: ctx.clock.now() })
      .where(and(eq(commands.id, commandId), eq(commands.state, 'requested')))
    await audit(tx, { action: 'command.silence', entity: 'command', entityId: commandId, reason: message })
  })
}

/**
 * The asynchronous result, taken once, from the partner that was asked and at the address that only it knows (CMD-4).
 * A late result of a command that we gave up is taken too. `unknown` for anybody else.
 */
export async function noteCommandResult(
  ctx: PartnerCtx,
  command: { commandId: string; secret: string },
  answer: { result: CommandResultType; message: string | null },
): Promise<'taken' | 'repeated' | 'unknown'> {
  return withTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ id: commands.id, kind: commands.kind, state: commands.state, result: commands.result })
      .from(commands)
      .where(
        and(
          eq(commands.id, command.commandId as CommandId),
          eq(commands.partnerId, ctx.partnerId),
          eq(commands.responseHash, hashSecret(command.secret)),
        ),
      ) // compared, whatever its shape
      .for('update')
    if (!row) return 'unknown'
    if (row.result !== null) return 'repeated'
    await tx.db
      .update(commands)
      .set({
        state: stateAfter(row.kind, answer.result),
        result: answer.result,
        message: answer.message,
        finishedAt: ctx.clock.now(),
      })
      .where(eq(commands.id, row.id))
    await audit(tx, { action: 'command.result', entity: 'command', entityId: row.id, after: { result: answer.result } })
    return 'taken'
  })
}

function stateAfter(kind: string, result: CommandResultType): CommandState {
  if (result === 'ACCEPTED') return kind === 'STOP_SESSION' ? 'done' : 'accepted_by_station'
  return result === 'TIMEOUT' ? 'unknown' : 'rejected'
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
      .returning({ id: commands.id })
    for (const { id } of expired) await audit(tx, { action: 'command.expire', entity: 'command', entityId: id })
    return expired.length
  })
}

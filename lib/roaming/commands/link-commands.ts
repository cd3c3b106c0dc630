import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { CommandId, SessionId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { SESSION_OF_COMMAND } from './queries'

/**
 * Writes down which session a start has led to, also after a refusal or a time-out (CMD-6): then the session is right
 * and the answer was not. Scheduled; shows nothing that the queries do not show before.
 */
export async function linkCommands(ctx: SystemCtx): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const linked = (await tx.db.execute(sql`
      update commands set session_id = found.session_id, state = 'done', finished_at = coalesce(commands.finished_at, now())
      from (
        select c.id, s.id as session_id from commands c ${SESSION_OF_COMMAND}
        where c.kind = 'START_SESSION' and c.session_id is null and s.id is not null
          and c.requested_at > now() - interval '2 days'
      ) found
      where commands.id = found.id
      returning commands.id, commands.session_id, commands.result`)) as unknown as {
      id: CommandId
      session_id: SessionId
      result: string | null
    }[] // the columns of the statement
    for (const { id, session_id: sessionId, result } of linked)
      await audit(tx, { action: 'command.link', entity: 'command', entityId: id, after: { sessionId, result } })
    return linked.length
  })
}

import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { CommandId, SessionId } from '@/lib/kernel/ids'
import type { CommandKind, CommandState } from '../core/command'

/** Where a wish to start or stop stands. A session with its reference outranks every answer: then it charges (CMD-6). */
export type MyCommand = {
  id: CommandId
  kind: CommandKind
  state: CommandState
  sessionId: SessionId | null
  result: string | null
}

type Row = {
  id: CommandId
  kind: CommandKind
  state: CommandState
  session_id: SessionId | null
  session_status: string | null
  result: string | null
}

function toCommand(row: Row): MyCommand {
  const started = row.kind === 'START_SESSION' && row.session_id !== null
  const ended = row.session_status === 'COMPLETED' || row.session_status === 'INVALID'
  const state = started ? (ended ? 'done' : 'active') : row.kind === 'STOP_SESSION' && ended ? 'done' : row.state
  return { id: row.id, kind: row.kind, state, sessionId: row.session_id, result: row.result }
}

export async function findMyCommand(ctx: CustomerCtx, commandId: CommandId): Promise<MyCommand | null> {
  const [row] = (await reader(ctx).execute(sql`
    select c.id, c.kind, c.state, s.id as session_id, s.status as session_status, c.result
    from commands c
    left join sessions s on s.partner_id = c.partner_id
      and (s.id = c.session_id or (c.authorization_reference is not null and s.authorization_reference = c.authorization_reference))
    where c.id = ${commandId} and c.customer_id = ${ctx.customerId}
    limit 1`)) as unknown as Row[] // the columns of the statement
  return row ? toCommand(row) : null
}

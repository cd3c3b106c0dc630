import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { CommandId, ReservationId, SessionId } from '@/lib/kernel/ids'
import type { CommandKind, CommandState } from '../core/command'

/** Where a wish stands. A session outranks every answer to a start: then it charges (CMD-6). */
export type MyCommand = {
  id: CommandId
  kind: CommandKind
  state: CommandState
  sessionId: SessionId | null
  reservationId: ReservationId | null
  result: string | null
}

export type CommandFacts = {
  kind: CommandKind
  state: CommandState
  session_id: SessionId | null
  session_status: string | null
}

/**
 * The session `s` that a command `c` stops or has started: by the reference that we gave; else, where the session
 * carries none of ours, the one that the same customer began at the same charge point soon after (2.1.1 knows no
 * references). A reservation that waits is no charge.
 */
export const SESSION_OF_COMMAND = sql`
  left join lateral (
    select s.id, s.status from sessions s
    where s.partner_id = c.partner_id and (s.id = c.session_id or (c.kind = 'START_SESSION' and s.status <> 'RESERVATION'
      and s.customer_id = c.customer_id and (s.authorization_reference = c.authorization_reference or (
        upper(s.evse_uid) = upper(c.evse_uid) and (s.token_id is null or s.token_id = c.token_id)
        and s.started_at between c.requested_at - interval '2 minutes' and c.requested_at + interval '30 minutes'
        and not exists (select 1 from authorizations a where a.id = s.authorization_reference)
        and not exists (select 1 from commands n where n.customer_id = c.customer_id and n.kind = 'START_SESSION'
          and n.evse_uid = c.evse_uid and n.requested_at > c.requested_at
          and n.requested_at <= s.started_at + interval '2 minutes')))))
    order by (s.id = c.session_id) desc nulls last, (s.authorization_reference = c.authorization_reference) desc nulls last,
      s.started_at limit 1
  ) s on true`

/** What is shown of a command: what its session says, else what was answered. */
export function commandState({ kind, state, session_id, session_status }: CommandFacts): CommandState {
  const ended = session_status === 'COMPLETED' || session_status === 'INVALID'
  if (kind === 'START_SESSION' && session_id !== null)
    return ended ? 'done' : session_status === 'PENDING' ? 'session_pending' : 'active'
  return kind === 'STOP_SESSION' && ended ? 'done' : state
}

export async function findMyCommand(ctx: CustomerCtx, commandId: CommandId): Promise<MyCommand | null> {
  const [row] = (await reader(ctx).execute(sql`
    select c.id, c.kind, c.state, c.reservation_id, s.id as session_id, s.status as session_status, c.result
    from commands c ${SESSION_OF_COMMAND}
    where c.id = ${commandId} and c.customer_id = ${ctx.customerId}
    limit 1`)) as unknown as (CommandFacts & {
    id: CommandId
    reservation_id: ReservationId | null
    result: string | null
  })[] // the columns of the statement
  if (!row) return null
  const { id, kind, session_id: sessionId, reservation_id: reservationId, result } = row
  return { id, kind, state: commandState(row), sessionId, reservationId, result }
}

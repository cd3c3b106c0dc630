// What was asked of stations, for staff: at a place, or of a session.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CommandId, CustomerId, LocationId, SessionId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import type { CommandKind, CommandState } from '../core/command'
import { commandState, SESSION_OF_COMMAND, type CommandFacts } from './queries'

export type CommandRow = {
  id: CommandId
  kind: CommandKind
  state: CommandState
  result: string | null
  message: string | null
  evseUid: string | null
  connectorId: string | null
  customerId: CustomerId | null
  customerName: string | null
  /** Of ours who asked; null for the customer. */
  askedBy: string | null
  sessionId: SessionId | null
  requestedAt: Instant
  finishedAt: Instant | null
}

type Row = CommandFacts &
  Pick<
    CommandRow,
    'id' | 'result' | 'message' | 'evseUid' | 'connectorId' | 'customerId' | 'customerName' | 'askedBy'
  > & {
    requested: number
    finished: number | null
  }

export type CommandsOf = { locationId: LocationId } | { sessionId: SessionId } | { commandId: CommandId }

/** Newest first. */
export async function listCommands(ctx: StaffCtx, of: CommandsOf, limit = 20): Promise<CommandRow[]> {
  authorize(ctx, 'session:read')
  const which: SQL =
    'commandId' in of
      ? sql`c.id = ${of.commandId}`
      : 'locationId' in of
        ? sql`exists (select 1 from locations l where l.id = ${of.locationId} and l.partner_id = c.partner_id
          and upper(l.ocpi_id) = upper(c.location_ocpi_id))`
        : sql`c.session_id = ${of.sessionId} or c.authorization_reference =
          (select x.authorization_reference from sessions x where x.id = ${of.sessionId} and x.partner_id = c.partner_id)`
  const rows = (await reader(ctx).execute(sql`
    select c.id, c.kind, c.state, c.result, c.message, c.evse_uid as "evseUid", c.connector_id as "connectorId",
      c.customer_id as "customerId", k.name as "customerName", case when u.role <> 'customer' then u.name end as "askedBy",
      s.id as session_id, s.status as session_status, extract(epoch from c.requested_at)::float8 * 1000 as requested,
      extract(epoch from c.finished_at)::float8 * 1000 as finished
    from commands c ${SESSION_OF_COMMAND}
    left join customers k on k.id = c.customer_id
    left join users u on u.id = c.requested_by
    where ${which}
    order by c.requested_at desc, c.id desc limit ${limit}`)) as unknown as Row[] // the columns of the statement
  return rows.map(({ session_id, session_status, requested, finished, ...row }) => ({
    ...row,
    state: commandState({ ...row, session_id, session_status }),
    sessionId: session_id,
    requestedAt: instant(Math.round(requested)),
    finishedAt: finished === null ? null : instant(Math.round(finished)),
  }))
}

export async function getCommand(ctx: StaffCtx, commandId: CommandId): Promise<CommandRow> {
  const [row] = await listCommands(ctx, { commandId }, 1)
  if (!row) throw new NotFoundError('command', commandId)
  return row
}

import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { CommandId, EvseId, LocationId, ReservationId, SessionId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant, type TimeZone } from '@/lib/kernel/time'
import { OPEN_RESERVATION, type CommandState, type ReservationQuote, type ReservationState } from '../core/command'

export type MyReservation = {
  id: ReservationId
  state: ReservationState
  isOpen: boolean
  placeName: string
  socketName: string
  timeZone: TimeZone
  locationId: LocationId
  evseId: EvseId
  /** To start at: the charge point's only connector, or null where the customer has to choose. */
  connectorId: string | null
  cancellable: boolean
  quote: ReservationQuote | null
  requestedAt: Instant
  expiresAt: Instant
  endedAt: Instant | null
  endedBy: 'customer' | 'operator' | 'time' | 'charge' | null
  /** Why the operator refused. */
  result: string | null
  /** Where the newest wish to cancel it stands. */
  cancellation: { commandId: CommandId; state: CommandState; result: string | null } | null
  sessionId: SessionId | null
}

type Row = Omit<
  MyReservation,
  'state' | 'isOpen' | 'requestedAt' | 'expiresAt' | 'endedAt' | 'cancellation' | 'sessionId'
> & {
  shown_state: ReservationState
  requested: number
  expires: number
  ended: number | null
  session_id: SessionId | null
  cancel_id: CommandId | null
  cancel_state: CommandState | null
  cancel_result: string | null
}

/**
 * The session `s` of a reservation `r`: that which carries its reference or that of a start from it; else what the same
 * customer began there meanwhile, with none of our references. A charge outranks the wait for it.
 */
export const SESSION_OF_RESERVATION = sql`
  left join lateral (
    select s.id, s.status, s.status in ('ACTIVE', 'PENDING') or (s.status = 'COMPLETED' and s.energy_kwh > 0) as charged
    from sessions s
    where s.customer_id = r.customer_id and s.partner_id = r.partner_id and (
      s.authorization_reference = r.authorization_reference
      or s.authorization_reference in (select c.authorization_reference from commands c
        where c.reservation_id = r.id and c.kind = 'START_SESSION')
      or (upper(s.evse_uid) = upper(r.evse_uid) and s.started_at between r.requested_at and r.expires_at
        and not exists (select 1 from authorizations a where a.id = s.authorization_reference)))
    order by s.status = 'RESERVATION', s.started_at desc limit 1
  ) s on true`

/** Where a reservation stands at `now`: what its session says, else its time, else what was answered. */
export const stateAt = (now: Instant): SQL => {
  const at = sql`${toIsoInstant(now)}::timestamptz`
  return sql`case when s.charged then 'used'
    when r.state in ('used', 'cancelled', 'expired') then r.state
    when r.state = 'refused' and s.id is null then 'refused'
    when s.status in ('COMPLETED', 'INVALID') then case when r.expires_at <= ${at} then 'expired' else 'cancelled' end
    when r.expires_at <= ${at} then 'expired'
    when s.status = 'RESERVATION' then 'active' else r.state end`
}

async function load(ctx: CustomerCtx, which: SQL): Promise<MyReservation | null> {
  const state = stateAt(ctx.clock.now())
  const [row] = (await reader(ctx).execute(sql`
    select r.id, ${state} as shown_state, r.place_name as "placeName", r.socket_name as "socketName",
      r.time_zone as "timeZone", e.location_id as "locationId", r.evse_id as "evseId",
      case when jsonb_array_length(e.body->'connectors') = 1 then e.body->'connectors'->0->>'id' end as "connectorId",
      r.cancellable, r.quote, r.ended_by as "endedBy", k.result, s.id as session_id,
      extract(epoch from r.requested_at)::float8 * 1000 as requested, extract(epoch from r.expires_at)::float8 * 1000 as expires,
      extract(epoch from r.ended_at)::float8 * 1000 as ended,
      n.id as cancel_id, n.state as cancel_state, n.result as cancel_result
    from reservations r
    join evses e on e.id = r.evse_id
    left join commands k on k.id = r.command_id
    left join lateral (select n.id, n.state, n.result from commands n
      where n.reservation_id = r.id and n.kind = 'CANCEL_RESERVATION' order by n.requested_at desc, n.id desc limit 1) n on true
    ${SESSION_OF_RESERVATION}
    where r.customer_id = ${ctx.customerId} and ${which}
    order by r.requested_at desc, r.id desc limit 1`)) as unknown as Row[] // the columns of the statement
  return row ? toReservation(row) : null
}

function toReservation(row: Row): MyReservation {
  const {
    shown_state: state,
    requested,
    expires,
    ended,
    session_id,
    cancel_id,
    cancel_state,
    cancel_result,
    ...rest
  } = row
  return {
    ...rest,
    state,
    isOpen: OPEN_RESERVATION.includes(state),
    requestedAt: instant(Math.round(requested)),
    expiresAt: instant(Math.round(expires)),
    endedAt: ended === null ? null : instant(Math.round(ended)),
    cancellation:
      cancel_id && cancel_state ? { commandId: cancel_id, state: cancel_state, result: cancel_result } : null,
    sessionId: session_id,
  }
}

/** Another customer's reservation does not exist. */
export function findMyReservation(ctx: CustomerCtx, reservationId: ReservationId): Promise<MyReservation | null> {
  return load(ctx, sql`r.id = ${reservationId}`)
}

/** The reservation that the customer holds or waits for now. */
export async function findMyOpenReservation(ctx: CustomerCtx): Promise<MyReservation | null> {
  const found = await load(
    ctx,
    sql`r.expires_at > ${toIsoInstant(ctx.clock.now())}::timestamptz and r.state not in ('used', 'cancelled', 'expired')`,
  )
  return found?.isOpen ? found : null
}

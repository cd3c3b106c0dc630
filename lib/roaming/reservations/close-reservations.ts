import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { CustomerId, ReservationId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import type { ReservationState } from '../core/command'
import { SESSION_OF_RESERVATION, stateAt } from './queries'

/** Writes down how reservations have ended: used, let go by the operator, or run out. Scheduled; queries show it before. */
export async function closeReservations(ctx: SystemCtx): Promise<number> {
  return withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    const closed = (await tx.db.execute(sql`
      update reservations set state = found.state, session_id = found.session_id,
        confirmed_at = case when found.state = 'active' then coalesce(reservations.confirmed_at, ${toIsoInstant(now)}::timestamptz) else reservations.confirmed_at end,
        ended_at = case when found.state = 'active' then null when found.state = 'expired' then reservations.expires_at
          else coalesce(reservations.ended_at, ${toIsoInstant(now)}::timestamptz) end,
        ended_by = case found.state when 'used' then 'charge' when 'expired' then 'time' when 'cancelled' then coalesce(reservations.ended_by, 'operator') end
      from (
        select r.id, ${stateAt(now)} as state, s.id as session_id
        from reservations r ${SESSION_OF_RESERVATION}
        where r.state in ('requested', 'active', 'unknown')
          -- What was given up may be used all the same.
          or (r.state in ('refused', 'expired', 'cancelled') and r.requested_at > ${toIsoInstant(now)}::timestamptz - interval '1 day')
      ) found
      where reservations.id = found.id and reservations.state <> found.state
      returning reservations.id, reservations.customer_id, reservations.state`)) as unknown as {
      id: ReservationId
      customer_id: CustomerId
      state: ReservationState
    }[] // the columns of the statement
    for (const { id, customer_id: customerId, state } of closed)
      await audit(tx, {
        action: 'reservation.close',
        entity: 'reservation',
        entityId: id,
        customerId,
        after: { state },
      })
    return closed.length
  })
}

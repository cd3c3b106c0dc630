// What the answers to RESERVE_NOW and CANCEL_RESERVATION mean for the reservation. In the transaction of the command.
import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { reservations } from '@/db/schema/control'
import type { ReservationId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { OPEN_RESERVATION, type CommandKind, type ReservationState } from '../core/command'

type Ctx = { readonly db: Tx; readonly clock: { now(): Instant } }
export type ReservationAnswer = {
  reservationId: ReservationId
  kind: CommandKind
  /** Of the synchronous answer, of the result, or that nobody answered. */
  step: 'response' | 'result' | 'silence'
  result: string | null
}

/** The station held the place and lets it go, or never held it. */
const GONE: readonly (string | null)[] = ['ACCEPTED', 'CANCELED_RESERVATION', 'UNKNOWN_RESERVATION']

/** Moves the reservation as the answer says. An answer that comes twice or late changes nothing that has ended. */
export async function settleReservation(ctx: Ctx, answer: ReservationAnswer): Promise<void> {
  const { reservationId, kind, step, result } = answer
  if (kind === 'RESERVE_NOW') {
    if (result === 'CANCELED_RESERVATION') return end(ctx, reservationId, 'operator')
    return confirm(ctx, reservationId, step, result)
  }
  // An accepted request to cancel has done nothing yet; the result says whether it has (CMD-5).
  if (kind === 'CANCEL_RESERVATION' && step === 'result' && GONE.includes(result))
    return end(ctx, reservationId, 'customer')
}

async function confirm(ctx: Ctx, id: ReservationId, step: ReservationAnswer['step'], result: string | null) {
  const now = ctx.clock.now()
  const state = stateAfter(step, result)
  if (!state) return
  await ctx.db
    .update(reservations)
    .set(
      state === 'active'
        ? { state, confirmedAt: now }
        : state === 'refused'
          ? { state, endedAt: now, endedBy: 'operator' }
          : { state },
    )
    .where(and(eq(reservations.id, id), inArray(reservations.state, ['requested', 'unknown'])))
}

function stateAfter(step: ReservationAnswer['step'], result: string | null): ReservationState | null {
  if (step === 'silence' || result === 'TIMEOUT') return 'unknown'
  if (result === 'ACCEPTED') return step === 'result' ? 'active' : null
  return 'refused'
}

async function end(ctx: Ctx, id: ReservationId, endedBy: 'customer' | 'operator'): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db
    .update(reservations)
    .set({ state: 'cancelled', endedAt: now, endedBy })
    .where(
      and(
        eq(reservations.id, id),
        inArray(reservations.state, [...OPEN_RESERVATION]),
        // After its time it has expired, whatever comes late.
        gt(reservations.expiresAt, now),
      ),
    )
}

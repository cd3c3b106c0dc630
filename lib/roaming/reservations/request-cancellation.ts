import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { reservations } from '@/db/schema/control'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { ReservationId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { findTarget, partyOf, requireReachable } from '../commands/find-target'
import { lockCustomer } from '../commands/request-start'
import { writeCommand, type RequestedCommand } from '../commands/write-command'
import { findMyReservation } from './queries'

export type RequestedCancellation = RequestedCommand & { reservationId: ReservationId }

/** Writes the wish to let an open reservation go. A partner of 2.1.1 has no word for it, and none is sent. */
export async function requestCancellation(
  ctx: CustomerCtx,
  reservationId: ReservationId,
): Promise<RequestedCancellation> {
  return withTransaction(ctx, async (tx) => {
    await lockCustomer(tx)
    const reservation = await findMyReservation(tx, reservationId)
    if (!reservation) throw new NotFoundError('reservation', reservationId)
    if (!reservation.isOpen) throw new PreconditionError('the reservation has ended')
    if (!reservation.cancellable) throw new PreconditionError('this operator cannot cancel a reservation')
    const [row] = await tx.db
      .select({
        partnerId: reservations.partnerId,
        tokenId: reservations.tokenId,
        locationOcpiId: reservations.locationOcpiId,
        evseUid: reservations.evseUid,
        state: partners.state,
        paused: partners.paused,
      })
      .from(reservations)
      .innerJoin(partners, eq(partners.id, reservations.partnerId))
      .where(eq(reservations.id, reservationId))
    const target = await findTarget(tx.db, reservation.evseId)
    if (!row || !target) throw new NotFoundError('reservation', reservationId)
    // The way that it was asked for is the only one on which it is known.
    requireReachable(row)
    const { partnerId, tokenId, locationOcpiId, evseUid } = row
    const command = await writeCommand(tx, partyOf(target), {
      kind: 'CANCEL_RESERVATION',
      partnerId,
      customerId: ctx.customerId,
      tokenId,
      locationOcpiId,
      evseUid,
      reservationId,
    })
    await audit(tx, {
      action: 'reservation.cancel',
      entity: 'reservation',
      entityId: reservationId,
      customerId: ctx.customerId,
    })
    return { ...command, reservationId }
  })
}

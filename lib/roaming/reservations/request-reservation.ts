import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { reservations } from '@/db/schema/control'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { newId, type AuthorizationId, type EvseId, type QuoteId, type ReservationId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { authorizeCommand } from '../commands/authorize-command'
import { findTarget, partyOf, requireReachable } from '../commands/find-target'
import { lockCustomer, refusalOf } from '../commands/request-start'
import { writeCommand, type RequestedCommand } from '../commands/write-command'
import { canDo } from '../core/capabilities'
import { OPEN_RESERVATION, RESERVATION_MINUTES, type ReservationQuote } from '../core/command'
import type { Token } from '../core/token'

export type RequestedReservation = RequestedCommand & {
  reservationId: ReservationId
  reservationNumber: number
  token: Token
  locationId: string
  evseUid: string
  expiresAt: Instant
  authorizationReference: AuthorizationId
}

export type ReservationInput = {
  evseId: EvseId
  minutes: number
  quote: ReservationQuote | null
  quoteId?: QuoteId | null
}

/**
 * Authorises the customer as for a card and writes the wish to have a free charge point held. `quote` is the price that
 * the customer has seen, `quoteId` the one that is kept of it. Refuses a second reservation beside an open one: a customer holds one place at a time.
 */
export async function requestReservation(ctx: CustomerCtx, input: ReservationInput): Promise<RequestedReservation> {
  if (!RESERVATION_MINUTES.some((known) => known === input.minutes))
    throw new InvalidError('no such length of a reservation', 'minutes')
  const outcome = await withTransaction(ctx, async (tx) => {
    await lockCustomer(tx)
    const target = await findTarget(tx.db, input.evseId)
    if (!target || !target.publish) throw new NotFoundError('charge point', input.evseId)
    requireReachable(target)
    if (!canDo(target.body, 'reserve') || target.status !== 'AVAILABLE')
      throw new PreconditionError('this charge point cannot be reserved now')
    const now = ctx.clock.now()
    if (await hasOpenReservation(tx, now)) throw new PreconditionError('another reservation is open')
    const { partnerId, locationId, evseUid } = target
    const decision = await authorizeCommand(tx, { partnerId, locationId, evseUid })
    if (!decision.ok) return { ok: false as const, refused: decision.allowed }
    const { tokenId, token, reference } = decision
    const reservationId = newId('reservation', now)
    const expiresAt = instant(now + input.minutes * MINUTE_MS)
    const command = await writeCommand(tx, partyOf(target), {
      kind: 'RESERVE_NOW',
      partnerId,
      customerId: ctx.customerId,
      tokenId,
      locationOcpiId: locationId,
      evseUid,
      reservationId,
      quoteId: input.quoteId ?? null,
      authorizationReference: reference,
    })
    const [row] = await tx.db
      .insert(reservations)
      .values({
        id: reservationId,
        partnerId,
        customerId: ctx.customerId,
        tokenId,
        evseId: input.evseId,
        locationOcpiId: locationId,
        evseUid,
        placeName: target.placeName,
        socketName: target.physicalReference ?? target.evseId ?? evseUid,
        timeZone: target.timeZone,
        authorizationReference: reference,
        commandId: command.commandId,
        state: 'requested',
        cancellable: target.version !== '2.1.1',
        quote: input.quote,
        requestedAt: now,
        expiresAt,
      })
      .returning({ number: reservations.number })
    await audit(tx, {
      action: 'reservation.request',
      entity: 'reservation',
      entityId: reservationId,
      customerId: ctx.customerId,
      after: { location: locationId, evse: evseUid, minutes: input.minutes, quote: input.quote },
    })
    const reservationNumber = row!.number // inserted just above
    const request = { reservationId, reservationNumber, token, locationId, evseUid, expiresAt }
    return { ok: true as const, request: { ...command, ...request, authorizationReference: reference } }
  })
  if (!outcome.ok) throw refusalOf(outcome.refused)
  return outcome.request
}

async function hasOpenReservation(ctx: CustomerCtx & { readonly db: Tx }, now: Instant): Promise<boolean> {
  const [open] = await ctx.db
    .select({ id: reservations.id })
    .from(reservations)
    .where(
      and(
        eq(reservations.customerId, ctx.customerId),
        inArray(reservations.state, [...OPEN_RESERVATION]),
        gt(reservations.expiresAt, now),
      ),
    )
  return open !== undefined
}

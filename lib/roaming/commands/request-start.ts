import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { reservations } from '@/db/schema/control'
import { customers } from '@/db/schema/customers'
import { commands } from '@/db/schema/commands'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { ForbiddenError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { AuthorizationId, EvseId, QuoteId, ReservationId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { canDo } from '../core/capabilities'
import { OPEN_RESERVATION } from '../core/command'
import { foldId } from '../core/common'
import type { AllowedType, Token } from '../core/token'
import { authorizeCommand } from './authorize-command'
import { findTarget, partyOf, requireReachable } from './find-target'
import { writeCommand, type RequestedCommand } from './write-command'

export type RequestedStart = RequestedCommand & {
  token: Token
  locationId: string
  evseUid: string
  connectorId: string
  authorizationReference: AuthorizationId
}

/** `quoteId`: the price that the customer has read and starts on; it is kept with the wish. */
export type StartInput = { evseId: EvseId; connectorId: string; quoteId?: QuoteId }

type Locked = CustomerCtx & { readonly db: Tx }

/**
 * Authorises the customer as for a card (CMD-7) and writes the wish to start at a connector, which is always named
 * (CMD-9). Refuses a customer who may not charge, a place that is not shown or cannot be started from afar, and a
 * second start while one is under way. A reservation that the customer holds there is used by it.
 */
export async function requestStart(ctx: CustomerCtx, input: StartInput): Promise<RequestedStart> {
  const outcome = await withTransaction(ctx, async (tx) => {
    await lockCustomer(tx)
    const target = await findTarget(tx.db, input.evseId)
    const connector = target?.body.connectors.find((candidate) => foldId(candidate.id) === foldId(input.connectorId))
    if (!target || !connector || !target.publish) throw new NotFoundError('connector', input.connectorId)
    requireReachable(target)
    if (!canDo(target.body, 'remoteStart')) throw new PreconditionError('this charge point cannot be started from here')
    if (await hasOpenStart(tx)) throw new PreconditionError('a start is under way')
    const { partnerId, locationId, evseUid } = target
    const decision = await authorizeCommand(tx, { partnerId, locationId, evseUid })
    if (!decision.ok) return { ok: false as const, refused: decision.allowed }
    const command = await writeCommand(tx, partyOf(target), {
      kind: 'START_SESSION',
      partnerId,
      customerId: ctx.customerId,
      tokenId: decision.tokenId,
      locationOcpiId: locationId,
      evseUid,
      connectorId: connector.id,
      reservationId: await findOwnReservation(tx, input.evseId),
      quoteId: input.quoteId ?? null,
      authorizationReference: decision.reference,
    })
    await audit(tx, {
      action: 'charging.start',
      entity: 'command',
      entityId: command.commandId,
      customerId: ctx.customerId,
      after: { location: locationId, evse: evseUid },
    })
    const { token, reference } = decision
    const request = { token, locationId, evseUid, connectorId: connector.id, authorizationReference: reference }
    return { ok: true as const, request: { ...command, ...request } }
  })
  if (!outcome.ok) throw refusalOf(outcome.refused)
  return outcome.request
}

/** The decision is kept; the customer is told. */
export function refusalOf(allowed: AllowedType): ForbiddenError {
  return new ForbiddenError(`charging is not allowed: ${allowed}`)
}

/** One customer starts or reserves one thing at a time: the row lock makes a double press one command. */
export async function lockCustomer(ctx: Locked): Promise<void> {
  await ctx.db.select({ id: customers.id }).from(customers).where(eq(customers.id, ctx.customerId)).for('update')
}

async function hasOpenStart(ctx: Locked): Promise<boolean> {
  const [open] = await ctx.db
    .select({ id: commands.id })
    .from(commands)
    .where(
      and(
        eq(commands.customerId, ctx.customerId),
        eq(commands.kind, 'START_SESSION'),
        inArray(commands.state, ['requested', 'accepted_by_cpo']),
        sql`${commands.timeoutAt} > ${toIsoInstant(ctx.clock.now())}::timestamptz`,
      ),
    )
  return open !== undefined
}

async function findOwnReservation(ctx: Locked, evseId: EvseId): Promise<ReservationId | null> {
  const [own] = await ctx.db
    .select({ id: reservations.id })
    .from(reservations)
    .where(
      and(
        eq(reservations.customerId, ctx.customerId),
        eq(reservations.evseId, evseId),
        inArray(reservations.state, [...OPEN_RESERVATION]),
        sql`${reservations.expiresAt} > ${toIsoInstant(ctx.clock.now())}::timestamptz`,
      ),
    )
  return own?.id ?? null
}

// A command is written down before it is sent: what we asked, for whom, and how its answer will be known.
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { customers } from '@/db/schema/customers'
import { partners } from '@/db/schema/partners'
import { authorizations, commands, evses, locations, sessions, tokens } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { ForbiddenError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import {
  newId,
  type AuthorizationId,
  type CommandId,
  type EvseId,
  type PartnerId,
  type SessionId,
} from '@/lib/kernel/ids'
import { instant, SECOND_MS } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret, newSecretPath } from '@/lib/platform/crypto'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { foldId } from '../core/common'
import type { Token } from '../core/token'
import { ensureAppToken } from '../tokens/issue-token'

/** Until the CPO has answered with a time of its own. */
const FIRST_PATIENCE_MS = 120 * SECOND_MS

export type RequestedStart = {
  commandId: CommandId
  partnerId: PartnerId
  secret: string
  token: Token
  locationId: string
  evseUid: string
  connectorId: string
  authorizationReference: AuthorizationId
}
export type RequestedStop = { commandId: CommandId; partnerId: PartnerId; secret: string; sessionId: string }

async function tokenOf(db: Tx, ctx: CustomerCtx): Promise<{ token: Token; id: (typeof tokens.$inferSelect)['id'] }> {
  const id = await ensureAppToken({ ...ctx, db }, ctx.customerId)
  const [row] = await db
    .select({ token: tokens, allowed: customers.chargingAllowed })
    .from(tokens)
    .innerJoin(customers, eq(customers.id, tokens.customerId))
    .where(eq(tokens.id, id))
  if (!row || row.token.state !== 'active' || !row.allowed) throw new ForbiddenError('charging is not allowed')
  const { token } = row
  return {
    id,
    token: {
      countryCode: OUR_PARTY.countryCode,
      partyId: OUR_PARTY.partyId,
      uid: token.uid,
      type: token.type,
      contractId: token.contractId,
      visualNumber: token.visualNumber,
      issuer: token.issuer,
      groupId: token.groupId,
      valid: true,
      whitelist: token.whitelist,
      language: token.language,
      lastUpdated: token.lastUpdated,
    },
  }
}

/**
 * Authorises the customer as for a card (CMD-7) and writes the wish to start at a connector. Refuses a customer who may
 * not charge, a place that is not shown, and a second start while one is under way.
 */
export async function requestStart(
  ctx: CustomerCtx,
  input: { evseId: EvseId; connectorId: string },
): Promise<RequestedStart> {
  return withTransaction(ctx, async (tx) => {
    // One customer starts one charge at a time: the row lock makes a double press one command.
    await tx.db.select({ id: customers.id }).from(customers).where(eq(customers.id, ctx.customerId)).for('update')
    const [place] = await tx.db
      .select({
        partnerId: locations.partnerId,
        locationId: locations.ocpiId,
        evseUid: evses.uid,
        body: evses.body,
        publish: locations.publish,
        state: partners.state,
        paused: partners.paused,
      })
      .from(evses)
      .innerJoin(locations, eq(locations.id, evses.locationId))
      .innerJoin(partners, eq(partners.id, locations.partnerId))
      .where(eq(evses.id, input.evseId))
    const connector = place?.body.connectors.find((candidate) => foldId(candidate.id) === foldId(input.connectorId))
    if (!place || !connector || !place.publish) throw new NotFoundError('connector', input.connectorId)
    if (place.state !== 'registered' || place.paused) throw new PreconditionError('the operator cannot be reached')
    const now = ctx.clock.now()
    const [open] = await tx.db
      .select({ id: commands.id })
      .from(commands)
      .where(
        and(
          eq(commands.customerId, ctx.customerId),
          eq(commands.kind, 'START_SESSION'),
          inArray(commands.state, ['requested', 'accepted_by_cpo']),
          sql`${commands.timeoutAt} > ${new Date(now).toISOString()}::timestamptz`,
        ),
      )
    if (open) throw new PreconditionError('a start is under way')
    const { token, id: tokenId } = await tokenOf(tx.db, ctx)
    const authorizationReference = newId('authorization', now)
    const commandId = newId('command', now)
    const secret = newSecretPath()
    await tx.db.insert(authorizations).values({
      id: authorizationReference,
      at: now,
      partnerId: place.partnerId,
      tokenId,
      customerId: ctx.customerId,
      tokenUid: token.uid,
      allowed: 'ALLOWED',
      reason: 'command',
      locationId: place.locationId,
      evseUid: place.evseUid,
      requestId: ctx.requestId,
    })
    await tx.db.insert(commands).values({
      id: commandId,
      kind: 'START_SESSION',
      partnerId: place.partnerId,
      customerId: ctx.customerId,
      requestedBy: ctx.userId,
      tokenId,
      locationOcpiId: place.locationId,
      evseUid: place.evseUid,
      connectorId: connector.id,
      authorizationReference,
      state: 'requested',
      responseHash: hashSecret(secret),
      requestedAt: now,
      timeoutAt: instant(now + FIRST_PATIENCE_MS),
    })
    await audit(tx, {
      action: 'charging.start',
      entity: 'command',
      entityId: commandId,
      customerId: ctx.customerId,
      after: { location: place.locationId, evse: place.evseUid },
    })
    return {
      commandId,
      partnerId: place.partnerId,
      secret,
      token,
      locationId: place.locationId,
      evseUid: place.evseUid,
      connectorId: connector.id,
      authorizationReference,
    }
  })
}

/** Writes the wish to stop a running session: the customer's own, or any for staff who may. */
export async function requestStop(ctx: CustomerCtx | StaffCtx, sessionId: SessionId): Promise<RequestedStop> {
  if (ctx.actor === 'staff') authorize(ctx, 'session:stop')
  return withTransaction<CustomerCtx | StaffCtx, RequestedStop>(ctx, async (tx) => {
    const mine = ctx.actor === 'customer' ? eq(sessions.customerId, ctx.customerId) : undefined
    const [session] = await tx.db
      .select({
        partnerId: sessions.partnerId,
        ocpiId: sessions.ocpiId,
        status: sessions.status,
        customerId: sessions.customerId,
      })
      .from(sessions)
      .where(and(eq(sessions.id, sessionId), mine))
    if (!session) throw new NotFoundError('session', sessionId)
    if (session.status !== 'ACTIVE' && session.status !== 'PENDING')
      throw new PreconditionError('the session has ended')
    const now = ctx.clock.now()
    const commandId = newId('command', now)
    const secret = newSecretPath()
    await tx.db.insert(commands).values({
      id: commandId,
      kind: 'STOP_SESSION',
      partnerId: session.partnerId,
      customerId: session.customerId,
      requestedBy: ctx.userId,
      sessionId,
      state: 'requested',
      responseHash: hashSecret(secret),
      requestedAt: now,
      timeoutAt: instant(now + FIRST_PATIENCE_MS),
    })
    await audit(tx, {
      action: 'charging.stop',
      entity: 'command',
      entityId: commandId,
      customerId: session.customerId,
      after: { session: session.ocpiId },
    })
    return { commandId, partnerId: session.partnerId, secret, sessionId: session.ocpiId }
  })
}

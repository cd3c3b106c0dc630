import { eq } from 'drizzle-orm'
import { onboardings } from '@/db/schema/conformance'
import { customers } from '@/db/schema/customers'
import { authorizations, tokens } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { ForbiddenError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { newId, type EvseId } from '@/lib/kernel/ids'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { audit } from '@/lib/platform/audit'
import { findTarget, partyOf, requireReachable } from './find-target'
import type { RequestedStart } from './request-start'
import { writeCommand } from './write-command'

/**
 * Writes the wish to start a charge with the test card of an onboarding, at any charge point of that partner, whether or
 * not customers see it yet. It charges the card's customer like any other start.
 */
export async function requestTestStart(
  ctx: StaffCtx,
  input: { evseId: EvseId; connectorId: string },
): Promise<RequestedStart> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const target = await findTarget(tx.db, input.evseId)
    const connector = target?.body.connectors.find(({ id }) => id === input.connectorId)
    if (!target || !connector) throw new NotFoundError('connector', input.connectorId)
    requireReachable(target)
    const { partnerId, locationId, evseUid } = target
    const [card] = await tx.db
      .select({ token: tokens, allowed: customers.chargingAllowed })
      .from(onboardings)
      .innerJoin(tokens, eq(tokens.id, onboardings.testTokenId))
      .innerJoin(customers, eq(customers.id, tokens.customerId))
      .where(eq(onboardings.partnerId, partnerId))
    if (!card) throw new PreconditionError('no test card has been chosen')
    const { token } = card
    if (!card.allowed || token.state !== 'active') throw new ForbiddenError('the test card may not charge')
    const authorizationReference = newId('authorization', ctx.clock.now())
    await tx.db.insert(authorizations).values({
      id: authorizationReference,
      at: ctx.clock.now(),
      partnerId,
      tokenId: token.id,
      customerId: token.customerId,
      tokenUid: token.uid,
      allowed: 'ALLOWED',
      reason: 'command',
      locationId,
      evseUid,
      requestId: ctx.requestId,
    })
    const command = await writeCommand(tx, partyOf(target), {
      kind: 'START_SESSION',
      partnerId,
      customerId: token.customerId,
      tokenId: token.id,
      locationOcpiId: locationId,
      evseUid,
      connectorId: connector.id,
      authorizationReference,
    })
    await audit(tx, {
      action: 'onboarding.start-charge',
      entity: 'command',
      entityId: command.commandId,
      customerId: token.customerId,
      after: { partnerId, location: locationId, evse: evseUid },
    })
    const {
      uid,
      type,
      contractId,
      visualNumber,
      issuer,
      groupId,
      toldWhitelist: whitelist,
      language,
      lastUpdated,
    } = token
    const { countryCode, partyId } = OUR_PARTY
    return {
      ...command,
      token: {
        countryCode,
        partyId,
        uid,
        type,
        contractId,
        visualNumber,
        issuer,
        groupId,
        valid: true,
        whitelist,
        language,
        lastUpdated,
      },
      locationId,
      evseUid,
      connectorId: connector.id,
      authorizationReference,
    }
  })
}

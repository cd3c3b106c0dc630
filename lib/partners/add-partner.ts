import { and, eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError } from '@/lib/kernel/errors'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { openAgreement } from './agreements/open-agreement'
import { isRegistered } from './core/partner'
import { DEFAULT_QUIRKS } from './core/quirks'
import { issueTokenA } from './issue-token-a'
import { lockPartner, movePartner } from './move-partner'
import { recordPartnerEvent } from './record-partner-event'

export type AddPartnerInput = {
  name: string
  countryCode: string
  partyId: string
  /** Said on purpose: a further connection to a party that is connected already. */
  another?: boolean
}

/**
 * Adds a partner and hands out token A, to be given to it with our versions address. The token can be read this one
 * time. Refuses a party that is connected already, unless another connection to it is meant, and one that still waits
 * for its token: that one gets a new token instead.
 */
export async function addPartner(
  ctx: StaffCtx | SystemCtx,
  input: AddPartnerInput,
): Promise<{ partnerId: PartnerId; tokenA: string }> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const countryCode = input.countryCode.toUpperCase()
    const partyId = input.partyId.toUpperCase()
    const known = (
      await tx.db
        .select({ id: partners.id, state: partners.state })
        .from(partners)
        .where(and(eq(partners.countryCode, countryCode), eq(partners.partyId, partyId)))
        .for('update')
    ).find(({ state }) => !input.another || !isRegistered(state))
    if (known) throw new ConflictError(`the party ${countryCode}*${partyId} is known already: ${known.id}`)
    const now = ctx.clock.now()
    const partnerId = newId('partner', now)
    await tx.db.insert(partners).values({
      id: partnerId,
      name: input.name,
      countryCode,
      partyId,
      state: 'token_a_issued',
      quirks: DEFAULT_QUIRKS,
      createdAt: now,
      updatedAt: now,
    })
    await openAgreement(tx.db, { partnerId, countryCode, at: now })
    const tokenA = await issueTokenA(tx, partnerId)
    await recordPartnerEvent(tx.db, { partnerId, at: now, step: 'token_a_issued' })
    await audit(tx, {
      action: 'partner.add',
      entity: 'partner',
      entityId: partnerId,
      after: { name: input.name, countryCode, partyId },
    })
    return { partnerId, tokenA }
  })
}

/** Draws up a partner that gave us its address and token; its party becomes known in the handshake. */
export async function draftPartner(ctx: StaffCtx | SystemCtx, versionsUrl: string): Promise<PartnerId> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    const partnerId = newId('partner', now)
    await tx.db.insert(partners).values({
      // Not a party's name: it stays until the partner has said who it is.
      id: partnerId,
      name: new URL(versionsUrl).host,
      countryCode: '--',
      partyId: partnerId,
      state: 'token_a_received',
      versionsUrl,
      quirks: DEFAULT_QUIRKS,
      createdAt: now,
      updatedAt: now,
    })
    await recordPartnerEvent(tx.db, { partnerId, at: now, step: 'token_a_received', detail: versionsUrl })
    await audit(tx, { action: 'partner.draft', entity: 'partner', entityId: partnerId, after: { versionsUrl } })
    return partnerId
  })
}

/** A new token A for a partner that is not registered, when the first was lost or too old. Ends the earlier one. */
export async function reissueTokenA(ctx: StaffCtx | SystemCtx, partnerId: PartnerId): Promise<string> {
  authorize(ctx, 'partner:write')
  return withTransaction(ctx, async (tx) => {
    const partner = await lockPartner(tx, partnerId)
    await movePartner(tx, partner, 'token_a_issued')
    const tokenA = await issueTokenA(tx, partnerId)
    await recordPartnerEvent(tx.db, { partnerId, at: ctx.clock.now(), step: 'token_a_issued' })
    await audit(tx, { action: 'partner.reissue-token', entity: 'partner', entityId: partnerId })
    return tokenA
  })
}

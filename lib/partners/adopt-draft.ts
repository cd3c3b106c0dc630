import { and, eq, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ocpiExchanges, partnerCredentials, partnerEvents, partners } from '@/db/schema/partners'
import { ConflictError } from '@/lib/kernel/errors'
import type { Clock } from '@/lib/platform/clock'
import { isRegistered, type CredentialsRole } from './core/partner'
import { lockPartner, movePartner, type LockedPartner } from './move-partner'

type Writing = { readonly clock: Clock; readonly db: Tx }

/** A partner that gave us its address and has not said yet who it is. */
export function isDraft(partner: LockedPartner): boolean {
  return partner.countryCode === '--'
}

/** The party that a connection stands for: its first CPO role, else its first role. */
export function mainRole(roles: readonly CredentialsRole[]): CredentialsRole | undefined {
  return roles.find((candidate) => candidate.role === 'CPO') ?? roles[0]
}

/**
 * Where a draft's handshake belongs once the partner has said who it is: to a partner that we knew before, with its
 * CDRs and its agreement, else to the draft itself. Refuses a party that is registered over another connection.
 */
export async function adoptDraft(
  ctx: Writing,
  draft: LockedPartner,
  roles: readonly CredentialsRole[],
): Promise<LockedPartner> {
  const role = mainRole(roles)
  if (!isDraft(draft) || !role) return draft
  const [taken] = await ctx.db
    .select({ id: partners.id })
    .from(partners)
    .where(
      and(
        eq(partners.countryCode, role.countryCode.toUpperCase()),
        eq(partners.partyId, role.partyId.toUpperCase()),
        ne(partners.id, draft.id),
      ),
    )
  if (!taken) return draft
  const known = await lockPartner(ctx, taken.id)
  if (isRegistered(known.state)) {
    throw new ConflictError(`the party ${role.countryCode}*${role.partyId} is registered already: ${known.id}`)
  }
  for (const table of [partnerCredentials, partnerEvents, ocpiExchanges]) {
    await ctx.db.update(table).set({ partnerId: known.id }).where(eq(table.partnerId, draft.id))
  }
  await ctx.db.delete(partners).where(eq(partners.id, draft.id))
  if (known.state === 'unregistered') {
    await movePartner(ctx, known, 'token_a_received')
    return { ...known, state: 'token_a_received' }
  }
  return known
}

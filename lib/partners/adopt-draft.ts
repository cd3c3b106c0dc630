import { and, desc, eq, ne } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { roamingAgreements } from '@/db/schema/agreements'
import { onboardings } from '@/db/schema/conformance'
import { ocpiExchanges, partnerCredentials, partnerEvents, partners } from '@/db/schema/partners'
import { ConflictError } from '@/lib/kernel/errors'
import type { Clock } from '@/lib/platform/clock'
import { isRegistered, type CredentialsRole } from './core/partner'
import { hubPartyOf, splitParty } from './core/party'
import { lockPartner, movePartner, type LockedPartner } from './move-partner'

type Writing = { readonly clock: Clock; readonly db: Tx }
type Stated = {
  readonly roles: readonly CredentialsRole[]
  readonly hubPartyId?: string | null
  readonly version: string
  readonly versionsUrl: string
}

/** A partner that gave us its address and has not said yet who it is. */
export function isDraft(partner: LockedPartner): boolean {
  return partner.countryCode === '--'
}

/** The party that a connection stands for: the hub itself, else its first CPO role, else its first role. */
export function mainRole(roles: readonly CredentialsRole[], hubPartyId?: string | null): CredentialsRole | undefined {
  const hub = hubPartyOf(roles, hubPartyId)
  if (hub) {
    const party = splitParty(hub)
    const stated = roles.find(
      (role) => `${role.countryCode}*${role.partyId}`.toUpperCase() === hub && role.role.toUpperCase() !== 'CPO',
    )
    return stated ?? { role: 'HUB', ...party, businessDetails: { name: hub.replace('*', '') } }
  }
  return roles.find((candidate) => candidate.role === 'CPO') ?? roles[0]
}

/**
 * Where a draft's handshake belongs once the partner has said who it is: to a connection of that party that has ended
 * or never came about, with its CDRs and its agreement, else to the draft itself: one party may have several
 * connections. Refuses what is registered already in the same version at the same address.
 */
export async function adoptDraft(ctx: Writing, draft: LockedPartner, stated: Stated): Promise<LockedPartner> {
  const role = mainRole(stated.roles, stated.hubPartyId)
  if (!isDraft(draft) || !role) return draft
  const others = await ctx.db
    .select({ id: partners.id, state: partners.state, version: partners.version, versionsUrl: partners.versionsUrl })
    .from(partners)
    .where(
      and(
        eq(partners.countryCode, role.countryCode.toUpperCase()),
        eq(partners.partyId, role.partyId.toUpperCase()),
        ne(partners.id, draft.id),
      ),
    )
    .orderBy(desc(partners.updatedAt))
  const same = others.find(
    (other) =>
      isRegistered(other.state) && other.version === stated.version && other.versionsUrl === stated.versionsUrl,
  )
  if (same) throw new ConflictError(`the party ${role.countryCode}*${role.partyId} is registered already: ${same.id}`)
  const waiting = others.find((other) => !isRegistered(other.state))
  if (!waiting) return draft
  const known = await lockPartner(ctx, waiting.id)
  for (const table of [partnerCredentials, partnerEvents, ocpiExchanges]) {
    await ctx.db.update(table).set({ partnerId: known.id }).where(eq(table.partnerId, draft.id))
  }
  // The latest way in is the one that staff are on.
  const [onboarding] = await ctx.db.delete(onboardings).where(eq(onboardings.partnerId, draft.id)).returning()
  if (onboarding) {
    await ctx.db.delete(onboardings).where(eq(onboardings.partnerId, known.id))
    await ctx.db.insert(onboardings).values({ ...onboarding, partnerId: known.id })
  }
  await ctx.db.delete(roamingAgreements).where(eq(roamingAgreements.partnerId, draft.id))
  await ctx.db.delete(partners).where(eq(partners.id, draft.id))
  if (known.state === 'unregistered') {
    await movePartner(ctx, known, 'token_a_received')
    return { ...known, state: 'token_a_received' }
  }
  return known
}

// A party as it is reached over a connection, and what that means for what we send. OCPI 2.2.1 §14, guide §3.8.
import type { CredentialsRole } from './partner'
import { foldParty } from './our-party'

/** As the hub states it; `unknown` where nobody has. */
export const PARTY_STATUSES = ['CONNECTED', 'OFFLINE', 'PLANNED', 'SUSPENDED', 'unknown'] as const
export type PartyStatus = (typeof PARTY_STATUSES)[number]
/** How we first heard of a party: from credentials, from HubClientInfo, or because an object of it came. */
export type PartySource = 'roles' | 'hubclientinfo' | 'object'

/**
 * Modules for which one of several connections to a party is authoritative. Tariffs are not among them: each
 * connection may have its own (guide TAR-7), so they follow the location or the CDR that refers to them. Nor are CDRs:
 * the first to come is billed (decision 0007).
 */
export const ROUTED_MODULES = ['locations', 'sessions', 'commands'] as const
export type RoutedModule = (typeof ROUTED_MODULES)[number]

/** HUB-1: nothing is sent to a party that its hub calls away, and nothing is kept to be sent later. */
export function isReachable(status: PartyStatus): boolean {
  return status === 'CONNECTED' || status === 'unknown'
}

/** The hub's own party: role HUB in 2.2.1, `hub_party_id` (`NLHUB`) in 2.3.0 (guide TR-37). Null: no hub. */
export function hubPartyOf(roles: readonly CredentialsRole[], hubPartyId?: string | null): string | null {
  if (hubPartyId && hubPartyId.length > 2) return foldParty(hubPartyId.slice(0, 2), hubPartyId.slice(2))
  const hub = roles.find(({ role }) => role.toUpperCase() === 'HUB')
  return hub ? foldParty(hub.countryCode, hub.partyId) : null
}

/** Folded `SE*KUL` taken apart. */
export function splitParty(key: string): { countryCode: string; partyId: string } {
  const [countryCode = '', partyId = ''] = key.split('*')
  return { countryCode, partyId }
}

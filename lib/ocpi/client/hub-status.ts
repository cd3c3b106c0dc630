// OCPI 2.2.1 §5: status codes of hubs, which say that a message did not reach the party that it was for.
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { foldParty } from '@/lib/partners/core/our-party'
import type { Connection } from '@/lib/partners/find-connection'
import { notePartyOffline } from '@/lib/partners/note-party-answer'
import { callPartner, PartnerCallError, type Peer, type PeerAnswer, type PeerCall } from './partner-client'

const EXPLAINED: Readonly<Record<number, string>> = {
  4000: 'the hub could not forward the message',
  4001: 'the hub does not know the party that the message is for',
  4002: 'the party behind the hub did not answer in time',
  4003: 'the party is not connected to the hub',
}

/** What a hub's status code means, in words for staff; null for every other code. */
export function explainHubStatus(code: number | null): string | null {
  return code === null ? null : (EXPLAINED[code] ?? (code >= 4000 && code < 5000 ? EXPLAINED[4000]! : null)) // it has one
}

/** The hub has spoken, not the party: asking another party, or later, may well succeed. */
export function isHubStatus(error: unknown): error is PartnerCallError & { code: number } {
  return error instanceof PartnerCallError && explainHubStatus(error.code) !== null
}

/** Calls a party behind a hub, or a partner itself. A party that its hub calls not connected is offline for us too. */
export async function callParty(
  ctx: CustomerCtx | StaffCtx | SystemCtx,
  connection: Pick<Connection, 'hubParty'>,
  peer: Peer,
  call: PeerCall,
): Promise<PeerAnswer> {
  try {
    return await callPartner(peer, call)
  } catch (error) {
    await noteHubStatus(ctx, connection, peer, error)
    throw error
  }
}

/** Keeps what a failure says of the party; every other failure is none of its business. */
export async function noteHubStatus(
  ctx: CustomerCtx | StaffCtx | SystemCtx,
  { hubParty }: Pick<Connection, 'hubParty'>,
  peer: Peer,
  error: unknown,
): Promise<void> {
  if (hubParty === null || !peer.party || !isHubStatus(error) || error.code !== 4003) return
  const party = foldParty(peer.party.countryCode, peer.party.partyId)
  if (party !== hubParty) await notePartyOffline(ctx, peer.partnerId, party)
}

// OCPI 2.2.1 §5: status codes of hubs, which say that a message did not reach the party that it was for.
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { foldParty } from '@/lib/partners/core/our-party'
import type { Connection } from '@/lib/partners/find-connection'
import { notePartyOffline } from '@/lib/partners/note-party-answer'
import { isPartyReachable } from '@/lib/partners/queries/route'
import { explainHubCode } from '../wire/hub-codes'
import { callPartner, PartnerCallError, type Peer, type PeerAnswer, type PeerCall } from './partner-client'

const NOT_CONNECTED = 4003

/** The hub has spoken, not the party: asking another party, or later, may well succeed. */
export function isHubStatus(error: unknown): error is PartnerCallError & { code: number } {
  return error instanceof PartnerCallError && explainHubCode(error.code) !== null
}

/**
 * Calls a party behind a hub, or a partner itself. Nothing is sent to a party that is known to be away (HUB-1), and one
 * that its hub calls not connected is away for us too.
 */
export async function callParty(
  ctx: CustomerCtx | StaffCtx | SystemCtx,
  connection: Pick<Connection, 'hubParty'>,
  peer: Peer,
  call: PeerCall,
): Promise<PeerAnswer> {
  const party = partyBehind(connection, peer)
  if (party !== null && !(await isPartyReachable(peer.partnerId, party)))
    throw new PartnerCallError(200, NOT_CONNECTED, explainHubCode(NOT_CONNECTED)!) // it has words
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
  connection: Pick<Connection, 'hubParty'>,
  peer: Peer,
  error: unknown,
): Promise<void> {
  const party = partyBehind(connection, peer)
  if (party !== null && isHubStatus(error) && error.code === NOT_CONNECTED)
    await notePartyOffline(ctx, peer.partnerId, party)
}

/** Folded party behind a hub that is spoken to; null where the partner itself is. */
function partyBehind({ hubParty }: Pick<Connection, 'hubParty'>, { party }: Peer): string | null {
  if (hubParty === null || !party) return null
  const key = foldParty(party.countryCode, party.partyId)
  return key === hubParty ? null : key
}

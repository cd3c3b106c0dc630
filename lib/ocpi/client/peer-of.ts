import { splitParty } from '@/lib/partners/core/party'
import type { Connection } from '@/lib/partners/find-connection'
import { codecsOf } from '../wire/codecs'
import { adoptCircuit } from './partner-circuit'
import type { Peer } from './partner-client'

/**
 * A registered partner as a peer for functional modules, whose messages are routed to its party where the version can:
 * to a hub itself, which then takes them for all of its parties (guide §1.3).
 */
export function peerOf(connection: Connection): Peer {
  adoptCircuit(connection.partnerId, connection.circuit)
  const { partnerId, serverToken, quirks, version, hubParty, countryCode, partyId } = connection
  const own = hubParty === null ? { countryCode, partyId } : splitParty(hubParty)
  return { partnerId, serverToken, quirks, party: codecsOf(version).routing ? own : null }
}

/** The same, for the party whose object the message is about: a platform or a hub serves several (guide TR-36). */
export function peerFor(connection: Connection, party: NonNullable<Peer['party']>): Peer {
  const peer = peerOf(connection)
  return { ...peer, party: peer.party && party }
}

/** The same for versions, credentials and HubClientInfo, which are never routed (guide §1.3). */
export function configurationPeerOf(connection: Connection): Peer {
  return { ...peerOf(connection), party: null }
}

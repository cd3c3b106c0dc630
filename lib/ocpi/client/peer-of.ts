import type { Connection } from '@/lib/partners/find-connection'
import type { Peer } from './partner-client'

/** A registered partner as a peer for functional modules, whose messages are routed to its party. */
export function peerOf(connection: Connection): Peer {
  const { partnerId, serverToken, tokenEncoding, countryCode, partyId } = connection
  return { partnerId, serverToken, tokenEncoding, party: { countryCode, partyId } }
}

/** The same for versions and credentials, which are never routed (guide §1.3). */
export function configurationPeerOf(connection: Connection): Peer {
  return { ...peerOf(connection), party: null }
}

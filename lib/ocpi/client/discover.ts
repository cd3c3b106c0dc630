// OCPI 2.2.1 §6: which versions a peer offers, and what the chosen one has. Guide VC-1 to VC-6.
import type { OcpiVersion } from '@/lib/auth/context'
import type { Endpoint } from '@/lib/partners/save-registration'
import { versionDetailsFromWire, versionsFromWire } from '../wire/versions'
import { callPartner, PartnerCallError, type Peer } from './partner-client'

export type Discovery = { version: OcpiVersion; endpoints: Endpoint[] }
export type DiscoveryReason = 'unreachable' | 'unsupported_version' | 'missing_endpoints'

/** The peer cannot be worked with; `reason` decides the OCPI status (3001, 3002, 3003). */
export class DiscoveryError extends Error {
  override name = 'DiscoveryError'
  constructor(
    readonly reason: DiscoveryReason,
    message: string,
    /** HTTP status where the peer refused, 0 where it did not answer. */
    readonly http: number = 0,
  ) {
    super(message)
  }
}

// What comes to us by push needs nothing of theirs, so one way to work with us is enough: hubs offer no CDRs to fetch,
// some operators no tariffs (docs/decisions/0009). What is missing is shown on the partner's page.
const ONE_OF = ['locations', 'cdrs', 'sessions', 'tariffs', 'tokens', 'commands', 'hubclientinfo']

/** Reads versions and details, and chooses the newest of `speaking` (ours, oldest first) that the peer offers. */
export async function discover(peer: Peer, versionsUrl: string, speaking: readonly OcpiVersion[]): Promise<Discovery> {
  try {
    const offered = versionsFromWire(
      (await callPartner(peer, { method: 'GET', url: versionsUrl, module: 'versions' })).data,
    ).value
    const version = speaking.toReversed().find((ours) => offered.some((entry) => entry.version === ours))
    const entry = offered.find((candidate) => candidate.version === version)
    if (!version || !entry)
      throw new DiscoveryError(
        'unsupported_version',
        `offers ${offered.map(({ version: name }) => name).join(', ') || 'no version'}`,
      )
    const details = versionDetailsFromWire(
      (await callPartner(peer, { method: 'GET', url: entry.url, module: 'versions' })).data,
    ).value
    const offers = (identifier: string) => details.endpoints.some((endpoint) => endpoint.identifier === identifier)
    if (!offers('credentials')) throw new DiscoveryError('missing_endpoints', 'has no credentials')
    if (!ONE_OF.some(offers)) throw new DiscoveryError('missing_endpoints', `has none of ${ONE_OF.join(', ')}`)
    return { version, endpoints: details.endpoints }
  } catch (error) {
    if (error instanceof PartnerCallError) throw new DiscoveryError('unreachable', error.message, error.http)
    if (error instanceof Error && error.name === 'WireError') throw new DiscoveryError('unreachable', error.message)
    throw error
  }
}

/**
 * The same, finding out how the peer wants its token written: base64 as 2.2.1 says, and as it is where that is refused
 * with 401. Only during registration (guide TR-9).
 */
export async function discoverWithEncoding(
  peer: Peer,
  versionsUrl: string,
  speaking: readonly OcpiVersion[],
): Promise<Discovery & { tokenEncoding: 'base64' | 'raw' }> {
  try {
    return { ...(await discover(peer, versionsUrl, speaking)), tokenEncoding: peer.quirks.tokenEncoding }
  } catch (error) {
    if (!(error instanceof DiscoveryError) || error.http !== 401) throw error
    const tokenEncoding = peer.quirks.tokenEncoding === 'base64' ? 'raw' : 'base64'
    const other = { ...peer, quirks: { ...peer.quirks, tokenEncoding } as const }
    return { ...(await discover(other, versionsUrl, speaking)), tokenEncoding }
  }
}

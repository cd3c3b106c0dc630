// OCPI 2.2.1 §7.4.1: we register with a partner that gave us its versions address and token A. Guide §2.2.
import { authorize } from '@/lib/auth/authorize'
import type { OcpiVersion, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { DEFAULT_QUIRKS, type Quirks } from '@/lib/partners/core/quirks'
import { draftPartner } from '@/lib/partners/add-partner'
import { allowClientToken, settleClientToken } from '@/lib/partners/allow-client-token'
import { configurationPeerOf } from './peer-of'
import { endpointUrl, findConnection, getConnection, type Connection } from '@/lib/partners/find-connection'
import { endRegistration } from '@/lib/partners/end-registration'
import { noteRegistrationFailure } from '@/lib/partners/note-registration-failure'
import { saveRegistration, type Registration } from '@/lib/partners/save-registration'
import { newCredentialsToken } from '@/lib/platform/crypto'
import { peerUrl } from '@/lib/platform/http/peer-address'
import { VERSIONS } from '../versions'
import { codecsOf } from '../wire/codecs'
import { discoverWithEncoding, type Discovery } from './discover'
import { ourCredentials } from './our-credentials'
import { callPartner, PartnerCallError, type Peer } from './partner-client'

type Caller = StaffCtx | SystemCtx
export type Registered = { partnerId: PartnerId; version: OcpiVersion; status: 'registered' }

/** Runs the whole handshake. Fails with the partner's own words; the reason stays with the partner for staff. */
export async function registerPartner(ctx: Caller, input: { versionsUrl: string; token: string }): Promise<Registered> {
  authorize(ctx, 'partner:write')
  peerUrl(input.versionsUrl)
  return registerDraft(ctx, await draftPartner(ctx, input.versionsUrl), input)
}

/** The same for a partner that is drawn up already: the first time, and again when the last time failed. */
export async function registerDraft(
  ctx: Caller,
  partnerId: PartnerId,
  input: { versionsUrl: string; token: string },
): Promise<Registered> {
  authorize(ctx, 'partner:write')
  peerUrl(input.versionsUrl)
  const peer: Peer = { partnerId, serverToken: input.token, quirks: DEFAULT_QUIRKS, party: null }
  const found = await orNote(ctx, partnerId, () => discoverWithEncoding(peer, input.versionsUrl, VERSIONS))
  const registeredId = await exchangeTokens(ctx, withEncoding(peer, found), found, {
    method: 'POST',
    versionsUrl: input.versionsUrl,
    step: 'registered',
  })
  return { partnerId: registeredId, version: found.version, status: 'registered' }
}

/** New tokens for both sides; also how a changed set of endpoints is read again (VC-21, VC-23). The version stays. */
export async function rotateCredentials(ctx: Caller, partnerId: PartnerId): Promise<Registered> {
  authorize(ctx, 'partner:write')
  const connection = await getConnection(partnerId)
  return renew(ctx, connection, { version: connection.version, step: 'rotated' })
}

/**
 * Goes on in another version, newer or older: new tokens, that version's endpoints, and everything is read again (VC-21,
 * VC-30). Cards, history and how far we have read stay. A failure leaves the connection as it was.
 */
export async function changeVersion(ctx: Caller, partnerId: PartnerId, version: OcpiVersion): Promise<Registered> {
  authorize(ctx, 'partner:write')
  const connection = await getConnection(partnerId)
  if (connection.version === version) throw new PreconditionError(`the partner speaks OCPI ${version} already`)
  return renew(ctx, connection, { version, step: 'updated' })
}

async function renew(
  ctx: Caller,
  connection: Connection,
  { version, step }: { version: OcpiVersion; step: Registration['step'] },
): Promise<Registered> {
  const { partnerId, versionsUrl } = connection
  const peer = configurationPeerOf(connection)
  const found = await orNote(ctx, partnerId, () => discoverWithEncoding(peer, versionsUrl, [version]))
  await exchangeTokens(ctx, withEncoding(peer, found), found, { method: 'PUT', versionsUrl, step })
  return { partnerId, version, status: 'registered' }
}

/** Tells the partner that it is over, and ends it here whether or not the partner could be told. */
export async function unregisterPartner(ctx: Caller, partnerId: PartnerId): Promise<{ told: boolean }> {
  authorize(ctx, 'partner:write')
  const connection = await findConnection(partnerId)
  const url = connection && endpointUrl(connection, 'credentials', 'SENDER')
  let told = false
  if (connection && url) {
    const call = callPartner(configurationPeerOf(connection), { method: 'DELETE', url, module: 'credentials' })
    told = await call.then(
      () => true,
      () => false,
    )
  }
  await endRegistration(ctx, partnerId)
  return { told }
}

const withEncoding = (peer: Peer, { tokenEncoding }: Pick<Quirks, 'tokenEncoding'>): Peer => ({
  ...peer,
  quirks: { ...peer.quirks, tokenEncoding },
})

type Exchange = { method: 'POST' | 'PUT'; versionsUrl: string; step: Registration['step'] }

/** Our token is valid before they hear of it, because they call us with it while our request is open (guide §2.2). */
async function exchangeTokens(
  ctx: Caller,
  peer: Peer,
  found: Discovery,
  { method, versionsUrl, step }: Exchange,
): Promise<PartnerId> {
  const { partnerId } = peer
  const url = found.endpoints.find((endpoint) => endpoint.identifier === 'credentials')?.url
  if (!url) throw new PreconditionError('the partner has no credentials endpoint')
  const wire = codecsOf(found.version).credentials
  const clientToken = newCredentialsToken()
  await allowClientToken(ctx, partnerId, clientToken)
  const theirs = await orNote(ctx, partnerId, async () => {
    try {
      const body = ourCredentials(wire, clientToken)
      const answer = await callPartner(peer, { method, url, module: 'credentials', body, timeoutMs: 60_000 })
      return wire.credentialsFromWire(answer.data).value
    } catch (error) {
      if (method === 'PUT') await settleClientToken(ctx, partnerId, clientToken, outcomeOf(error))
      throw error
    }
  })
  return saveRegistration(ctx, {
    partnerId,
    version: found.version,
    versionsUrl: theirs.url || versionsUrl,
    endpoints: found.endpoints,
    roles: theirs.roles,
    hubPartyId: theirs.hubPartyId,
    serverToken: theirs.token,
    tokenEncoding: peer.quirks.tokenEncoding,
    clientToken,
    clientTokenKind: 'B',
    step,
  })
}

/** A gateway's error says as little about what the partner did as no answer. */
function outcomeOf(error: unknown): 'refused' | 'silent' {
  if (!(error instanceof PartnerCallError)) return 'refused'
  return error.http === 0 || (error.http >= 500 && error.code === null) ? 'silent' : 'refused'
}

/** Keeps the reason with the partner and gives it to the caller in one line. */
async function orNote<T>(ctx: Caller, partnerId: PartnerId, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await noteRegistrationFailure(ctx, partnerId, reason)
    throw new PreconditionError(`the partner ${reason}`)
  }
}

// OCPI 2.2.1 §14 ChargingProfiles, Sender: limit the power of a session, lift the limit, ask what the station goes by.
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { ProfileRequestId, SessionId } from '@/lib/kernel/ids'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import { requestProfile, type ProfileWish, type RequestedProfile } from '@/lib/roaming/profiles/request-profile'
import { noteProfileResponse, noteProfileSilence } from '@/lib/roaming/profiles/settle-profile'
import { profileResultUrl } from '../http/urls'
import type { ProfileCodec } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { WireError } from '../wire/reader'
import { callParty } from './hub-status'
import { PartnerCallError, type PeerCall } from './partner-client'
import { peerFor } from './peer-of'
import { mayHaveArrived } from './send-command'

type Sender = CustomerCtx | StaffCtx

/** How far ahead a station is asked to tell what it goes by. */
const DURATION_SECONDS = 8 * 3600

/** Asks for it; what becomes of it is read with the session. */
export async function steerSession(ctx: Sender, sessionId: SessionId, wish: ProfileWish): Promise<ProfileRequestId> {
  const request = await requestProfile(ctx, sessionId, wish)
  const { requestId, partnerId, party, secret } = request
  const refuse = (message?: string) =>
    noteProfileResponse(ctx, requestId, {
      result: message ? 'REJECTED' : 'NOT_SUPPORTED',
      timeoutSeconds: null,
      message,
    })
  try {
    const connection = await getConnection(partnerId)
    const base = endpointUrl(connection, 'chargingprofiles', 'RECEIVER')
    const wire = codecsOf(connection.version).chargingProfiles
    if (!base || !wire) {
      await refuse()
      return requestId
    }
    const responseUrl = profileResultUrl(connection.version, wish.kind, requestId, secret)
    const url = `${base.replace(/\/$/, '')}/${encodeURIComponent(request.session)}`
    const answer = await callParty(ctx, connection, peerFor(connection, party), {
      ...messageOf(wire, wish, request, url, responseUrl),
      module: 'chargingprofiles',
      correlationId: ctx.requestId,
      timeoutMs: 20_000,
    })
    await noteProfileResponse(ctx, requestId, wire.profileResponseFromWire(answer.data).value)
  } catch (error) {
    if (error instanceof WireError) await noteProfileSilence(ctx, requestId, error.message)
    else if (!(error instanceof PartnerCallError)) throw error
    else if (mayHaveArrived(error)) await noteProfileSilence(ctx, requestId, error.message)
    else await refuse(error.message)
  }
  return requestId
}

function messageOf(
  wire: ProfileCodec,
  { kind }: ProfileWish,
  { profile }: RequestedProfile,
  url: string,
  responseUrl: string,
): Pick<PeerCall, 'method' | 'url' | 'body'> {
  // The address is percent-encoded: it has a scheme and slashes of its own.
  const query = `response_url=${encodeURIComponent(responseUrl)}`
  if (kind === 'read') return { method: 'GET', url: `${url}?duration=${DURATION_SECONDS}&${query}` }
  if (kind === 'set' && profile)
    return { method: 'PUT', url, body: wire.setChargingProfileToWire({ responseUrl, profile }) }
  return { method: 'DELETE', url: `${url}?${query}` }
}

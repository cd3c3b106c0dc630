// OCPI 2.2.1 §7.2 Credentials: the partner registers (POST), changes (PUT), ends (DELETE) or reads its registration.
// No transaction is open while we call back: first everything is read, then everything is written.
import type { OcpiVersion } from '@/lib/auth/context'
import { isRegistered } from '@/lib/partners/core/partner'
import { endRegistration } from '@/lib/partners/end-registration'
import { noteRegistrationFailure } from '@/lib/partners/note-registration-failure'
import { saveRegistration } from '@/lib/partners/save-registration'
import { newCredentialsToken } from '@/lib/platform/crypto'
import { discoverWithEncoding, DiscoveryError, type DiscoveryReason } from '../client/discover'
import { ourCredentials } from '../client/our-credentials'
import type { Codecs } from '../wire/codec'
import type { Call, Routes } from '../http/receiver'
import { methodNotAllowed, ok, refused, STATUS, type Reply } from '../http/reply'

const REASONS: Readonly<Record<DiscoveryReason, number>> = {
  unreachable: STATUS.cannotUseClientApi,
  unsupported_version: STATUS.unsupportedVersion,
  missing_endpoints: STATUS.noMatchingEndpoints,
}

export function serveCredentials(wire: Codecs): Routes {
  return {
    '': {
      GET: ({ partner }) => ok(ourCredentials(wire.credentials, partner.clientToken)),
      POST: (call) =>
        isRegistered(call.partner.state)
          ? methodNotAllowed(['GET', 'PUT', 'DELETE'], 'Registered already: use PUT')
          : register(wire, call, 'registered'),
      PUT: (call) =>
        isRegistered(call.partner.state)
          ? register(wire, call, 'updated')
          : methodNotAllowed(['GET', 'POST'], 'Not registered: use POST'),
      DELETE: async ({ ctx, partner }) => {
        if (!isRegistered(partner.state)) return methodNotAllowed(['GET', 'POST'], 'Not registered')
        await endRegistration(ctx, partner.partnerId)
        return ok()
      },
    },
  }
}

/** Reads their versions with the token they gave us, then answers with a new token of ours (guide §2.3, VC-21). */
async function register(wire: Codecs, { ctx, partner, body }: Call, step: 'registered' | 'updated'): Promise<Reply> {
  if (partner.state === 'suspended') return refused(STATUS.clientError, 'This connection is suspended')
  const { value: theirs } = wire.credentials.credentialsFromWire(body)
  const peer = {
    partnerId: partner.partnerId,
    serverToken: theirs.token,
    quirks: isRegistered(partner.state) ? partner.quirks : { ...partner.quirks, tokenEncoding: wire.tokenEncoding },
    party: null,
  }
  const version: OcpiVersion = ctx.version
  try {
    const found = await discoverWithEncoding(peer, theirs.url, [version])
    const clientToken = newCredentialsToken()
    await saveRegistration(ctx, {
      partnerId: partner.partnerId,
      version,
      versionsUrl: theirs.url,
      endpoints: found.endpoints,
      roles: theirs.roles,
      hubPartyId: theirs.hubPartyId,
      serverToken: theirs.token,
      tokenEncoding: found.tokenEncoding,
      clientToken,
      clientTokenKind: 'C',
      step,
    })
    return ok(ourCredentials(wire.credentials, clientToken))
  } catch (error) {
    if (!(error instanceof DiscoveryError)) throw error
    await noteRegistrationFailure(ctx, partner.partnerId, `${error.reason}: ${error.message}`)
    return refused(REASONS[error.reason], `Your interface ${error.message}`)
  }
}

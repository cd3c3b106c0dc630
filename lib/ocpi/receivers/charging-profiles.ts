// OCPI 2.2.1 §14.3.2 ChargingProfiles, Sender: the CPO posts results to the address that we gave with the request, and
// puts what the station goes by when that changes. Answers have no data (CP-1).
import { noteActiveProfile, noteProfileResult } from '@/lib/roaming/profiles/settle-profile'
import type { Routes } from '../http/receiver'
import { notFound, ok, STATUS } from '../http/reply'
import type { ProfileCodec } from '../wire/codec'

export function takeChargingProfiles(wire: ProfileCodec): Routes {
  return {
    '{kind}/{request_id}/{secret}': {
      POST: async ({ ctx, params, body }) => {
        // All three are named by the route. The results of setting and of clearing look alike: the address says which.
        const request = { kind: params['kind']!, requestId: params['request_id']!, secret: params['secret']! }
        const { value } =
          request.kind === 'read' ? wire.activeProfileResultFromWire(body) : wire.profileResultFromWire(body)
        const outcome = await noteProfileResult(ctx, request, { ...value, received: body })
        return outcome === 'unknown' ? notFound(STATUS.clientError, 'There is no such request') : ok()
      },
    },
    '{session_id}': {
      PUT: async ({ ctx, params, body }) => {
        const { value: active } = wire.activeProfileFromWire(body)
        const known = await noteActiveProfile(ctx, params['session_id']!, { active, received: body }) // named by the route
        return known ? ok() : notFound(STATUS.clientError, 'There is no such session')
      },
    },
  }
}

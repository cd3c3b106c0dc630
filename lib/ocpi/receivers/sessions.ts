// OCPI 2.2.1 §9.2.2 Sessions, Receiver: GET, PUT and PATCH of the CPO's session; POST and DELETE do not exist.
import type { ObjectKey } from '@/lib/roaming/core/common'
import { patchSession } from '@/lib/roaming/sessions/patch-session'
import { findReceivedSession } from '@/lib/roaming/sessions/queries'
import { upsertSession } from '@/lib/roaming/sessions/upsert-session'
import type { SessionCodec } from '../wire/codec'
import { changeSession, overtakenWhole } from '../wire/session-merge'
import type { Call, Routes } from '../http/receiver'
import { created, notFound, ok, STATUS, type Reply } from '../http/reply'

const unknownSession = () => notFound(STATUS.clientError, 'There is no such session')

export function receiveSessions(wire: SessionCodec): Routes {
  const get = async (call: Call): Promise<Reply> => {
    const found = await findReceivedSession(call.ctx, keyOf(call))
    if (!found) return unknownSession()
    // Fields that we do not know come back as they came.
    return ok(wire.toWireOver(found.session, found.received))
  }
  const put = async (call: Call): Promise<Reply> => {
    const { value: session, findings } = wire.fromWire(call.body, keyOf(call))
    const late = overtakenWhole(wire, call.body, { key: keyOf(call), at: session.lastUpdated })
    const outcome = await upsertSession(call.ctx, { session, received: call.body, findings }, late)
    return outcome === 'created' ? created() : ok()
  }
  const patch = async (call: Call): Promise<Reply> => {
    const lastUpdated = wire.patchLastUpdated(call.body)
    const apply = changeSession(wire, call.body, lastUpdated)
    const outcome = await patchSession(call.ctx, { key: keyOf(call), lastUpdated, apply })
    return outcome === 'unknown' ? unknownSession() : ok()
  }
  return { '{country_code}/{party_id}/{session_id}': { GET: get, PUT: put, PATCH: patch } }
}

function keyOf({ params }: Call): ObjectKey {
  return { countryCode: params['country_code']!, partyId: params['party_id']!, id: params['session_id']! } // named by the route
}

// OCPI 2.2.1 §10.2.2 CDRs, Receiver: POST to the endpoint, GET of the Location that it answered. CDRs are immutable, so
// PUT, PATCH and DELETE do not exist.
import type { ObjectKey } from '@/lib/roaming/core/common'
import { findReceivedCdr } from '@/lib/roaming/cdrs/queries'
import { storeCdr } from '@/lib/roaming/cdrs/store-cdr'
import type { CdrCodec } from '../wire/codec'
import { versionOfCdr } from '../wire/shape'
import { speaksFor } from '../http/partner-auth'
import type { Call, Routes } from '../http/receiver'
import { created, notFound, ok, refused, STATUS, type Reply } from '../http/reply'
import { cdrUrl } from '../http/urls'

export function receiveCdrs(wire: CdrCodec): Routes {
  const post = async (call: Call): Promise<Reply> => {
    const { value: cdr, findings } = wire.fromWire(call.body, keyOf(call), call.partner.party)
    if (!(await speaksFor(call.ctx, call.partner, cdr))) {
      return refused(STATUS.invalid, `/party_id: ${cdr.countryCode}*${cdr.partyId} is no party of this connection`)
    }
    const { outcome, cdrId } = await storeCdr(call.ctx, { cdr, received: call.rawBody, findings, source: 'push' })
    const headers = { location: cdrUrl(call.ctx.version, cdr) }
    if (outcome === 'created' || outcome === 'copied') return { ...created(headers), bodyKeptWith: cdrId }
    if (outcome === 'repeated') return ok(undefined, headers)
    return { ...refused(STATUS.invalid, 'A different CDR with this id is stored already; it was not changed'), headers }
  }
  const get = async ({ ctx, params }: Call): Promise<Reply> => {
    const key = { countryCode: params['country_code']!, partyId: params['party_id']!, id: params['id']! } // named by the route
    const found = await findReceivedCdr(ctx, key)
    if (!found) return notFound(STATUS.clientError, 'There is no such CDR')
    const received: unknown = JSON.parse(found.received)
    // What came in another version is told in the words of this one: its address outlives a change of version (VC-29).
    return ok(versionOfCdr(received) === ctx.version ? received : wire.toWire(found.cdr))
  }
  return {
    '': { POST: post },
    // Not OCPI, but some CPOs post there (CDR-1).
    '{country_code}/{party_id}': { POST: post },
    '{country_code}/{party_id}/{id}': { GET: get, POST: post },
  }
}

function keyOf({ params }: Call): ObjectKey | undefined {
  const { country_code: countryCode, party_id: partyId, id } = params
  return countryCode !== undefined && partyId !== undefined && id !== undefined
    ? { countryCode, partyId, id }
    : undefined
}

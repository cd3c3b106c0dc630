// OCPI 2.2.1 §14.2.2 HubClientInfo, Receiver: GET and PUT of one party that the hub connects. A configuration module:
// no routing headers, and the party of the address is not the sender's own.
import { noteClientInfo } from '@/lib/partners/note-client-info'
import { findClientInfo } from '@/lib/partners/queries/parties'
import { clientInfoFromWire, clientInfoToWire } from '../wire/client-info'
import type { Call, Routes } from '../http/receiver'
import { notFound, ok, STATUS, type Reply } from '../http/reply'

const noHub = () => notFound(STATUS.clientError, 'This connection is no hub')

async function get(call: Call): Promise<Reply> {
  if (!call.partner.hubParty) return noHub()
  const found = await findClientInfo(call.ctx, keyOf(call))
  return found ? ok(clientInfoToWire(found)) : notFound(STATUS.clientError, 'There is no such party')
}

async function put(call: Call): Promise<Reply> {
  if (!call.partner.hubParty) return noHub()
  const { value: info } = clientInfoFromWire(call.body, keyOf(call))
  await noteClientInfo(call.ctx, call.ctx.partnerId, [info])
  return ok()
}

export const hubClientInfo: Routes = { '{country_code}/{party_id}': { GET: get, PUT: put } }

function keyOf({ params }: Call): { countryCode: string; partyId: string } {
  return { countryCode: params['country_code']!, partyId: params['party_id']! } // named by the route
}

// HubClientInfo, Sender side: who is connected to the hub, on request and pushed when it changes.
import { toDateTime } from './clock'
import { ControlError, fieldsOf, optionalNumber, optionalText, requiredText } from './control-input'
import type { Cpo } from './cpo'
import { isParty } from './hub'
import type { PartyState } from './hub-settings'
import { notFound, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { pageLimit } from './hub-routing'
import { page } from './paging'
import { callModule, type Answer } from './partner-client'
import type { ClientInfo, PartyStatus } from './wire'

const STATUSES: PartyStatus[] = ['CONNECTED', 'OFFLINE', 'PLANNED', 'SUSPENDED']

function toClientInfo({ country_code, party_id, status, last_updated }: PartyState): ClientInfo {
  return { party_id, country_code, role: 'CPO', status, last_updated }
}

/** GET {hubclientinfo} */
export function getClientInfo(cpo: Cpo, { path, query, version }: OcpiRequest): OcpiAnswer {
  if (!cpo.settings.hub || path[1]) throw notFound('object')
  const all = cpo.parties.map(toClientInfo)
  return page(cpo, {
    version,
    module: 'hubclientinfo',
    all,
    query,
    most: pageLimit(cpo, 'hubclientinfo'),
    write: (info) => ({ ...info }),
  })
}

/** PUT {hubclientinfo}/{country}/{party} at the eMSP; a configuration module, so without routing headers. */
function pushClientInfo(cpo: Cpo, party: PartyState): Promise<Answer> {
  const path = [party.country_code, party.party_id]
  const target = { module: 'hubclientinfo', role: 'RECEIVER' as const, path }
  return callModule(cpo, target, { method: 'PUT', routing: false, body: toClientInfo(party) })
}

function readStatus(given: string | undefined): PartyStatus | undefined {
  if (given === undefined) return undefined
  const status = STATUSES.find((candidate) => candidate === given)
  if (!status) throw new ControlError(`status must be one of ${STATUSES.join(', ')}`)
  return status
}

/** POST /control/parties/{party_id}: another status, told to the eMSP, or another pace. */
export async function changeParty(cpo: Cpo, id: string, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const party = cpo.parties.find((candidate) => candidate.party_id === id.toUpperCase())
  if (!party) throw new ControlError('no such party', 404)
  const delayMs = optionalNumber(fields, 'delayMs')
  if (delayMs !== undefined) party.delayMs = delayMs
  const status = readStatus(optionalText(fields, 'status'))
  if (!status || !cpo.settings.hub) return { party }
  return { party, answer: await announce(cpo, Object.assign(party, { status })) }
}

/** POST /control/parties: somebody new, PLANNED unless something else is said. */
export async function addParty(cpo: Cpo, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const owner = { country_code: requiredText(fields, 'countryCode'), party_id: requiredText(fields, 'partyId') }
  if (cpo.parties.some((party) => isParty(party, owner))) throw new ControlError('this party is there already', 409)
  const party: PartyState = {
    ...owner,
    name: optionalText(fields, 'name') ?? owner.party_id,
    currency: cpo.settings.currency,
    status: readStatus(optionalText(fields, 'status')) ?? 'PLANNED',
    delayMs: 0,
    last_updated: '',
  }
  cpo.parties.push(party)
  return { party, answer: await announce(cpo, party) }
}

async function announce(cpo: Cpo, party: PartyState): Promise<Answer> {
  party.last_updated = toDateTime(cpo.clock.now())
  cpo.changed()
  return pushClientInfo(cpo, party)
}

/** POST /control/hub: what the hub does to the CDRs that pass through it. */
export function changeHub(cpo: Cpo, body: unknown): object {
  const { hub } = cpo.settings
  if (!hub) throw new ControlError('this is no hub', 409)
  const fields = fieldsOf(body)
  const remark = optionalText(fields, 'remark')
  if (remark !== undefined && remark !== '[*]' && remark !== '[?]') throw new ControlError('remark is [*] or [?]')
  if (fields.remark === null) delete hub.remark
  if (remark !== undefined) hub.remark = remark
  for (const name of ['ownSessionIds', 'dropsCredit', 'strictUids'] as const) {
    const value = fields[name]
    if (typeof value === 'boolean') hub[name] = value
  }
  const patienceMs = optionalNumber(fields, 'patienceMs')
  if (patienceMs !== undefined) hub.patienceMs = patienceMs
  return hub
}

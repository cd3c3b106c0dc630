// OCPI 2.2.1 §14.3.1 and 2.3.0: ClientInfo, the same in both. The specification's own example leaves out last_updated.
import type { ClientInfo } from '@/lib/partners/note-client-info'
import { PARTY_STATUSES, type PartyStatus } from '@/lib/partners/core/party'
import { WireObject, type Read, type WireJson } from './reader'
import { compact, toDateTime } from './writer'

type PartyKey = { countryCode: string; partyId: string }

function idOf(object: WireObject, name: string, max: number, expected: string | undefined): string {
  const value = object.optionalText(name, max)
  if (value === null || value === '') {
    if (expected === undefined) object.fail(name, 'is required')
    object.note(name, 'missing', 'is required')
    return expected
  }
  if (expected !== undefined && value.toUpperCase() !== expected.toUpperCase())
    object.fail(name, `is not the "${expected}" of the address`)
  return value
}

/** `key` is the party of the address, where there is one. A status newer than we know is one that we do not know. */
export function clientInfoFromWire(json: unknown, key?: PartyKey): Read<ClientInfo> {
  const object = new WireObject(json, '', [])
  const countryCode = idOf(object, 'country_code', 2, key?.countryCode)
  const partyId = idOf(object, 'party_id', 3, key?.partyId)
  if (!/^[A-Za-z]{2}$/.test(countryCode)) object.fail('country_code', 'must be two letters')
  if (!/^[A-Za-z0-9]{3}$/.test(partyId)) object.fail('party_id', 'must be three letters or digits')
  const stated = object.text('status', 20).toUpperCase()
  const status: PartyStatus = PARTY_STATUSES.find((known) => known === stated) ?? 'unknown'
  if (status === 'unknown') object.note('status', 'unknown_value', `is no status that we know: ${stated}`)
  const lastUpdated = object.optionalInstant('last_updated')
  if (lastUpdated === null) object.note('last_updated', 'missing', 'is required')
  const role = object.textOr('role', 20, 'CPO').toUpperCase()
  return { value: { countryCode, partyId, role, status, lastUpdated }, findings: object.findings }
}

/** As the hub may read it again. What we call unknown, no ClientInfo can say: then there is none. */
export function clientInfoToWire({ countryCode, partyId, role, status, lastUpdated }: ClientInfo): WireJson {
  return compact({
    country_code: countryCode,
    party_id: partyId,
    role,
    status,
    last_updated: toDateTime(lastUpdated),
  })
}

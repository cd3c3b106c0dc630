// OCPI 2.2.1 §12 Tokens. We own them: we write tokens, and read only where a partner wants to use one.
import type { AuthorizationInfo, LocationReferences, Token } from '@/lib/roaming/core/token'
import { WireError, WireObject, type Read, type WireJson } from '../reader'
import { compact, toDateTime } from '../writer'

export function toWire(token: Token): WireJson {
  return compact({
    country_code: token.countryCode,
    party_id: token.partyId,
    uid: token.uid,
    type: token.type,
    contract_id: token.contractId,
    visual_number: token.visualNumber,
    issuer: token.issuer,
    group_id: token.groupId,
    valid: token.valid,
    whitelist: token.whitelist,
    language: token.language,
    last_updated: toDateTime(token.lastUpdated),
  })
}

/** LocationReferences; the body of an authorize request may be absent. */
export function locationReferencesFromWire(json: unknown): Read<LocationReferences | null> {
  if (json === undefined || json === null) return { value: null, findings: [] }
  const object = new WireObject(json, '', [])
  if (Object.keys(object.fields).length === 0) return { value: null, findings: [] }
  const value = {
    locationId: object.id('location_id', 36),
    evseUids: object.list('evse_uids', (item, path): string => {
      if (typeof item !== 'string' || item === '' || item.length > 255) throw new WireError(path, 'must be a text')
      return item
    }),
  }
  return { value, findings: object.findings }
}

export function authorizationInfoToWire(info: AuthorizationInfo): WireJson {
  return compact({
    allowed: info.allowed,
    token: toWire(info.token),
    location: info.location && compact({ location_id: info.location.locationId, evse_uids: info.location.evseUids }),
    authorization_reference: info.authorizationReference,
    info: info.info,
  })
}

// Tokens, OCPI 2.3.0 §12. We own them: we write tokens, and read only where a partner wants to use one.
import type { AuthorizationInfo, LocationReferences, Token } from '@/lib/roaming/core/token'
import type { TokenCodec } from './codec'
import { WireError, WireObject, type Read, type WireJson } from './reader'
import { compact } from './writer'

/** LocationReferences; the body of an authorize request may be absent. 2.1.1's `connector_ids` decide nothing. */
export function locationReferencesFromWire(json: unknown): Read<LocationReferences | null> {
  if (json === undefined || json === null) return { value: null, findings: [] }
  const object = new WireObject(json, '', [])
  if (Object.keys(object.fields).length === 0) return { value: null, findings: [] }
  const value = {
    locationId: object.id('location_id', 39),
    evseUids: object.list('evse_uids', (item, path): string => {
      if (typeof item !== 'string' || item === '' || item.length > 255) throw new WireError(path, 'must be a text')
      return item
    }),
  }
  return { value, findings: object.findings }
}

const writeReferences = ({ locationId, evseUids }: LocationReferences): WireJson =>
  compact({ location_id: locationId, evse_uids: evseUids })

/** Since 2.2 the answer has the token and a reference for session and CDR. */
export function tokenCodec(toWire: (token: Token) => WireJson): TokenCodec {
  return {
    toWire,
    unknownStatus: 2004,
    locationReferencesFromWire,
    authorizationInfoToWire: (info: AuthorizationInfo) =>
      compact({
        allowed: info.allowed,
        token: toWire(info.token),
        location: info.location && writeReferences(info.location),
        authorization_reference: info.authorizationReference,
        info: info.info,
      }),
  }
}

/** 2.1.1 has neither; and no status code for a token that is not known (TOK-11). */
export function plainTokenCodec(toWire: (token: Token) => WireJson): TokenCodec {
  return {
    toWire,
    unknownStatus: 2001,
    locationReferencesFromWire,
    authorizationInfoToWire: (info: AuthorizationInfo) =>
      compact({ allowed: info.allowed, location: info.location && writeReferences(info.location), info: info.info }),
  }
}

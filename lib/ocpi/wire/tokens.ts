// Tokens, OCPI 2.3.0 §12. We own them: we write tokens, and read only where a partner wants to use one.
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import type { AuthorizationInfo, LocationReferences, Token, TokenType, WhitelistType } from '@/lib/roaming/core/token'
import type { Party, TokenCodec } from './codec'
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

/** Owner and contract are what versions write otherwise; what we never issue (a profile, an energy contract) is not read. */
export function readToken(object: WireObject, owner: Party, contractId: string): Token {
  return {
    countryCode: owner.countryCode,
    partyId: owner.partyId,
    uid: object.id('uid', 36),
    type: object.textOr('type', 20, 'RFID').toUpperCase() as TokenType, // open since 2.3.0: kept as it came
    contractId,
    visualNumber: object.optionalText('visual_number', 64),
    issuer: object.textOr('issuer', 64, ''),
    groupId: object.optionalText('group_id', 36),
    valid: object.optionalFlag('valid') ?? object.fail('valid', 'is required'),
    whitelist: object.textOr('whitelist', 20, 'NEVER').toUpperCase() as WhitelistType, // closed; another one is compared, never used
    language: object.optionalText('language', 2),
    lastUpdated: object.instant('last_updated'),
  }
}

function fromWireBy(read: (object: WireObject) => Token): TokenCodec['fromWire'] {
  return (json) => {
    const object = new WireObject(json, '', [])
    return { value: read(object), findings: object.findings }
  }
}

/** Since 2.2 the answer has the token and a reference for session and CDR. */
export function tokenCodec(toWire: TokenCodec['toWire']): TokenCodec {
  return {
    toWire,
    fromWire: fromWireBy((object) => {
      const owner = { countryCode: object.id('country_code', 2), partyId: object.id('party_id', 3) }
      return readToken(object, owner, object.id('contract_id', 36))
    }),
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
export function plainTokenCodec(toWire: TokenCodec['toWire']): TokenCodec {
  return {
    toWire,
    fromWire: fromWireBy((object) => readToken(object, OUR_PARTY, object.id('auth_id', 36))),
    unknownStatus: 2001,
    locationReferencesFromWire,
    authorizationInfoToWire: (info: AuthorizationInfo) =>
      compact({ allowed: info.allowed, location: info.location && writeReferences(info.location), info: info.info }),
  }
}

// OCPI 2.2.1 §12 Tokens, canonical. We own the tokens.
import type { Instant } from '@/lib/kernel/time'
import { foldId, type DisplayText } from './common'

export type TokenType = 'AD_HOC_USER' | 'APP_USER' | 'EMAID' | 'OTHER' | 'RFID'
export type WhitelistType = 'ALWAYS' | 'ALLOWED' | 'ALLOWED_OFFLINE' | 'NEVER'
export type AllowedType = 'ALLOWED' | 'BLOCKED' | 'EXPIRED' | 'NO_CREDIT' | 'NOT_ALLOWED'

export type Token = {
  countryCode: string
  partyId: string
  uid: string
  type: TokenType
  contractId: string
  visualNumber: string | null
  issuer: string
  groupId: string | null
  valid: boolean
  whitelist: WhitelistType
  language: string | null
  lastUpdated: Instant
}

export type LocationReferences = { locationId: string; evseUids: string[] }

/**
 * A place where a token may charge. `location`: folded `SE*KUL*LOC1`, or `SE*KUL` for all places of that operator.
 * `evseUids`: folded; empty for all that the place has.
 */
export type AllowedPlace = { location: string; evseUids: string[] }

/** Whether a token that is kept to these places may charge there; one that is kept to none may everywhere. */
export function mayChargeAt(
  places: readonly AllowedPlace[] | null,
  where: { countryCode: string; partyId: string; locationId: string; evseUid: string },
): boolean {
  if (places === null) return true
  const party = foldId(`${where.countryCode}*${where.partyId}`)
  const location = foldId(`${party}*${where.locationId}`)
  return places.some(
    (place) =>
      (place.location === party || place.location === location) &&
      (place.evseUids.length === 0 || place.evseUids.includes(foldId(where.evseUid))),
  )
}

export type AuthorizationInfo = {
  allowed: AllowedType
  token: Token
  location: LocationReferences | null
  authorizationReference: string | null
  info: DisplayText | null
}

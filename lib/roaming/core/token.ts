// OCPI 2.2.1 §12 Tokens and §13 Commands, canonical. We own the tokens.
import type { Instant } from '@/lib/kernel/time'
import type { DisplayText } from './common'

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

export type AuthorizationInfo = {
  allowed: AllowedType
  token: Token
  location: LocationReferences | null
  authorizationReference: string | null
  info: DisplayText | null
}

/** Synchronous answer of the CPO: only ACCEPTED is followed by a result. */
export type CommandResponseType = 'NOT_SUPPORTED' | 'REJECTED' | 'ACCEPTED' | 'UNKNOWN_SESSION'
export type CommandResultType =
  | 'ACCEPTED'
  | 'CANCELED_RESERVATION'
  | 'EVSE_OCCUPIED'
  | 'EVSE_INOPERATIVE'
  | 'FAILED'
  | 'NOT_SUPPORTED'
  | 'REJECTED'
  | 'TIMEOUT'
  | 'UNKNOWN_RESERVATION'

export type CommandKind = 'START_SESSION' | 'STOP_SESSION'

/**
 * Where a command stands. `unknown` is said of a time-out: the charge may still start (OCPI issue 475), so nobody is
 * told that it failed.
 */
export type CommandState =
  | 'requested'
  | 'accepted_by_cpo'
  | 'accepted_by_station'
  | 'active'
  | 'done'
  | 'rejected'
  | 'unknown'

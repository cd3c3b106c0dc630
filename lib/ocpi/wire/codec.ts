// What a version of OCPI must be able to say: one interface for all of them, so that receivers and client never ask
// which version they speak. Each folder of `wire/` implements it; `codecs.ts` knows which.
import type { Instant } from '@/lib/kernel/time'
import type { CredentialsRole } from '@/lib/partners/core/partner'
import type {
  ActiveChargingProfile,
  ChargingPreferences,
  ChargingProfile,
  PreferencesAnswer,
  ProfileResponseType,
  ProfileResultType,
} from '@/lib/roaming/core/charging-profile'
import type { CommandResponseType, CommandResultType } from '@/lib/roaming/core/command'
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { Connector, Evse, EvseStatus, Location } from '@/lib/roaming/core/location'
import type { Cdr, Session } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import type { AuthorizationInfo, LocationReferences, Token } from '@/lib/roaming/core/token'
import type { Read, WireJson } from './reader'

export type Party = Pick<ObjectKey, 'countryCode' | 'partyId'>

/**
 * Reads an object of a partner. `key` is the owner's key in the address: the body must agree with it. `owner` is the
 * party of the connection, for objects that do not name their own (2.1.1, guide TR-64).
 */
type FromWire<T> = (json: unknown, key?: ObjectKey, owner?: Party) => Read<T>

/** A change read together with what it changes, and the words of both. */
export type Merged<T> = Read<T> & { received: WireJson }

export type LocationCodec = {
  fromWire: FromWire<Location>
  toWire(location: Location): WireJson
  /** `receivedAt`: when it changed, where the version lets it leave that out. */
  evseFromWire(json: unknown, uid?: string, receivedAt?: Instant): Read<Evse>
  evseToWire(evse: Evse): WireJson
  connectorFromWire(json: unknown, id?: string, receivedAt?: Instant): Read<Connector>
  connectorToWire(connector: Connector): WireJson
  /** What the commonest message says, and nothing else (LOC-2); null for any other PATCH of an EVSE. */
  statusPatch(json: unknown): Read<{ status: EvseStatus; lastUpdated: Instant | null }> | null
  patchLastUpdated(patch: unknown): Instant | null
  /** Names that only other versions use, and that mean nothing once they have been left. */
  readonly foreign: { readonly location: readonly string[]; readonly connector: readonly string[] }
}

export type TariffCodec = {
  fromWire: FromWire<Tariff>
  toWire(tariff: Tariff): WireJson
  /** As the partner sees it: our reading over its own words. */
  toWireOver(tariff: Tariff, received: unknown): WireJson
  /** A change by PATCH, where the version has it. */
  mergePatch?(current: Tariff, received: unknown, patch: unknown): Merged<Tariff>
}

export type SessionCodec = {
  fromWire: FromWire<Session>
  toWire(session: Session): WireJson
  toWireOver(session: Session, received: unknown): WireJson
  /**
   * A PATCH changes the named fields and appends charging periods (SES-1). A period that starts when a known one does
   * is the same one, so that a repeated PATCH adds nothing (SES-2). Of a late PATCH only periods count that are not
   * known yet (guide TR-76); null when there are none.
   */
  mergePatch(current: Session, received: unknown, patch: unknown, late?: boolean): Merged<Session> | null
  /** Null where the version lets a change leave its date out: it is then as new as what it changes. */
  patchLastUpdated(patch: unknown): Instant | null
}

export type CdrCodec = { fromWire: FromWire<Cdr>; toWire(cdr: Cdr): WireJson }

export type TokenCodec = {
  toWire(token: Token): WireJson
  /** A token of ours as a partner holds it. */
  fromWire(json: unknown): Read<Token>
  /** The OCPI status of a token that is not ours; 2004 came with 2.2. */
  readonly unknownStatus: 2001 | 2004
  /** The body of an authorize request, which may be absent. */
  locationReferencesFromWire(json: unknown): Read<LocationReferences | null>
  authorizationInfoToWire(info: AuthorizationInfo): WireJson
}

export type CommandResponse = { result: CommandResponseType; timeoutSeconds: number | null; message: string | null }
export type CommandResult = { result: CommandResultType; message: string | null }
export type StartSession = {
  responseUrl: string
  token: Token
  locationId: string
  evseUid: string | null
  connectorId: string | null
  authorizationReference: string | null
}

export type ReserveNow = {
  responseUrl: string
  token: Token
  expiresAt: Instant
  reservationId: string
  /** The same reservation where ids are numbers (2.1.1). */
  reservationNumber: number
  locationId: string
  evseUid: string | null
  authorizationReference: string | null
}
export type UnlockConnector = { responseUrl: string; locationId: string; evseUid: string; connectorId: string }

export type CommandCodec = {
  startSessionToWire(command: StartSession): WireJson
  stopSessionToWire(command: { responseUrl: string; sessionId: string }): WireJson
  reserveNowToWire(command: ReserveNow): WireJson
  unlockConnectorToWire(command: UnlockConnector): WireJson
  /** Null where the version has no such command (2.1.1). */
  cancelReservationToWire: ((command: { responseUrl: string; reservationId: string }) => WireJson) | null
  /** The synchronous answer. */
  commandResponseFromWire(json: unknown): Read<CommandResponse>
  /** What is posted to `response_url`. */
  commandResultFromWire(json: unknown): Read<CommandResult>
}

export type ProfileResponse = { result: ProfileResponseType; timeoutSeconds: number | null }

/** Since 2.2. Results come in three kinds, two of which look alike: the address tells which is meant. */
export type ProfileCodec = {
  setChargingProfileToWire(request: { responseUrl: string; profile: ChargingProfile }): WireJson
  profileResponseFromWire(json: unknown): Read<ProfileResponse>
  /** A ChargingProfileResult or ClearProfileResult. */
  profileResultFromWire(json: unknown): Read<{ result: ProfileResultType }>
  activeProfileResultFromWire(json: unknown): Read<{ result: ProfileResultType; active: ActiveChargingProfile | null }>
  activeProfileFromWire(json: unknown): Read<ActiveChargingProfile>
}

/** Since 2.2, below the sessions of the CPO. */
export type PreferencesCodec = {
  chargingPreferencesToWire(preferences: ChargingPreferences): WireJson
  /** The operator's word; one that we do not know is no acceptance. */
  preferencesAnswerFromWire(json: unknown): Read<PreferencesAnswer>
}

export type Credentials = {
  token: string
  url: string
  roles: CredentialsRole[]
  /** 2.3.0: who the hub is whose parties the roles are (guide TR-37). */
  hubPartyId: string | null
}

export type CredentialsCodec = {
  credentialsFromWire(json: unknown): Read<Credentials>
  credentialsToWire(credentials: Credentials): WireJson
}

export type Codecs = {
  readonly credentials: CredentialsCodec
  readonly locations: LocationCodec
  readonly tariffs: TariffCodec
  readonly sessions: SessionCodec
  readonly cdrs: CdrCodec
  readonly tokens: TokenCodec
  readonly commands: CommandCodec
  readonly chargingProfiles: ProfileCodec | null
  readonly chargingPreferences: PreferencesCodec | null
  /** Routing headers exist since 2.2. */
  readonly routing: boolean
  /** Endpoints have a role since 2.2 (VC-3). */
  readonly endpointRoles: boolean
  /** How the version wants credentials tokens in the header; what a peer really takes is tried (guide TR-9). */
  readonly tokenEncoding: 'base64' | 'raw'
}

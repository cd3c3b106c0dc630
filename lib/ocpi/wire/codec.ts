// What a version of OCPI must be able to say: one interface for all of them, so that receivers and client never ask
// which version they speak. Each folder of `wire/` implements it; `codecs.ts` knows which.
import type { Instant } from '@/lib/kernel/time'
import type { CredentialsRole } from '@/lib/partners/core/partner'
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

export type LocationCodec = {
  fromWire: FromWire<Location>
  toWire(location: Location): WireJson
  evseFromWire(json: unknown, uid?: string): Read<Evse>
  evseToWire(evse: Evse): WireJson
  connectorFromWire(json: unknown, id?: string): Read<Connector>
  connectorToWire(connector: Connector): WireJson
  /** What the commonest message says, and nothing else (LOC-2); null for any other PATCH of an EVSE. */
  statusPatch(json: unknown): Read<{ status: EvseStatus; lastUpdated: Instant }> | null
  patchLastUpdated(patch: unknown): Instant
}

export type TariffCodec = { fromWire: FromWire<Tariff>; toWire(tariff: Tariff): WireJson }

export type SessionCodec = {
  fromWire: FromWire<Session>
  toWire(session: Session): WireJson
  mergePatch(
    current: Session,
    received: unknown,
    patch: unknown,
    late?: boolean,
  ): (Read<Session> & { received: WireJson }) | null
  patchLastUpdated(patch: unknown): Instant
}

export type CdrCodec = { fromWire: FromWire<Cdr>; toWire(cdr: Cdr): WireJson }

export type TokenCodec = {
  toWire(token: Token): WireJson
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

export type CommandCodec = {
  startSessionToWire(command: StartSession): WireJson
  stopSessionToWire(command: { responseUrl: string; sessionId: string }): WireJson
  /** The synchronous answer. */
  commandResponseFromWire(json: unknown): Read<CommandResponse>
  /** What is posted to `response_url`. */
  commandResultFromWire(json: unknown): Read<CommandResult>
}

export type Credentials = { token: string; url: string; roles: CredentialsRole[] }

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
  /** Routing headers exist since 2.2. */
  readonly routing: boolean
}

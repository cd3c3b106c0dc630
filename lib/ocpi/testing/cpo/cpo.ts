// One simulated operator: everything it knows, and nothing outside of it.
import { toDateTime, type Clock } from './clock'
import { createLocalClocks, type LocalClock } from './local-time'
import { createMisbehaviourQueue, type MisbehaviourQueue } from './misbehave'
import { createNetwork, createNetworks } from './network'
import { createRandom, type Random } from './random'
import { createParties, type HubSettings, type PartyState } from './hub-settings'
import { createStandingFaults, type StandingFaults } from './standing'
import { createTariffs, type Party } from './tariffs'
import type { Version } from './version'
import type { BulkNetwork } from './bulk-network'
import type { ChargePlan } from './charge-plan'
import type { MeteredPeriod } from './pricer'
import type { Visit } from './write-cdr'
import type {
  Cdr,
  CdrToken,
  ChargingProfile,
  Endpoint,
  Evse,
  InvoiceRecord,
  Location,
  Owner,
  Role,
  Session,
  Tariff,
  Token,
} from './wire'

export type Settings = Party & {
  seed: number
  /** How many seconds of charging pass in one second. */
  speed: number
  tokenEncoding: 'base64' | 'raw'
  tickMs: number
  commandDelayMs: number
  /** Charging profiles of one session must be that far apart, or it is TOO_OFTEN. */
  profilePauseMs: number
  cdrDelayMs: number
  /** The longest charging period of a live session, in seconds of charging. */
  periodSeconds: number
  stateFile?: string
  /** Tariffs have a price for reservations and for those that expire. */
  reservationFees: boolean
  /** The versions on offer, oldest first. */
  versions: Version[]
  hub?: HubSettings
  /** How many locations a list has at least, and how many EVSEs each of those made on demand. */
  locations: number
  evsesEach: number
  pageLimit: number
  /** Standing faults planted from the start, in the short form of `standing.ts`. */
  misbehave: readonly string[]
}

export type Connection = {
  version: Version
  /** What we show to the partner. */
  serverToken: string
  /** What the partner shows to us. */
  clientToken: string
  versionsUrl: string
  roles: Role[]
  endpoints: Endpoint[]
}

export type LiveSession = {
  visit: Visit
  plan: ChargePlan
  /** The plan as it was before any limit. */
  unlimited: ChargePlan
  profile?: { wanted: ChargingProfile; zeroSecond: number }
  /** The eMSP has set a profile and wants to hear of changes. */
  tellsProfile?: boolean
  profileAskedMs?: number
  gridLimitW?: number
  preferences?: Record<string, unknown>
  changes: number[]
  speed: number
  realStartMs: number
  /** Charging periods are cut and sent up to here, in seconds from the start. */
  cutSecond: number
  periods: MeteredPeriod[]
  stopRequested: boolean
}

export type Reservation = {
  id: string
  /** The Session that tells of it, and that a charge takes over. */
  sessionId: string
  token: CdrToken
  reference?: string
  location: Location
  /** Without one, a place at the location. */
  evse?: Evse
  tariff: Tariff
  startMs: number
  expiryMs: number
  responseUrl: string
  version: Version
}

export type Memory = {
  publicUrl: string
  locations: Location[]
  tariffs: Tariff[]
  tokens: Token[]
  sessions: Session[]
  cdrs: Cdr[]
  live: LiveSession[]
  parties?: PartyState[]
  reservations?: Reservation[]
  invoices?: [string, InvoiceRecord][]
  receivedInvoices?: [string, InvoiceRecord][]
  connection?: Connection
  tokenA?: string
  nextNumber: number
}

export type Exchange = {
  at: string
  direction: 'in' | 'out'
  method: string
  path: string
  http: number
  statusCode?: number
  ms: number
  error?: string
}

export type Cpo = {
  settings: Settings
  publicUrl: string
  clock: Clock
  random: Random
  localClock: (timeZone: string) => LocalClock
  locations: Location[]
  tariffs: Tariff[]
  tokens: Map<string, Token>
  sessions: Map<string, Session>
  cdrs: Map<string, Cdr>
  live: Map<string, LiveSession>
  wakers: Map<string, AbortController>
  reservations: Map<string, Reservation>
  /** Invoice records that are ours, and those of an eMSP that bills itself. */
  invoices: Map<string, InvoiceRecord>
  receivedInvoices: Map<string, InvoiceRecord>
  /** Locations beyond those at hand, made on demand. */
  bulk?: BulkNetwork
  connection?: Connection
  tokenA?: string
  /** A token we have handed out but whose acceptance is not yet confirmed. */
  pendingToken?: string
  /** The token before the last rotation, until the new one has been seen. */
  formerToken?: string
  nextNumber: number
  misbehaviour: MisbehaviourQueue
  standing: StandingFaults
  /** Who is on this platform: one operator, or all behind the hub. */
  parties: PartyState[]
  exchanges: Exchange[]
  /** Times taken, by token and by EVSE: one car cannot charge twice at once. */
  taken: Map<string, [startMs: number, endMs: number][]>
  closing: AbortController
  changed(): void
  log(line: string): void
}

export function tokenKey(uid: string, type: string): string {
  return `${uid.toUpperCase()}|${type.toUpperCase()}`
}

function partiesOf(settings: Settings): readonly Party[] {
  return settings.hub?.parties ?? [settings]
}

function openNetworks(settings: Settings, opened: string): Location[] {
  if (!settings.hub) return createNetwork(settings, settings.seed, opened)
  return createNetworks(settings.hub.parties, settings.seed, opened)
}

/** A fresh operator, or one that remembers. */
export function createCpo(settings: Settings, clock: Clock, log: (line: string) => void, memory?: Memory): Cpo {
  // The network is older than any history that it is asked for: a tariff precedes the sessions it prices.
  const opened = toDateTime(clock.now() - 400 * 86_400_000)
  const cpo: Cpo = {
    settings,
    publicUrl: '',
    clock,
    random: createRandom(settings.seed + (memory?.nextNumber ?? 0)),
    localClock: createLocalClocks(),
    locations: memory?.locations ?? openNetworks(settings, opened),
    tariffs:
      memory?.tariffs ?? partiesOf(settings).flatMap((party) => createTariffs(party, opened, settings.reservationFees)),
    tokens: new Map(memory?.tokens.map((token) => [tokenKey(token.uid, token.type), token])),
    sessions: new Map(memory?.sessions.map((session) => [session.id, session])),
    cdrs: new Map(memory?.cdrs.map((cdr) => [cdr.id, cdr])),
    live: new Map(
      memory?.live.map((live) => [live.visit.sessionId, { ...live, unlimited: live.unlimited ?? live.plan }]),
    ),
    wakers: new Map(),
    reservations: new Map(memory?.reservations?.map((held) => [held.id.toUpperCase(), held])),
    invoices: new Map(memory?.invoices),
    receivedInvoices: new Map(memory?.receivedInvoices),
    // A state file of before there were versions has none.
    ...(memory?.connection && { connection: { ...memory.connection, version: memory.connection.version ?? '2.2.1' } }),
    ...(memory?.tokenA && { tokenA: memory.tokenA }),
    nextNumber: memory?.nextNumber ?? 1,
    misbehaviour: createMisbehaviourQueue(),
    standing: createStandingFaults(settings.misbehave),
    parties: memory?.parties ?? createParties(partiesOf(settings), clock.now()),
    exchanges: [],
    taken: new Map(),
    closing: new AbortController(),
    changed: () => {},
    log,
  }
  for (const held of cpo.reservations.values()) relink(cpo, held)
  for (const session of cpo.sessions.values()) {
    const startMs = Date.parse(session.start_date_time)
    const endMs = Date.parse(session.end_date_time ?? session.last_updated)
    takeTime(cpo, [session.cdr_token.uid, session.evse_uid], startMs, endMs)
  }
  const busy = new Set([...cpo.live.values()].map((live) => live.visit.evse.uid))
  for (const evse of cpo.locations.flatMap((location) => location.evses)) {
    if (evse.status === 'CHARGING' && !busy.has(evse.uid)) evse.status = 'AVAILABLE'
  }
  return cpo
}

/** A state file has copies of what was one object. */
function relink(cpo: Cpo, held: Reservation): void {
  held.location = cpo.locations.find(({ id }) => id === held.location.id) ?? held.location
  const evse = held.location.evses.find(({ uid }) => uid === held.evse?.uid)
  if (evse) held.evse = evse
}

/** What a state file keeps. */
export function toMemory(cpo: Cpo): Memory {
  return {
    publicUrl: cpo.publicUrl,
    locations: cpo.locations,
    tariffs: cpo.tariffs,
    tokens: [...cpo.tokens.values()],
    sessions: [...cpo.sessions.values()],
    cdrs: [...cpo.cdrs.values()],
    live: [...cpo.live.values()],
    parties: cpo.parties,
    reservations: [...cpo.reservations.values()],
    invoices: [...cpo.invoices],
    receivedInvoices: [...cpo.receivedInvoices],
    ...(cpo.connection && { connection: cpo.connection }),
    ...(cpo.tokenA && { tokenA: cpo.tokenA }),
    nextNumber: cpo.nextNumber,
  }
}

export function takeTime(cpo: Cpo, keys: string[], startMs: number, endMs: number): void {
  for (const key of keys) {
    const list = cpo.taken.get(key)
    if (list) list.push([startMs, endMs])
    else cpo.taken.set(key, [[startMs, endMs]])
  }
}

/** Gives back what a session reserved beyond its real end. */
export function releaseTime(cpo: Cpo, keys: string[], startMs: number, endMs: number): void {
  for (const key of keys) {
    const entry = cpo.taken.get(key)?.find(([start]) => start === startMs)
    if (entry) entry[1] = endMs
  }
}

/** The first taken stretch that overlaps, if any. */
export function overlapping(cpo: Cpo, keys: string[], startMs: number, endMs: number): number | undefined {
  for (const key of keys) {
    for (const [start, end] of cpo.taken.get(key) ?? []) if (start < endMs && startMs < end) return start
  }
  return undefined
}

export function nextId(cpo: Cpo, letter: 'S' | 'C' | 'I', owner: Pick<Owner, 'party_id'>): string {
  const number = cpo.nextNumber
  cpo.nextNumber += 1
  return `${owner.party_id}-${letter}${String(number).padStart(7, '0')}`
}

export type Place = { location: Location; evse: Evse }

export function findPlace(cpo: Cpo, locationId: string | undefined, evseUid: string | undefined): Place | undefined {
  for (const location of cpo.locations) {
    if (locationId && location.id.toUpperCase() !== locationId.toUpperCase()) continue
    for (const evse of location.evses) {
      if (!evseUid || evse.uid.toUpperCase() === evseUid.toUpperCase()) return { location, evse }
    }
  }
  return undefined
}

export function recordExchange(cpo: Cpo, exchange: Exchange): void {
  cpo.exchanges.push(exchange)
  if (cpo.exchanges.length > 500) cpo.exchanges.shift()
}

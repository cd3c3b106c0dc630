// A hub routes by headers: to one party, to all of them, or by what the message is about.
import type { Cpo } from './cpo'
import { findParty, hubParty, isParty } from './hub'
import type { PartyState } from './hub-settings'
import { OcpiRefusal, type OcpiRequest } from './ocpi-answers'
import type { Json } from './distort-objects'
import type { Owner } from './wire'

/** Never routed: they speak with the hub itself. */
const CONFIGURATION = ['credentials', 'hubclientinfo']

/** Hubs have limits of their own, whatever is asked for. */
const HUB_LIMITS: Record<string, number> = { locations: 100, tariffs: 100, sessions: 100, cdrs: 20, tokens: 1000 }

export function pageLimit(cpo: Cpo, module: string): number {
  const { hub, pageLimit: own } = cpo.settings
  return hub ? (HUB_LIMITS[module] ?? own) : own
}

function textIn(body: unknown, field: string): string | undefined {
  const value = typeof body === 'object' && body !== null ? (body as Json)[field] : undefined
  return typeof value === 'string' ? value.toUpperCase() : undefined
}

/** Open routing: the party that the message is about, if one can be told. */
function subjectOf(cpo: Cpo, { path, body }: OcpiRequest): Owner | undefined {
  const [module = '', id] = path.map((segment) => segment.toUpperCase())
  const session = (wanted: string | undefined) =>
    [...cpo.sessions.values()].find((candidate) => candidate.id.toUpperCase() === wanted)
  const location = (wanted: string | undefined) =>
    cpo.locations.find((candidate) => candidate.id.toUpperCase() === wanted)
  if (module === 'LOCATIONS') return location(id)
  if (module === 'SESSIONS' || module === 'CHARGINGPROFILES') return session(id)
  if (module !== 'COMMANDS') return undefined
  const reservation = cpo.reservations.get(textIn(body, 'reservation_id') ?? '')
  return location(textIn(body, 'location_id')) ?? session(textIn(body, 'session_id')) ?? reservation?.location
}

/** Passes on to a party: unknown 4001, slow 4002, away 4003. */
async function reach(cpo: Cpo, owner: Owner): Promise<PartyState> {
  const party = findParty(cpo, owner)
  if (!party) throw new OcpiRefusal(200, 4001, `unknown party ${owner.country_code} ${owner.party_id}`)
  if (party.status !== 'CONNECTED') throw new OcpiRefusal(200, 4003, `${party.party_id} is ${party.status}`)
  const patienceMs = cpo.settings.hub?.patienceMs ?? 0
  await cpo.clock.sleep(Math.min(party.delayMs, patienceMs), cpo.closing.signal)
  if (party.delayMs > patienceMs) throw new OcpiRefusal(200, 4002, `${party.party_id} did not answer in time`)
  return party
}

export type Addressee = {
  /** Only this party's objects; without one, everybody's. */
  party?: Owner
  /** In whose name the answer is given, where the request did not say. */
  from?: Owner
}

/** Whom a request is for. Nobody in particular where there is no hub. */
export async function findAddressee(cpo: Cpo, request: OcpiRequest): Promise<Addressee> {
  const hub = hubParty(cpo)
  if (!hub || CONFIGURATION.includes(request.path[0]?.toLowerCase() ?? '')) return {}
  const subject = subjectOf(cpo, request)
  if (!request.to || isParty(request.to, hub)) {
    if (!subject) return { from: hub }
    const party = await reach(cpo, subject)
    return { party, from: party }
  }
  const party = await reach(cpo, request.to)
  return { party, from: party }
}

// A received message tried again, as a rehearsal: read by the adapters of its version, compared with what we have now,
// and answered with what would happen. Only the reading handlers of our own routes are called: nothing is written.
import { mintPartnerCtx } from '@/lib/auth/mint'
import { authorize } from '@/lib/auth/authorize'
import type { OcpiVersion, StaffCtx } from '@/lib/auth/context'
import { parseInstant } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import type { KnownPartner } from '@/lib/partners/find-partner-by-token'
import type { Partner } from '@/lib/partners/queries'
import { findRoute, VERSIONS } from '../versions'
import { codecsOf } from '../wire/codecs'
import { isJsonObject, type WireJson } from '../wire/reader'
import { isSpoken, readReceived, type ReadNote } from '../wire/read-message'
import { differences, type Difference } from './json-difference'
import { readTarget } from './message'
import { toReply } from './errors'

/**
 * `refused`: it cannot be read. `foreign`: the party is not one of this connection. `created`, `changed`: it would do
 * that. `same`: it would change nothing. `older`: what we have is newer. `conflict`: another CDR with the id is kept.
 * `unknown`: it changes what we do not have. `readable`: it reads well, and leaves no object that could be compared.
 */
export type TrialOutcome =
  | 'refused'
  | 'foreign'
  | 'created'
  | 'changed'
  | 'same'
  | 'older'
  | 'conflict'
  | 'unknown'
  | 'readable'

export type Trial = {
  readonly outcome: TrialOutcome
  readonly notes: readonly ReadNote[]
  readonly changes: readonly Difference[]
}

export type TriedMessage = {
  readonly version: string | null
  readonly method: string
  readonly path: string
  readonly body: string | null
}

/** Null where the message is none of ours: another version, no address, no JSON. */
export async function tryMessage(ctx: StaffCtx, partner: Partner, message: TriedMessage): Promise<Trial | null> {
  authorize(ctx, 'message:replay')
  const place = placeOf(message)
  if (!place) return null
  const { version, module, path, body } = place
  const known = asKnown(partner)
  const [country, party] = path
  if (COMPARED.has(module) && path.length >= 3 && isForeign(known, country!, party!))
    // both there by the length
    return { outcome: 'foreign', notes: [], changes: [] }
  const read = readReceived(codecsOf(version), { module, method: message.method, path, body, owner: known.party })
  if (!read) return null
  if (read.refused) return { outcome: 'refused', notes: read.notes, changes: [] }
  if (!COMPARED.has(module)) return { outcome: 'readable', notes: read.notes, changes: [] }
  const current = await presentState(ctx, known, {
    version,
    module,
    path: module === 'cdrs' ? cdrPath(path, body) : path,
  })
  return { notes: read.notes, ...judge(module, message.method, current, body) }
}

const COMPARED = new Set(['locations', 'tariffs', 'sessions', 'cdrs'])

type Place = { version: OcpiVersion; module: string; path: readonly string[]; body: unknown }

function placeOf({ version, path: url, body }: TriedMessage): Place | null {
  if (!isSpoken(version, VERSIONS) || body === null) return null
  const [, module, ...path] = readTarget(url)?.segments ?? []
  if (module === undefined) return null
  try {
    return { version, module: module.toLowerCase(), path, body: JSON.parse(body) as unknown }
  } catch {
    return null // cut off in the log, or never JSON
  }
}

function cdrPath(path: readonly string[], body: unknown): readonly string[] {
  if (path.length === 3 || !isJsonObject(body)) return path
  return [body['country_code'], body['party_id'], body['id']].map((part, index) => String(part ?? path[index] ?? ''))
}

/** What we would answer the partner if it asked for the object now; null when we have none. */
async function presentState(
  staff: StaffCtx,
  partner: KnownPartner,
  { version, module, path }: Omit<Place, 'body'>,
): Promise<WireJson | null> {
  const route = findRoute(version, module, path)
  const get = route?.methods.GET
  if (!route || !get) return null
  const { requestId, clock } = staff
  const ctx = mintPartnerCtx({ requestId, clock, partnerId: partner.partnerId, version, correlationId: requestId })
  const call = { ctx, partner, params: route.params, query: new URLSearchParams(), body: undefined, rawBody: '' }
  const reply = await Promise.resolve(get(call)).catch((error: unknown) => toReply(error, module, requestId))
  return reply.code < 2000 && isJsonObject(reply.data) ? reply.data : null
}

function judge(module: string, method: string, current: WireJson | null, body: unknown): Omit<Trial, 'notes'> {
  if (!isJsonObject(body)) return { outcome: 'refused', changes: [] }
  if (!current) return { outcome: method === 'PATCH' ? 'unknown' : 'created', changes: [] }
  if (module !== 'cdrs' && isOlder(body, current)) return { outcome: 'older', changes: [] }
  const changes = method === 'PATCH' ? patched(current, body) : differences(current, body)
  if (changes.length === 0) return { outcome: 'same', changes }
  return { outcome: module === 'cdrs' ? 'conflict' : 'changed', changes }
}

function isOlder(body: WireJson, current: WireJson): boolean {
  const [sent, known] = [body['last_updated'], current['last_updated']].map((value) =>
    typeof value === 'string' ? parseInstant(value) : null,
  )
  return sent !== null && sent !== undefined && known !== null && known !== undefined && sent < known
}

/** A change names fields; lists of things with ids and of charging periods are added to, everything else replaced. */
function patched(current: WireJson, patch: WireJson): Difference[] {
  return Object.keys(patch).flatMap((name) => {
    const [before, after] = [current[name], patch[name]]
    const merged = MERGED.has(name) && Array.isArray(after) ? mergeLists(before, after) : after
    return differences({ [name]: before }, { [name]: merged })
  })
}

const MERGED = new Set(['evses', 'connectors', 'charging_periods'])

function mergeLists(before: unknown, after: readonly unknown[]): unknown[] {
  const identity = (item: unknown) =>
    isJsonObject(item) ? String(item['uid'] ?? item['id'] ?? item['start_date_time']).toUpperCase() : ''
  const merged = new Map((Array.isArray(before) ? before : []).map((item: unknown) => [identity(item), item]))
  for (const item of after) {
    const known = merged.get(identity(item))
    merged.set(identity(item), isJsonObject(known) && isJsonObject(item) ? { ...known, ...item } : item)
  }
  return [...merged.values()]
}

/** As the dispatcher decides it, but that a hub's new party is not written down. */
function isForeign(partner: KnownPartner, country: string, party: string): boolean {
  return partner.hubParty === null && !partner.parties.has(foldParty(country, party))
}

/** The partner as its own token would present it; the reading handlers ask for nothing that is secret. */
function asKnown(partner: Partner): KnownPartner {
  const { id: partnerId, name, state, roles, countryCode, partyId, quirks } = partner
  const parties = roles.map((role) => foldParty(role.countryCode, role.partyId))
  return {
    partnerId,
    name,
    state,
    roles,
    party: { countryCode, partyId },
    quirks,
    credentialId: '',
    credentialKind: 'C',
    clientToken: '',
    parties: new Set(parties.length > 0 ? parties : [foldParty(countryCode, partyId)]),
    hubParty: roles.some(({ role }) => role.toUpperCase() === 'HUB') ? foldParty(countryCode, partyId) : null,
  }
}

// Changes of a location in the words of the wire: a PATCH is laid over what is known, written as the partner's version
// writes it, and the whole is read again. So a change is checked like a whole object, and fields that we do not know
// survive. Lists are replaced, except that EVSEs and connectors are merged by their ids (guide TR-70). Each field
// remembers when it was last stated, so that what came late counts for all that nothing newer has said (TR-76).
import type { Instant } from '@/lib/kernel/time'
import { foldId, type StatedFields, type WireFinding } from '@/lib/roaming/core/common'
import type { Evse, Location } from '@/lib/roaming/core/location'
import type { ReceivedLocation } from '@/lib/roaming/locations/queries'
import type { IncomingEvse, IncomingLocation, KnownEvse, KnownLocation } from '@/lib/roaming/locations/write-location'
import type { LocationCodec } from './codec'
import { knownFields } from './common'
import { isJsonObject, WireError, type WireJson } from './reader'
import { compact } from './writer'

const fields = (received: unknown): WireJson => (isJsonObject(received) ? received : {})

function without(json: WireJson, name: string): WireJson {
  const { [name]: _, ...rest } = json
  return rest
}

/** The EVSE as the partner sees it: our reading over its own words. */
export function writeReceivedEvse(wire: LocationCodec, { evse, received }: IncomingEvse): WireJson {
  const known = listOf(fields(received)['connectors'], 'id')
  const connectors = evse.connectors.map((connector) => ({
    ...knownFields(known.get(foldId(connector.id)), wire.foreign.connector),
    ...wire.connectorToWire(connector),
  }))
  return { ...fields(received), ...wire.evseToWire(evse), connectors }
}

type Written = Pick<ReceivedLocation, 'location' | 'received'> & { readonly evses: readonly IncomingEvse[] }

export function writeReceived(wire: LocationCodec, { location, received, evses }: Written): WireJson {
  return {
    ...knownFields(received, wire.foreign.location),
    ...wire.toWire({ ...location, evses: [] }),
    ...(evses.length > 0 && { evses: evses.map((evse) => writeReceivedEvse(wire, evse)) }),
  }
}

/** The objects of a list by their folded id; what has none is left out. */
function listOf(list: unknown, idName: string): Map<string, WireJson> {
  const byId = new Map<string, WireJson>()
  for (const item of Array.isArray(list) ? list : []) {
    const id: unknown = isJsonObject(item) ? item[idName] : undefined
    if (typeof id === 'string') byId.set(foldId(id), item as WireJson) // an object, checked
  }
  return byId
}

/** A location read from the wire, as rows: its EVSEs apart, each with its own words. */
export function toIncoming(
  wire: LocationCodec,
  location: Location,
  json: unknown,
  findings: readonly WireFinding[],
): IncomingLocation {
  const { evses, ...rest } = location
  const words = listOf(fields(json)['evses'], 'uid')
  const stated = isJsonObject(json) && Array.isArray(json['evses'])
  return {
    location: rest,
    received: without(fields(json), 'evses'),
    findings,
    evses: stated ? evses.map((evse) => wholeEvse(wire, evse, words.get(foldId(evse.uid)) ?? {})) : null,
    over: (current) => layLocationBeneath(wire, rest, fields(json), current),
  }
}

/** An EVSE that was stated as a whole, and what it leaves of a known one of which parts are newer. */
export function wholeEvse(wire: LocationCodec, evse: Evse, received: unknown): IncomingEvse {
  return { evse, received, over: (current) => layEvseBeneath(wire, { evse, received }, current) }
}

const WHOLE = '*'
/** What is stated of them has a date of its own. */
const PARTS = new Set(['connectors', 'evses', 'last_updated'])

const later = (a: Instant, b: Instant): Instant => (a > b ? a : b)

function pick(json: WireJson, names: readonly string[]): WireJson {
  return Object.fromEntries(names.filter((name) => name in json).map((name) => [name, json[name]]))
}

/** The fields that were stated after a whole, each with its date. */
function newerThan(stated: StatedFields, at: Instant): StatedFields {
  return Object.fromEntries(Object.entries(stated).filter(([name, when]) => name !== WHOLE && when > at))
}

function layLocationBeneath(
  wire: LocationCodec,
  whole: IncomingLocation['location'],
  json: WireJson,
  { location, received, stated }: KnownLocation,
): IncomingLocation | null {
  const at = whole.lastUpdated
  if (at < (stated[WHOLE] ?? location.lastUpdated)) return null
  const newer = newerThan(stated, at)
  const present = { ...fields(received), ...wire.toWire({ ...location, evses: [] }) }
  const merged = { ...without(json, 'evses'), ...pick(present, [...Object.keys(newer), 'last_updated']) }
  const { value, findings } = wire.fromWire(merged, undefined, location)
  return { ...toIncoming(wire, value, merged, findings), stated: { ...newer, [WHOLE]: at } }
}

function layEvseBeneath(wire: LocationCodec, whole: IncomingEvse, current: KnownEvse): IncomingEvse | null {
  const { evse } = current
  const at = whole.evse.lastUpdated
  if (at < (current.stated[WHOLE] ?? evse.lastUpdated)) return null
  const newer = newerThan(current.stated, at)
  const present = writeReceivedEvse(wire, current)
  const known = listOf(present['connectors'], 'id')
  const connectors = listOf(fields(whole.received)['connectors'], 'id')
  for (const { id, lastUpdated } of evse.connectors)
    if (lastUpdated > at) connectors.set(foldId(id), known.get(foldId(id)) ?? {})
  const date = evse.lastUpdated > at ? pick(present, ['last_updated']) : {}
  const merged = {
    ...fields(whole.received),
    ...pick(present, Object.keys(newer)),
    connectors: [...connectors.values()],
    ...date,
  }
  const { value } = wire.evseFromWire(merged, evse.uid, later(evse.lastUpdated, at))
  return { evse: value, received: merged, stated: { status: at, ...newer, [WHOLE]: at } }
}

function patchOf(json: unknown): WireJson {
  if (!isJsonObject(json)) throw new WireError('', 'must be an object')
  return json
}

/** When the change was made, where it says so. */
const dateOf = ({ last_updated: at }: WireJson): WireJson => (at === undefined ? {} : { last_updated: at })

/** A new key in a change would move the object. */
function sameId(patch: WireJson, name: string, known: string, path: string): void {
  const given = patch[name]
  if (given !== undefined && foldId(String(given)) !== foldId(known))
    throw new WireError(path, `is not the "${known}" of the address`)
}

/** Of a change the fields that nothing newer has overtaken, and when what is now known was stated. */
function counting(patch: WireJson, at: Instant, stated: StatedFields): { names: string[]; stated: StatedFields } {
  const whole = stated[WHOLE] ?? at
  const names = Object.keys(patch).filter((name) => !PARTS.has(name) && at >= (stated[name] ?? whole))
  return { names, stated: { ...stated, ...Object.fromEntries(names.map((name) => [name, at])) } }
}

/** `at`: when the change was made; null where it does not say, for then it is as new as what it changes. */
export function mergeLocation(
  wire: LocationCodec,
  json: unknown,
  at: Instant | null,
): (current: ReceivedLocation) => IncomingLocation | null {
  const patch = patchOf(json)
  return (current) => {
    const { location } = current
    sameId(patch, 'id', location.id, '/id')
    sameId(patch, 'country_code', location.countryCode, '/country_code')
    sameId(patch, 'party_id', location.partyId, '/party_id')
    const when = at ?? location.lastUpdated
    const { names, stated } = counting(patch, when, current.stated)
    const evses = namedEvses(wire, patch, current)
    if (names.length === 0 && evses.length === 0 && when < location.lastUpdated) return null
    const merged = compact({
      ...knownFields(current.received, wire.foreign.location),
      ...wire.toWire({ ...location, evses: [] }),
      ...pick(patch, names),
      ...(when >= location.lastUpdated && dateOf(patch)),
    })
    const { value, findings } = wire.fromWire(merged, undefined, location)
    return { ...toIncoming(wire, value, merged, findings), stated, evses: evses.length > 0 ? evses : null }
  }
}

function namedEvses(wire: LocationCodec, patch: WireJson, current: ReceivedLocation): IncomingEvse[] {
  const known = new Map(current.evses.map((entry) => [foldId(entry.evse.uid), entry]))
  return [...listOf(patch['evses'], 'uid')].flatMap(([uid, change]) => {
    const entry = known.get(uid)
    // A child without a date of its own changed when its parent did.
    const dated = { ...dateOf(patch), ...change }
    if (!entry)
      return [{ evse: wire.evseFromWire(dated, undefined, current.location.lastUpdated).value, received: change }]
    const merged = mergeEvse(wire, dated, wire.patchLastUpdated(dated))(entry)
    return merged === 'ignored' ? [] : [merged]
  })
}

export function mergeEvse(
  wire: LocationCodec,
  json: unknown,
  at: Instant | null,
): (current: KnownEvse) => IncomingEvse | 'ignored' {
  const patch = patchOf(json)
  return (current) => {
    const { evse } = current
    sameId(patch, 'uid', evse.uid, '/uid')
    const when = at ?? evse.lastUpdated
    const { names, stated } = counting(patch, when, current.stated)
    const known = writeReceivedEvse(wire, current)
    const connectors = listOf(known['connectors'], 'id')
    const changed = [...listOf(patch['connectors'], 'id')].filter(([id, change]) => {
      const before = evse.connectors.find((connector) => foldId(connector.id) === id)
      return !before || (wire.patchLastUpdated({ ...dateOf(patch), ...change }) ?? when) >= before.lastUpdated
    })
    if (names.length === 0 && changed.length === 0 && when < evse.lastUpdated) return 'ignored'
    for (const [id, change] of changed) connectors.set(id, compact({ ...connectors.get(id), ...change }))
    const merged = {
      ...compact({ ...known, ...pick(patch, names), ...(when >= evse.lastUpdated && dateOf(patch)) }),
      connectors: [...connectors.values()],
    }
    return { evse: wire.evseFromWire(merged).value, received: merged, stated }
  }
}

/** A connector within its EVSE; a change of an unknown connector is null, a new one is added. */
export function mergeConnector(
  wire: LocationCodec,
  connectorId: string,
  json: unknown,
  method: 'put' | 'patch',
): (current: KnownEvse) => IncomingEvse | null {
  const patch = patchOf(json)
  return (current) => {
    sameId(patch, 'id', connectorId, '/id')
    const known = writeReceivedEvse(wire, current)
    const connectors = listOf(known['connectors'], 'id')
    const before = connectors.get(foldId(connectorId))
    if (method === 'patch' && !before) return null
    const stated = { id: connectorId, ...patch }
    connectors.set(foldId(connectorId), method === 'put' ? stated : compact({ ...before, ...stated }))
    const merged = { ...known, connectors: [...connectors.values()], ...dateOf(patch) }
    const { value: evse } = wire.evseFromWire(merged)
    // A connector may have changed before the EVSE's last status.
    const lastUpdated = later(evse.lastUpdated, current.evse.lastUpdated)
    return { evse: { ...evse, lastUpdated }, received: merged, stated: current.stated }
  }
}

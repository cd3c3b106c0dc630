// Changes of a location in the words of the wire: a PATCH is laid over what is known, written as the partner's version
// writes it, and the whole is read again. So a change is checked like a whole object, and fields that we do not know
// survive. Lists are replaced, except that EVSEs and connectors are merged by their ids (guide TR-70).
import { foldId, type WireFinding } from '@/lib/roaming/core/common'
import type { Location } from '@/lib/roaming/core/location'
import type { ReceivedLocation } from '@/lib/roaming/locations/queries'
import type { IncomingEvse, IncomingLocation } from '@/lib/roaming/locations/write-location'
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

export function writeReceived(wire: LocationCodec, { location, received, evses }: ReceivedLocation): WireJson {
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
export function toIncoming(location: Location, json: unknown, findings: readonly WireFinding[]): IncomingLocation {
  const { evses, ...rest } = location
  const words = listOf(fields(json)['evses'], 'uid')
  const stated = isJsonObject(json) && Array.isArray(json['evses'])
  return {
    location: rest,
    received: without(fields(json), 'evses'),
    findings,
    evses: stated ? evses.map((evse) => ({ evse, received: words.get(foldId(evse.uid)) ?? {} })) : null,
  }
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

export function mergeLocation(wire: LocationCodec, json: unknown): (current: ReceivedLocation) => IncomingLocation {
  const patch = patchOf(json)
  return (current) => {
    const { location } = current
    sameId(patch, 'id', location.id, '/id')
    sameId(patch, 'country_code', location.countryCode, '/country_code')
    sameId(patch, 'party_id', location.partyId, '/party_id')
    const merged = compact({
      ...knownFields(current.received, wire.foreign.location),
      ...wire.toWire({ ...location, evses: [] }),
      ...without(patch, 'evses'),
    })
    const { value, findings } = wire.fromWire(merged, undefined, location)
    const incoming = toIncoming(value, merged, findings)
    const known = new Map(current.evses.map((entry) => [foldId(entry.evse.uid), entry]))
    const named = [...listOf(patch['evses'], 'uid')].map(([uid, change]) => {
      const entry = known.get(uid)
      // A child without a date of its own changed when its parent did.
      const dated = { ...dateOf(patch), ...change }
      return entry
        ? mergeEvse(wire, dated)(entry)
        : { evse: wire.evseFromWire(dated, undefined, location.lastUpdated).value, received: change }
    })
    return { ...incoming, evses: named.length > 0 ? named : null }
  }
}

export function mergeEvse(wire: LocationCodec, json: unknown): (current: IncomingEvse) => IncomingEvse {
  const patch = patchOf(json)
  return (current) => {
    sameId(patch, 'uid', current.evse.uid, '/uid')
    const known = writeReceivedEvse(wire, current)
    const connectors = listOf(known['connectors'], 'id')
    for (const [id, change] of listOf(patch['connectors'], 'id'))
      connectors.set(id, compact({ ...connectors.get(id), ...change }))
    const merged = { ...compact({ ...known, ...patch }), connectors: [...connectors.values()] }
    return { evse: wire.evseFromWire(merged).value, received: merged }
  }
}

/** A connector within its EVSE; a change of an unknown connector is null, a new one is added. */
export function mergeConnector(
  wire: LocationCodec,
  connectorId: string,
  json: unknown,
  method: 'put' | 'patch',
): (current: IncomingEvse) => IncomingEvse | null {
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
    const lastUpdated = evse.lastUpdated > current.evse.lastUpdated ? evse.lastUpdated : current.evse.lastUpdated
    return { evse: { ...evse, lastUpdated }, received: merged }
  }
}

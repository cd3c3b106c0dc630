// OCPI 2.2.1 §6 Versions: the same in every version, but that 2.1.1 names no role of an endpoint.
import { WireObject, type Place, type Read } from './reader'

export type VersionEntry = { version: string; url: string }
export type EndpointEntry = { identifier: string; role: string; url: string }
export type VersionDetails = { version: string; endpoints: EndpointEntry[] }

function readVersion(item: unknown, path: Place, into: WireObject): VersionEntry {
  const object = new WireObject(item, path, into.findings)
  return { version: object.id('version', 20), url: object.id('url', 255) }
}

/** The list of versions; the 2.1.1 table wrongly wraps it, and some do (VC-1). */
export function versionsFromWire(json: unknown): Read<VersionEntry[]> {
  const object = new WireObject(Array.isArray(json) ? { versions: json } : json, '', [])
  return {
    value: object.lenientList('versions', (item, path) => readVersion(item, path, object)),
    findings: object.findings,
  }
}

/** What a CPO has others push to it; it owns the rest. */
const PUSHED_TO_A_CPO = new Set(['tokens', 'commands', 'chargingprofiles'])

/** An endpoint without a role is one of 2.1.1: there each party publishes only the interfaces of its own role (VC-3). */
export function versionDetailsFromWire(json: unknown): Read<VersionDetails> {
  const object = new WireObject(json, '', [])
  const endpoints = object.lenientList('endpoints', (item, path) => {
    const endpoint = new WireObject(item, path, object.findings)
    const identifier = endpoint.id('identifier', 100).toLowerCase()
    const role = endpoint.optionalText('role', 10)?.toUpperCase()
    return {
      identifier,
      role: role || (PUSHED_TO_A_CPO.has(identifier) ? 'RECEIVER' : 'SENDER'),
      url: endpoint.id('url', 255),
    }
  })
  return { value: { version: object.id('version', 20), endpoints }, findings: object.findings }
}

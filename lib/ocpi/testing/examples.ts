// The specification's own JSON, one reader for its three editions: which object a file holds, and how it comes back
// from an adapter. The files are not ours to copy; they lie beside the repository or not at all.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OcpiVersion } from '@/lib/auth/context'
import { instant } from '@/lib/kernel/time'
import type { Codecs } from '../wire/codec'
import { readDisplayText } from '../wire/common'
import {
  mergeConnector,
  mergeEvse,
  mergeLocation,
  toIncoming,
  writeReceived,
  writeReceivedEvse,
} from '../wire/location-merge'
import { isJsonObject, WireObject, type WireJson } from '../wire/reader'
import { versionDetailsFromWire, versionsFromWire } from '../wire/versions'

export const EXAMPLES = join(process.cwd(), '..', 'shared', 'data', 'ocpi')
export const EDITIONS = [
  ['2.1.1-d2', '2.1.1'],
  ['2.2.1-d2', '2.2.1'],
  ['2.3.0-ed2-core', '2.3.0'],
] as const satisfies readonly (readonly [string, OcpiVersion])[]
export type Edition = (typeof EDITIONS)[number][0]

export const hasExamples = (): boolean => EDITIONS.every(([edition]) => existsSync(join(EXAMPLES, edition)))

export function exampleNames(edition: Edition): string[] {
  const folder = join(EXAMPLES, edition)
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
}

/** One of them has trailing commas, some are fragments without braces; some come in an envelope. */
export function readExample(edition: Edition, name: string): unknown {
  const text = readFileSync(join(EXAMPLES, edition, name), 'utf8').trim()
  const whole = /^[[{]/.test(text) ? text : `{${text}}`
  const json: unknown = JSON.parse(whole.replace(/,(\s*[}\]])/g, '$1'))
  return isJsonObject(json) && 'status_code' in json ? json['data'] : json
}

type Trip = (wire: Codecs, json: unknown, base: Base) => unknown
/** Whole objects of the same edition, for the examples that change one. */
export type Base = { location: WireJson; session: WireJson; tariff: WireJson }

const OWNER = { countryCode: 'NL', partyId: 'TNM' }
const RECEIVED = instant(Date.UTC(2020, 0, 1))

/** What a change names, as it stands in the object afterwards. */
const named = (change: unknown, result: WireJson): WireJson =>
  Object.fromEntries(Object.keys(change as WireJson).map((name) => [name, result[name]]))

function location(wire: Codecs, json: unknown) {
  const { value, findings } = wire.locations.fromWire(json, undefined, OWNER)
  return toIncoming(wire.locations, value, json, findings)
}

function received(wire: Codecs, base: Base) {
  const { evses, ...rest } = location(wire, base.location)
  const stated = { '*': rest.location.lastUpdated }
  return {
    ...rest,
    stated,
    evses: (evses ?? []).map((entry) => ({ ...entry, stated: { '*': entry.evse.lastUpdated } })),
  }
}

const wholeLocation: Trip = (wire, json) => wire.locations.toWire(wire.locations.fromWire(json, undefined, OWNER).value)
/** A part of a location, read as one of a whole. */
const partOfLocation: Trip = (wire, json, base) => {
  const part = json as WireJson
  return named(part, wholeLocation(wire, { ...base.location, ...part }, base) as WireJson)
}
const hours: Trip = (wire, json, base) =>
  (partOfLocation(wire, { opening_times: json }, base) as WireJson)['opening_times']
const evse: Trip = (wire, json) =>
  wire.locations.evseToWire(wire.locations.evseFromWire(json, undefined, RECEIVED).value)
const locationPatch: Trip = (wire, json, base) => {
  const known = received(wire, base)
  const next = mergeLocation(wire.locations, json, null)(known)! // without a date it is never late
  return named(json, writeReceived(wire.locations, { ...next, evses: next.evses ?? [] }))
}
const evsePatch: Trip = (wire, json, base) => {
  const next = mergeEvse(wire.locations, json, null)(received(wire, base).evses[0]!) // it has two
  return next === 'ignored' ? null : named(json, writeReceivedEvse(wire.locations, next))
}
const connectorPatch: Trip = (wire, json, base) => {
  const next = mergeConnector(wire.locations, '1', json, 'patch')(received(wire, base).evses[0]!) // it has two
  const connectors = writeReceivedEvse(wire.locations, next!)['connectors'] as WireJson[] // the first one was changed
  return named(json, connectors[0]!)
}
const cdr: Trip = (wire, json) => wire.cdrs.toWire(wire.cdrs.fromWire(json, undefined, OWNER).value)
const session: Trip = (wire, json) => wire.sessions.toWire(wire.sessions.fromWire(json, undefined, OWNER).value)
const sessionPatch: Trip = (wire, json, base) => {
  const { value } = wire.sessions.fromWire(base.session, undefined, OWNER)
  return named(json, wire.sessions.toWire(wire.sessions.mergePatch(value, base.session, json)!.value)) // it is not late
}
const tariff: Trip = (wire, json) => wire.tariffs.toWire(wire.tariffs.fromWire(json, undefined, OWNER).value)
const tariffPatch: Trip = (wire, json, base) => {
  const { value } = wire.tariffs.fromWire(base.tariff, undefined, OWNER)
  return named(json, wire.tariffs.toWire(wire.tariffs.mergePatch!(value, base.tariff, json).value)) // 2.1.1 has it
}
const token: Trip = (wire, json) => wire.tokens.toWire(wire.tokens.fromWire(json).value)
const tokens: Trip = (wire, json, base) => (json as unknown[]).map((each) => token(wire, each, base))
const credentials: Trip = (wire, json) =>
  wire.credentials.credentialsToWire(wire.credentials.credentialsFromWire(json).value)

/** By the beginning of the file's name; the first that fits counts. */
const KINDS: readonly (readonly [RegExp, Trip])[] = [
  [/^(cdr_|mod_cdrs)/, cdr],
  [/^credentials/, credentials],
  [/^location_hours/, hours],
  [/^(location_energymix|location_regularhours|mod_locations__(07|08|09|10))/, partOfLocation],
  [/^(location_put_example_add_evse|mod_locations__04)/, evse],
  [/^(location_patch_example_location|mod_locations__02)/, locationPatch],
  [/^(location_patch_example_tariff|mod_locations__03)/, connectorPatch],
  [/^(location_patch_|mod_locations__0[15])/, evsePatch],
  [/^(location_example|mod_locations__06)/, wholeLocation],
  [/^(session_patch|mod_sessions__01)/, sessionPatch],
  [/^(session_|mod_sessions)/, session],
  [/^mod_tariffs__02/, tariffPatch],
  [/^(tariff|mod_tariffs)/, tariff],
  [/^(transport_and_format_get_token_list|transport_and_format__04)/, tokens],
  [/^(token_(example|put)|transport_and_format_get_token|transport_and_format__03|mod_tokens__0[13])/, token],
  [
    /^(versions_info|transport_and_format_version_info|transport_and_format__01|version_information_endpoint__01)/,
    (_, json) => versionsFromWire(json).value,
  ],
  [
    /^(version_details|transport_and_format_version_details|transport_and_format__02|version_information_endpoint__02)/,
    (_, json) => versionDetailsFromWire(json).value,
  ],
  [/^type_displaytext/, (_, json) => readDisplayText(json, '', new WireObject({}, '', []))],
]

/** How the file comes back; null for one that no adapter reads. */
export function roundTrip(wire: Codecs, name: string, json: unknown, base: Base): { result: unknown } | null {
  const trip = KINDS.find(([pattern]) => pattern.test(name))?.[1]
  return trip ? { result: JSON.parse(JSON.stringify(trip(wire, json, base))) as unknown } : null
}

/** Where two values differ: `-` is missing in the second, `+` only there, `~` another value. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (one === other) return []
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [`~${path}`]
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].flatMap((name) => {
    const [mine, theirs] = [(one as WireJson)[name], (other as WireJson)[name]]
    if (mine === undefined) return [`+${path}/${name}`]
    return theirs === undefined ? [`-${path}/${name}`] : differences(mine, theirs, `${path}/${name}`)
  })
}

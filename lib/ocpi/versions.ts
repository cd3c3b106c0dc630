// What we serve: version × module × role × path × method → receiver. The dispatcher routes by this table and version
// details are printed from it, so that the two cannot disagree. Another OCPI version is more rows and its adapters.
import type { OcpiVersion } from '@/lib/auth/context'
import { moduleUrl, versionUrl } from './http/urls'
import type { Handler, Method, Routes } from './http/receiver'
import { receiveCdrs } from './receivers/cdrs'
import { takeChargingProfiles } from './receivers/charging-profiles'
import { MODULE as INVOICES, receiveInvoiceRecords, serveInvoiceRecords } from './receivers/invoice-records'
import { takeCommandResults } from './receivers/commands'
import { serveCredentials } from './receivers/credentials'
import { hubClientInfo } from './receivers/hub-client-info'
import { receiveLocations } from './receivers/locations'
import { receiveSessions } from './receivers/sessions'
import { receiveTariffs } from './receivers/tariffs'
import { serveTokens } from './receivers/tokens'
import type { Codecs } from './wire/codec'
import { codecsOf } from './wire/codecs'

export type ModuleRow = {
  readonly version: OcpiVersion
  readonly module: string
  /** Of the data: SENDER owns it, RECEIVER gets it pushed (VC-2). */
  readonly role: 'SENDER' | 'RECEIVER'
  readonly routes: Routes
}

/** Oldest first. */
export const VERSIONS = ['2.1.1', '2.2.1', '2.3.0'] as const satisfies readonly OcpiVersion[]

type Interface = Pick<ModuleRow, 'module' | 'role'> & {
  /** Null where the version has no such module. */
  readonly routes: (wire: Codecs, version: OcpiVersion) => Routes | null
}

const INTERFACES: readonly Interface[] = [
  { module: 'credentials', role: 'SENDER', routes: (wire) => serveCredentials(wire) },
  { module: 'locations', role: 'RECEIVER', routes: (wire) => receiveLocations(wire.locations) },
  { module: 'tariffs', role: 'RECEIVER', routes: (wire) => receiveTariffs(wire.tariffs) },
  { module: 'sessions', role: 'RECEIVER', routes: (wire) => receiveSessions(wire.sessions) },
  { module: 'cdrs', role: 'RECEIVER', routes: (wire) => receiveCdrs(wire.cdrs) },
  { module: 'tokens', role: 'SENDER', routes: (wire) => serveTokens(wire.tokens) },
  { module: 'commands', role: 'SENDER', routes: (wire) => takeCommandResults(wire.commands) },
  {
    module: 'chargingprofiles',
    role: 'SENDER',
    routes: ({ chargingProfiles }) => chargingProfiles && takeChargingProfiles(chargingProfiles),
  },
  // Hubs came with routing.
  { module: 'hubclientinfo', role: 'RECEIVER', routes: (wire) => (wire.routing ? hubClientInfo : null) },
  // The second edition of 2.3.0 brought it; no version before has it.
  { module: INVOICES, role: 'RECEIVER', routes: (_, version) => (version === '2.3.0' ? receiveInvoiceRecords : null) },
  { module: INVOICES, role: 'SENDER', routes: (_, version) => (version === '2.3.0' ? serveInvoiceRecords : null) },
]

export const MODULES: readonly ModuleRow[] = VERSIONS.flatMap((version) =>
  INTERFACES.flatMap(({ module, role, routes }) => {
    const inVersion = routes(codecsOf(version), version)
    return inVersion ? [{ version, module, role, routes: inVersion }] : []
  }),
)

/** `GET /ocpi/versions` */
export function listVersions(): { version: OcpiVersion; url: string }[] {
  return VERSIONS.map((version) => ({ version, url: versionUrl(version) }))
}

/** `GET /ocpi/{version}`. 2.1.1 knows no roles; what we publish are the interfaces of an eMSP (VC-3). */
export function describeVersion(version: OcpiVersion) {
  const { endpointRoles } = codecsOf(version)
  const endpoints = MODULES.filter((row) => row.version === version).map(({ module, role }) => ({
    identifier: module,
    ...(endpointRoles && { role }),
    url: moduleUrl(version, module),
  }))
  return { version, endpoints }
}

type Template = { readonly segments: readonly string[]; readonly methods: Partial<Readonly<Record<Method, Handler>>> }
const TEMPLATES: ReadonlyMap<string, readonly Template[]> = templatesOf(MODULES)

/** A module that we both own and receive has one address: the methods of its two rows are one table. */
function templatesOf(rows: readonly ModuleRow[]): Map<string, Template[]> {
  const routes = new Map<string, Record<string, Partial<Record<Method, Handler>>>>()
  for (const row of rows) {
    const known = routes.get(`${row.version}/${row.module}`) ?? {}
    for (const [path, methods] of Object.entries(row.routes)) known[path] = { ...known[path], ...methods }
    routes.set(`${row.version}/${row.module}`, known)
  }
  const split = (path: string) => (path === '' ? [] : path.split('/'))
  return new Map(
    [...routes].map(([key, paths]) => [
      key,
      Object.entries(paths).map(([path, methods]) => ({ segments: split(path), methods })),
    ]),
  )
}

export type Route = { methods: Partial<Readonly<Record<Method, Handler>>>; params: Record<string, string> }

/** The methods at a path below a module's endpoint; null when there is no such path. */
export function findRoute(version: string, module: string, path: readonly string[]): Route | null {
  for (const { segments, methods } of TEMPLATES.get(`${version}/${module}`) ?? []) {
    const params = segments.length === path.length ? match(segments, path) : null
    if (params) return { methods, params }
  }
  return null
}

function match(segments: readonly string[], path: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {}
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index]! // within both, lengths are equal
    const value = path[index]!
    if (segment.startsWith('{')) params[segment.slice(1, -1)] = value
    else if (segment.toLowerCase() !== value.toLowerCase()) return null
  }
  return params
}

/** Whether a module exists in a version, whatever the path below it. */
export function hasModule(version: string, module: string): boolean {
  return TEMPLATES.has(`${version}/${module}`)
}

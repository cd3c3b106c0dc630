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
import { codecsOf } from './wire/codecs'

export type ModuleRow = {
  readonly version: OcpiVersion
  readonly module: string
  /** Of the data: SENDER owns it, RECEIVER gets it pushed (VC-2). */
  readonly role: 'SENDER' | 'RECEIVER'
  readonly routes: Routes
}

// The second edition of 2.3.0 brought it; no version before has it.
const invoices: readonly ModuleRow[] = [
  { version: '2.3.0', module: INVOICES, role: 'RECEIVER', routes: receiveInvoiceRecords },
  { version: '2.3.0', module: INVOICES, role: 'SENDER', routes: serveInvoiceRecords },
]

function modulesOf(version: OcpiVersion): ModuleRow[] {
  const wire = codecsOf(version)
  const rows: ModuleRow[] = [
    { version, module: 'credentials', role: 'SENDER', routes: serveCredentials(wire.credentials) },
    { version, module: 'locations', role: 'RECEIVER', routes: receiveLocations(wire.locations) },
    { version, module: 'tariffs', role: 'RECEIVER', routes: receiveTariffs(wire.tariffs) },
    { version, module: 'sessions', role: 'RECEIVER', routes: receiveSessions(wire.sessions) },
    { version, module: 'cdrs', role: 'RECEIVER', routes: receiveCdrs(wire.cdrs) },
    { version, module: 'tokens', role: 'SENDER', routes: serveTokens(wire.tokens) },
    { version, module: 'commands', role: 'SENDER', routes: takeCommandResults(wire.commands) },
    ...(wire.chargingProfiles
      ? [
          {
            version,
            module: 'chargingprofiles',
            role: 'SENDER',
            routes: takeChargingProfiles(wire.chargingProfiles),
          } as const,
        ]
      : []),
    ...(version === '2.3.0' ? invoices : []),
  ]
  // Hubs came with routing.
  return wire.routing ? [...rows, { version, module: 'hubclientinfo', role: 'RECEIVER', routes: hubClientInfo }] : rows
}

export const MODULES: readonly ModuleRow[] = modulesOf('2.2.1')

export const VERSIONS: readonly OcpiVersion[] = [...new Set(MODULES.map(({ version }) => version))]

/** `GET /ocpi/versions` */
export function listVersions(): { version: OcpiVersion; url: string }[] {
  return VERSIONS.map((version) => ({ version, url: versionUrl(version) }))
}

/** `GET /ocpi/{version}` */
export function describeVersion(version: OcpiVersion) {
  const endpoints = MODULES.filter((row) => row.version === version).map(({ module, role }) => ({
    identifier: module,
    role,
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

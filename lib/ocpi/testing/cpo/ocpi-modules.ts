// OCPI as an operator serves it: which module answers what, in which version.
import type { Cpo } from './cpo'
import { isParty } from './hub'
import { getClientInfo } from './hub-client-info'
import { findAddressee, pageLimit } from './hub-routing'
import { deleteInvoice, getInvoice, postInvoice, putInvoice } from './invoices'
import { invalid, notFound, ok, OcpiRefusal, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { handleCommand } from './ocpi-commands'
import { deleteProfile, getProfile, putPreferences, putProfile } from './ocpi-profiles'
import { getToken, patchToken, putToken } from './ocpi-tokens'
import { page, type ListRequest } from './paging'
import { acceptCredentials, forgetPartner, ownCredentials, RegistrationError } from './registration'
import { hasParties, type Version } from './version'
import type { Json } from './distort-objects'
import type { Owner } from './wire'
import { writeObject } from './write-object'

type Handler = (cpo: Cpo, request: OcpiRequest) => OcpiAnswer | Promise<OcpiAnswer>
type Module = {
  identifier: string
  role: 'SENDER' | 'RECEIVER'
  methods: Partial<Record<string, Handler>>
  /** The version that brought it. */
  since?: Version
  hubOnly?: true
}

const same = (a: unknown, b: string): boolean => String(a).toUpperCase() === b.toUpperCase()

/** The entry of a list in a written object, by its uid or id. */
function entryIn(list: unknown, field: string, wanted: string): Json | undefined {
  return (list as Json[]).find((entry) => same(entry[field], wanted)) // Written by us: a list of objects.
}

function getLocation(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const [, id, uid, connectorId] = request.path
  // 2.1.1 cannot say that a location is not for everybody.
  const visible = cpo.locations.filter(
    (location) => (location.publish || hasParties(request.version)) && isMeant(request, location),
  )
  const write = (location: (typeof visible)[number]) => writeObject(cpo, request.version, 'locations', location)
  if (!id) return list(cpo, request, 'locations', visible, write, cpo.bulk)
  const location = visible.find((candidate) => same(candidate.id, id)) ?? cpo.bulk?.find(id)
  if (!location) throw notFound('location', 2003)
  const written = write(location)
  if (!uid) return ok(written)
  const evse = entryIn(written.evses, 'uid', uid)
  if (!evse) throw notFound('EVSE', 2003)
  if (!connectorId) return ok(evse)
  const connector = entryIn(evse.connectors, 'id', connectorId)
  if (!connector) throw notFound('connector', 2003)
  return ok(connector)
}

function isMeant({ party }: OcpiRequest, object: Owner): boolean {
  return !party || isParty(party, object)
}

function list<T extends Owner & { last_updated: string }>(
  cpo: Cpo,
  request: OcpiRequest,
  module: string,
  all: Iterable<T>,
  write: (object: T) => Json,
  rest?: ListRequest<T>['rest'],
): OcpiAnswer {
  const { version, query } = request
  const meant = request.party ? [...all].filter((object) => isMeant(request, object)) : all
  return page(cpo, { version, module, all: meant, query, most: pageLimit(cpo, module), write, ...(rest && { rest }) })
}

function getTariffs(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  if (request.path[1]) throw notFound('object')
  return list(cpo, request, 'tariffs', cpo.tariffs, (tariff) => writeObject(cpo, request.version, 'tariffs', tariff))
}

function getSessions(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  if (request.path[1]) throw notFound('object')
  if (!request.query.has('date_from')) throw invalid('date_from is required')
  const all = cpo.sessions.values()
  return list(cpo, request, 'sessions', all, (session) => writeObject(cpo, request.version, 'sessions', session))
}

function getCdrs(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  if (request.path[1]) throw notFound('object')
  return list(cpo, request, 'cdrs', cpo.cdrs.values(), (cdr) => writeObject(cpo, request.version, 'cdrs', cdr))
}

function requireUnregistered(cpo: Cpo): void {
  if (cpo.connection) throw new OcpiRefusal(405, 2000, 'already registered; use PUT')
}

function requireRegistered(cpo: Cpo): void {
  if (!cpo.connection) throw new OcpiRefusal(405, 2000, 'not registered')
}

async function takeCredentials(cpo: Cpo, { version, body }: OcpiRequest): Promise<OcpiAnswer> {
  try {
    return ok(await acceptCredentials(cpo, version, body))
  } catch (error) {
    if (error instanceof RegistrationError) throw new OcpiRefusal(200, error.statusCode, error.message)
    throw error
  }
}

const CREDENTIALS: Module['methods'] = {
  GET: (cpo, { version, token }) => ok(ownCredentials(cpo, version, token)),
  POST: (cpo, request) => {
    requireUnregistered(cpo)
    return takeCredentials(cpo, request)
  },
  PUT: (cpo, request) => {
    requireRegistered(cpo)
    return takeCredentials(cpo, request)
  },
  DELETE: (cpo) => {
    requireRegistered(cpo)
    forgetPartner(cpo)
    return ok()
  },
}

const MODULES: readonly Module[] = [
  { identifier: 'credentials', role: 'RECEIVER', methods: CREDENTIALS },
  { identifier: 'locations', role: 'SENDER', methods: { GET: getLocation } },
  { identifier: 'tariffs', role: 'SENDER', methods: { GET: getTariffs } },
  { identifier: 'sessions', role: 'SENDER', methods: { GET: getSessions, PUT: putPreferences } },
  { identifier: 'cdrs', role: 'SENDER', methods: { GET: getCdrs } },
  { identifier: 'tokens', role: 'RECEIVER', methods: { GET: getToken, PUT: putToken, PATCH: patchToken } },
  { identifier: 'commands', role: 'RECEIVER', methods: { POST: handleCommand } },
  {
    identifier: 'chargingprofiles',
    role: 'RECEIVER',
    methods: { GET: getProfile, PUT: putProfile, DELETE: deleteProfile },
    since: '2.2.1',
  },
  { identifier: 'hubclientinfo', role: 'SENDER', methods: { GET: getClientInfo }, since: '2.2.1', hubOnly: true },
  { identifier: 'invoicereconciliation', role: 'SENDER', methods: { GET: getInvoice }, since: '2.3.0' },
  {
    identifier: 'invoicereconciliation',
    role: 'RECEIVER',
    methods: { GET: getInvoice, POST: postInvoice, PUT: putInvoice, DELETE: deleteInvoice },
    since: '2.3.0',
  },
]

/** What this operator serves in a version. */
function modulesOf(cpo: Cpo, version: Version): Module[] {
  const missing = cpo.standing.on('missing_module')
  return MODULES.filter(
    ({ identifier, since, hubOnly }) =>
      (since === undefined || since <= version) &&
      (!hubOnly || cpo.settings.hub) &&
      (!missing || identifier !== (missing.module ?? 'tariffs')),
  )
}

/** The address of something below /ocpi. */
function addressOf(cpo: Cpo, path: string): string {
  return cpo.standing.on('relative_urls') ? `/ocpi/${path}` : `${cpo.publicUrl}/ocpi/${path}`
}

/** GET /ocpi/versions */
export function listVersions(cpo: Cpo): OcpiAnswer {
  return ok(cpo.settings.versions.map((version) => ({ version, url: addressOf(cpo, version) })))
}

function announcedRole(cpo: Cpo, version: Version, role: Module['role']): string | undefined {
  if (!hasParties(version) || cpo.standing.on('missing_role')) return undefined
  if (!cpo.standing.on('wrong_roles_in_details')) return role
  return role === 'SENDER' ? 'RECEIVER' : 'SENDER'
}

/** GET /ocpi/{version}: what is mounted, and nothing else. */
export function versionDetails(cpo: Cpo, version: Version): OcpiAnswer {
  const endpoints = modulesOf(cpo, version).map(({ identifier, role }) => {
    const announced = announcedRole(cpo, version, role)
    return { identifier, ...(announced && { role: announced }), url: addressOf(cpo, `${version}/${identifier}`) }
  })
  return ok({ version, endpoints })
}

/** Answers a request below /ocpi/{version}. */
export async function handleModule(cpo: Cpo, request: OcpiRequest): Promise<OcpiAnswer> {
  const named = request.path[0]?.toLowerCase()
  const served = modulesOf(cpo, request.version).filter(({ identifier }) => identifier === named)
  if (served.length === 0) throw notFound('module')
  const handler = served.map(({ methods }) => methods[request.method]).find((method) => method !== undefined)
  if (!handler) throw new OcpiRefusal(405, 2000, `${request.method} is not defined here`)
  const { party, from } = await findAddressee(cpo, request)
  const answer = await handler(cpo, party ? { ...request, party } : request)
  return from ? { ...answer, from } : answer
}

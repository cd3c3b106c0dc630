// OCPI 2.2.1 as an operator serves it: which module answers what.
import { tokenKey, type Cpo } from './cpo'
import { invalid, ok, OcpiRefusal, page, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { handleCommand } from './ocpi-commands'
import {
  acceptCredentials,
  forgetPartner,
  ownCredentials,
  RegistrationError,
  VERSION,
  versionsUrl,
} from './registration'
import type { Token } from './wire'

type Handler = (cpo: Cpo, request: OcpiRequest) => OcpiAnswer | Promise<OcpiAnswer>
type Module = { role: 'SENDER' | 'RECEIVER'; methods: Partial<Record<string, Handler>> }

const notFound = (what: string, statusCode = 2000) => new OcpiRefusal(404, statusCode, `unknown ${what}`)

const same = (a: string, b: string | undefined): boolean => a.toUpperCase() === b?.toUpperCase()

function getLocation(cpo: Cpo, { path, query }: OcpiRequest): OcpiAnswer {
  const [, id, uid, connectorId] = path
  if (!id) return page(cpo, 'locations', cpo.locations, query)
  const location = cpo.locations.find((candidate) => same(candidate.id, id))
  if (!location) throw notFound('location', 2003)
  if (!uid) return ok(location)
  const evse = location.evses.find((candidate) => same(candidate.uid, uid))
  if (!evse) throw notFound('EVSE', 2003)
  if (!connectorId) return ok(evse)
  const connector = evse.connectors.find((candidate) => same(candidate.id, connectorId))
  if (!connector) throw notFound('connector', 2003)
  return ok(connector)
}

function getSessions(cpo: Cpo, { path, query }: OcpiRequest): OcpiAnswer {
  if (path[1]) throw notFound('object')
  if (!query.has('date_from')) throw invalid('date_from is required')
  return page(cpo, 'sessions', cpo.sessions.values(), query)
}

/** `{country}/{party}/{uid}` and the type from the query, RFID if it is not given. */
function tokenAddress({ path, query }: OcpiRequest): { country: string; party: string; uid: string; type: string } {
  const [, country, party, uid] = path
  if (!country || !party || !uid) throw notFound('object')
  return { country, party, uid, type: query.get('type') ?? 'RFID' }
}

function getToken(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const { uid, type } = tokenAddress(request)
  const token = cpo.tokens.get(tokenKey(uid, type))
  if (!token) throw notFound('token', 2004)
  return ok(token)
}

function putToken(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const { country, party, uid, type } = tokenAddress(request)
  const token = (request.body ?? {}) as Partial<Token> // Checked field by field.
  for (const field of ['uid', 'type', 'contract_id', 'issuer', 'whitelist', 'last_updated'] as const) {
    if (typeof token[field] !== 'string') throw invalid(`${field} is missing`)
  }
  if (typeof token.valid !== 'boolean') throw invalid('valid is missing')
  if (!same(uid, token.uid) || !same(country, token.country_code) || !same(party, token.party_id)) {
    throw invalid('the URL names another token than the body')
  }
  if (!same(type, token.type)) throw invalid('type differs between URL and body')
  const key = tokenKey(uid, type)
  const created = !cpo.tokens.has(key)
  cpo.tokens.set(key, token as Token) // All required fields have been checked.
  cpo.changed()
  return { ...ok(), http: created ? 201 : 200 }
}

function patchToken(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const { uid, type } = tokenAddress(request)
  const changes = (request.body ?? {}) as Partial<Token> // Merged over a checked token.
  if (typeof changes.last_updated !== 'string') throw invalid('last_updated is missing')
  const key = tokenKey(uid, type)
  const token = cpo.tokens.get(key)
  if (!token) throw notFound('token', 2004)
  cpo.tokens.set(key, { ...token, ...changes })
  cpo.changed()
  return ok()
}

function requireUnregistered(cpo: Cpo): void {
  if (cpo.connection) throw new OcpiRefusal(405, 2000, 'already registered; use PUT')
}

function requireRegistered(cpo: Cpo): void {
  if (!cpo.connection) throw new OcpiRefusal(405, 2000, 'not registered')
}

async function takeCredentials(cpo: Cpo, body: unknown): Promise<OcpiAnswer> {
  try {
    return ok(await acceptCredentials(cpo, body))
  } catch (error) {
    if (error instanceof RegistrationError) throw new OcpiRefusal(200, error.statusCode, error.message)
    throw error
  }
}

const MODULES: Record<string, Module> = {
  credentials: {
    role: 'RECEIVER',
    methods: {
      GET: (cpo, { token }) => ok(ownCredentials(cpo, token)),
      POST: (cpo, { body }) => {
        requireUnregistered(cpo)
        return takeCredentials(cpo, body)
      },
      PUT: (cpo, { body }) => {
        requireRegistered(cpo)
        return takeCredentials(cpo, body)
      },
      DELETE: (cpo) => {
        requireRegistered(cpo)
        forgetPartner(cpo)
        return ok()
      },
    },
  },
  locations: { role: 'SENDER', methods: { GET: getLocation } },
  tariffs: {
    role: 'SENDER',
    methods: {
      GET: (cpo, { path, query }) => {
        if (path[1]) throw notFound('object')
        return page(cpo, 'tariffs', cpo.tariffs, query)
      },
    },
  },
  sessions: { role: 'SENDER', methods: { GET: getSessions } },
  cdrs: {
    role: 'SENDER',
    methods: {
      GET: (cpo, { path, query }) => {
        if (path[1]) throw notFound('object')
        return page(cpo, 'cdrs', cpo.cdrs.values(), query)
      },
    },
  },
  tokens: { role: 'RECEIVER', methods: { GET: getToken, PUT: putToken, PATCH: patchToken } },
  commands: {
    role: 'RECEIVER',
    methods: { POST: (cpo, { path, body }) => handleCommand(cpo, (path[1] ?? '').toUpperCase(), body) },
  },
}

/** GET /ocpi/versions */
export function listVersions(cpo: Cpo): OcpiAnswer {
  return ok([{ version: VERSION, url: `${cpo.publicUrl}/ocpi/${VERSION}` }])
}

/** GET /ocpi/2.2.1: what is mounted, and nothing else. */
export function versionDetails(cpo: Cpo): OcpiAnswer {
  const base = versionsUrl(cpo).replace(/versions$/, VERSION)
  const endpoints = Object.entries(MODULES).map(([identifier, { role }]) => ({
    identifier,
    role,
    url: `${base}/${identifier}`,
  }))
  return ok({ version: VERSION, endpoints })
}

/** Answers a request below /ocpi/2.2.1. */
export async function handleModule(cpo: Cpo, request: OcpiRequest): Promise<OcpiAnswer> {
  const served = MODULES[request.path[0]?.toLowerCase() ?? '']
  if (!served) throw notFound('module')
  const handler = served.methods[request.method]
  if (!handler) throw new OcpiRefusal(405, 2000, `${request.method} is not defined here`)
  return handler(cpo, request)
}

// The operator's OCPI door on node:http: authorization, ids, routing headers, misbehaviour, then the module.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { toDateTime } from './clock'
import { recordExchange, type Cpo } from './cpo'
import { distortAnswer, misbehaveFirst } from './distort-answers'
import { OcpiRefusal, type OcpiAnswer } from './ocpi-answers'
import { handleModule, listVersions, versionDetails } from './ocpi-modules'
import { identify } from './registration'
import { hasParties, type Version } from './version'
import type { Owner } from './wire'

const LARGEST_BODY = 5_000_000
/** The modules that carry no routing headers; '' stands for the version details. */
const CONFIGURATION = ['', 'versions', 'credentials', 'hubclientinfo']
/** What token A opens. */
const REGISTRATION = ['', 'versions', 'credentials']

/** Reads a request body as text, up to a limit. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer // A request without an encoding yields buffers.
    size += bytes.length
    if (size > LARGEST_BODY) throw new OcpiRefusal(413, 2001, 'the body is too large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseBody(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new OcpiRefusal(400, 2001, 'the body is no JSON')
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

function partyIn(request: IncomingMessage, side: 'to' | 'from'): Owner | undefined {
  const country = one(request.headers[`ocpi-${side}-country-code`])
  const party = one(request.headers[`ocpi-${side}-party-id`])
  return country && party ? { country_code: country, party_id: party } : undefined
}

/** Ids echoed, routing headers mirrored. */
function answerHeaders(
  cpo: Cpo,
  request: IncomingMessage,
  routed: Routed | undefined,
  speaker: Owner | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (!cpo.standing.on('ids_not_echoed')) {
    headers['x-request-id'] = one(request.headers['x-request-id']) ?? randomUUID()
    headers['x-correlation-id'] = one(request.headers['x-correlation-id']) ?? randomUUID()
  }
  const silent = !routed || CONFIGURATION.includes(routed.module) || cpo.standing.on('no_routing_headers')
  if (silent || !hasParties(routed.version)) return headers
  for (const part of ['country-code', 'party-id']) {
    const to = one(request.headers[`ocpi-to-${part}`])
    const from = one(request.headers[`ocpi-from-${part}`])
    if (to) headers[`ocpi-from-${part}`] = to
    if (from) headers[`ocpi-to-${part}`] = from
  }
  // Open routing: only who answers can tell who that is.
  if (speaker && !headers['ocpi-from-party-id']) {
    headers['ocpi-from-country-code'] = speaker.country_code
    headers['ocpi-from-party-id'] = speaker.party_id
  }
  return headers
}

type Routed = { version: Version; module: string; path: string[]; query: URLSearchParams }

function route(cpo: Cpo, request: IncomingMessage): Routed | undefined {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent)
  if (segments[0] !== 'ocpi') return undefined
  // Where a redirect leads to.
  if (segments[1] === 'moved') segments.splice(1, 1)
  const [, first, ...path] = segments
  const [latest] = cpo.settings.versions.slice(-1)
  if (first === 'versions' && path.length === 0 && latest) {
    return { version: latest, module: 'versions', path: [], query: url.searchParams }
  }
  const version = cpo.settings.versions.find((candidate) => candidate === first)
  return version && { version, module: (path[0] ?? '').toLowerCase(), path, query: url.searchParams }
}

/** Who asks; without a token only what is open to everybody by mistake. */
function callerOf(cpo: Cpo, request: IncomingMessage, routed: Routed | undefined) {
  const shown = identify(cpo, one(request.headers.authorization))
  if (shown) return shown
  const open = routed && ['', 'versions'].includes(routed.module) && cpo.standing.on('versions_open_without_token')
  return open ? { caller: 'partner' as const, token: '' } : undefined
}

async function answer(cpo: Cpo, request: IncomingMessage, routed: Routed | undefined): Promise<OcpiAnswer> {
  const shown = callerOf(cpo, request, routed)
  if (!shown) throw new OcpiRefusal(401, 2001, 'unknown credentials token')
  if (!routed) throw new OcpiRefusal(404, 2000, 'unknown path')
  if (shown.caller === 'tokenA' && !REGISTRATION.includes(routed.module)) {
    throw new OcpiRefusal(401, 2001, 'this token is for registration only')
  }
  const method = request.method ?? 'GET'
  if (routed.module === 'versions' || routed.module === '') {
    if (method !== 'GET') throw new OcpiRefusal(405, 2000, `${method} is not defined here`)
    return routed.module === '' ? versionDetails(cpo, routed.version) : listVersions(cpo)
  }
  const body = parseBody(await readBody(request))
  const [to, from] = [partyIn(request, 'to'), partyIn(request, 'from')]
  const { version, path, query } = routed
  return handleModule(cpo, {
    version,
    method,
    path,
    query,
    body,
    token: shown.token,
    ...(to && { to }),
    ...(from && { from }),
  })
}

function refused(cpo: Cpo, error: unknown): OcpiAnswer {
  if (error instanceof OcpiRefusal) return { http: error.http, statusCode: error.statusCode, message: error.message }
  cpo.log(`request failed: ${String(error)}`)
  return { http: 500, statusCode: 3000, message: 'internal error' }
}

/** Answers one request below /ocpi. */
export async function serveOcpi(cpo: Cpo, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedMs = cpo.clock.now()
  let routed: Routed | undefined
  try {
    routed = route(cpo, request)
  } catch {
    routed = undefined // A path that cannot be decoded is a path that does not exist.
  }
  const moduleId = routed?.module ?? 'unknown'
  const configuration = CONFIGURATION.includes(moduleId)
  if (await misbehaveFirst(cpo, request, response, { module: moduleId, configuration })) return
  const given = await answer(cpo, request, routed).catch((error: unknown) => refused(cpo, error))
  const sent = distortAnswer(cpo, moduleId, given)
  response.writeHead(sent.http, {
    ...answerHeaders(cpo, request, routed, given.from),
    ...given.headers,
    ...sent.headers,
  })
  response.end(sent.text)
  recordExchange(cpo, {
    at: toDateTime(startedMs),
    direction: 'in',
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    http: sent.http,
    statusCode: given.statusCode,
    ms: cpo.clock.now() - startedMs,
    ...(given.message && { error: given.message }),
  })
  given.afterwards?.()
}

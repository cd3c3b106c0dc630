// The operator's OCPI door on node:http: authorization, ids, routing headers, misbehaviour, then the module.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { randomUUID } from 'node:crypto'
import { toDateTime } from './clock'
import { recordExchange, type Cpo } from './cpo'
import { OcpiRefusal, toEnvelope, type OcpiAnswer } from './ocpi-answers'
import { handleModule, listVersions, versionDetails } from './ocpi-modules'
import { identify } from './registration'

const LARGEST_BODY = 5_000_000
const CONFIGURATION = ['', 'versions', 'credentials']
const NO_ANSWER_MS = 120_000

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

/** Ids echoed, routing headers mirrored. */
function answerHeaders(request: IncomingMessage, module: string): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-request-id': one(request.headers['x-request-id']) ?? randomUUID(),
    'x-correlation-id': one(request.headers['x-correlation-id']) ?? randomUUID(),
  }
  if (CONFIGURATION.includes(module)) return headers
  for (const part of ['country-code', 'party-id']) {
    const to = one(request.headers[`ocpi-to-${part}`])
    const from = one(request.headers[`ocpi-from-${part}`])
    if (to) headers[`ocpi-from-${part}`] = to
    if (from) headers[`ocpi-to-${part}`] = from
  }
  return headers
}

type Routed = { module: string; path: string[]; query: URLSearchParams }

function route(request: IncomingMessage): Routed | undefined {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const segments = url.pathname.split('/').filter(Boolean).map(decodeURIComponent)
  if (segments[0] !== 'ocpi') return undefined
  if (segments[1] === 'versions' && segments.length === 2) {
    return { module: 'versions', path: [], query: url.searchParams }
  }
  if (segments[1] !== '2.2.1') return undefined
  return { module: (segments[2] ?? '').toLowerCase(), path: segments.slice(2), query: url.searchParams }
}

async function answer(cpo: Cpo, request: IncomingMessage, routed: Routed | undefined): Promise<OcpiAnswer> {
  const shown = identify(cpo, one(request.headers.authorization))
  if (!shown) throw new OcpiRefusal(401, 2001, 'unknown credentials token')
  if (!routed) throw new OcpiRefusal(404, 2000, 'unknown path')
  if (shown.caller === 'tokenA' && !CONFIGURATION.includes(routed.module)) {
    throw new OcpiRefusal(401, 2001, 'this token is for registration only')
  }
  const method = request.method ?? 'GET'
  if (routed.module === 'versions' || routed.module === '') {
    if (method !== 'GET') throw new OcpiRefusal(405, 2000, `${method} is not defined here`)
    return routed.module === '' ? versionDetails(cpo) : listVersions(cpo)
  }
  const body = parseBody(await readBody(request))
  return handleModule(cpo, { method, path: routed.path, query: routed.query, body, token: shown.token })
}

function refused(cpo: Cpo, error: unknown): OcpiAnswer {
  if (error instanceof OcpiRefusal) return { http: error.http, statusCode: error.statusCode, message: error.message }
  cpo.log(`request failed: ${String(error)}`)
  return { http: 500, statusCode: 3000, message: 'internal error' }
}

/** True if the request has been dealt with wrongly, as was asked for. */
async function misbehave(cpo: Cpo, response: ServerResponse, module: string): Promise<boolean> {
  if (CONFIGURATION.includes(module)) return false
  const wrong = cpo.misbehaviour.takeForRequest(module)
  if (!wrong) return false
  if (wrong.kind === 'server_error') {
    response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>')
    return true
  }
  if (wrong.kind === 'garbage_answer') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": [{"id": 7, "publ')
    return true
  }
  await cpo.clock.sleep(wrong.delayMs ?? NO_ANSWER_MS, cpo.closing.signal)
  if (wrong.delayMs !== undefined) return false
  response.destroy()
  return true
}

/** Answers one request below /ocpi. */
export async function serveOcpi(cpo: Cpo, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedMs = cpo.clock.now()
  let routed: Routed | undefined
  try {
    routed = route(request)
  } catch {
    routed = undefined // A path that cannot be decoded is a path that does not exist.
  }
  const moduleId = routed?.module ?? 'unknown'
  if (await misbehave(cpo, response, moduleId)) return
  const given = await answer(cpo, request, routed).catch((error: unknown) => refused(cpo, error))
  response.writeHead(given.http, { ...answerHeaders(request, moduleId), ...given.headers })
  response.end(toEnvelope(cpo, given))
  recordExchange(cpo, {
    at: toDateTime(startedMs),
    direction: 'in',
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    http: given.http,
    statusCode: given.statusCode,
    ms: cpo.clock.now() - startedMs,
    ...(given.message && { error: given.message }),
  })
  given.afterwards?.()
}

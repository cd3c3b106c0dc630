// The one dispatcher behind both doors: method, address, headers and raw body in, an answer out. It knows no framework
// and answers everything under /ocpi itself, always with an envelope.
import { mintPartnerCtx } from '@/lib/auth/mint'
import type { OcpiVersion } from '@/lib/auth/context'
import { receivedObject } from '@/lib/partners/core/exchange-object'
import { foldParty } from '@/lib/partners/core/our-party'
import { forgetPartners, stopListeningForPartners, type KnownPartner } from '@/lib/partners/find-partner-by-token'
import { flushExchanges, recordExchange } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { describeVersion, findRoute, hasModule, listVersions, VERSIONS } from '../versions'
import { codecsOf } from '../wire/codecs'
import { toResponse, type OcpiResponse } from './envelope'
import { toReply, unknownObjectCode } from './errors'
import { readBody, readTarget, type ParsedBody, type Target } from './message'
import { authenticatePartner, countFailure, speaksFor } from './partner-auth'
import type { Method } from './receiver'
import { methodNotAllowed, notFound, ok, STATUS, type Reply } from './reply'
import {
  completeRouting,
  header,
  isForSomebodyElse,
  messageId,
  mirrorRouting,
  type RequestHeaders,
} from './routing-headers'

export type { OcpiResponse } from './envelope'

export type OcpiRequest = {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: RequestHeaders
  readonly body: Buffer
  readonly remoteAddress: string
}

/** What a request is about: the first segments of its path. */
type Subject =
  | { kind: 'versions' }
  | { kind: 'version' | 'module'; version: OcpiVersion; module: string; path: string[] }
  | { kind: 'unknown' }

// All that token A opens (TR-7).
const HANDSHAKE = new Set(['versions', 'version', 'credentials'])
// Configuration modules are never routed, and their addresses name no owner (guide §1.3).
const CONFIGURATION = new Set([...HANDSHAKE, 'hubclientinfo'])

function subjectOf(target: Target): Subject {
  const [first, second, ...path] = target.segments
  if (first?.toLowerCase() === 'versions' && second === undefined) return { kind: 'versions' }
  const version = VERSIONS.find((known) => known === first)
  if (!version) return { kind: 'unknown' }
  if (second === undefined) return { kind: 'version', version, module: 'version', path: [] }
  return { kind: 'module', version, module: second.toLowerCase(), path }
}

const nameOf = (subject: Subject): string | null => {
  if (subject.kind === 'module') return subject.module
  return subject.kind === 'unknown' ? null : subject.kind
}

/** Answers one request. Throws never: what goes wrong is an answer too. */
export async function dispatch(request: OcpiRequest): Promise<OcpiResponse> {
  const startedAt = performance.now()
  const at = systemClock.now()
  const requestId = messageId(request.headers, 'x-request-id', at)
  const correlationId = messageId(request.headers, 'x-correlation-id', at)
  const headers: Record<string, string> = { 'x-request-id': requestId, 'x-correlation-id': correlationId }
  const target = readTarget(request.url)
  const subject: Subject = target ? subjectOf(target) : { kind: 'unknown' }
  const named = nameOf(subject)
  const isRouted = hasRouting(subject)
  if (isRouted) mirrorRouting(request.headers, headers)

  let partner: KnownPartner | null = null
  let reply: Reply
  let text = ''
  let about: string | null = null
  try {
    partner = await authenticatePartner(header(request.headers, 'authorization'))
    if (!partner || !mayUse(partner, named)) reply = unauthorized(request.remoteAddress)
    else if (!target) reply = notFound(STATUS.clientError, 'No such address')
    else {
      const body = readBody(request.body)
      text = body.ok ? body.text : unreadable(request.body)
      if (subject.kind === 'module') about = receivedObject(named, subject.path, body.ok ? body.value : null)
      const pass = { requestId, correlationId, clock: systemClock, partnerId: partner.partnerId }
      reply = await answer(request.method, subject, {
        partner,
        pass,
        headers: request.headers,
        query: target.query,
        body,
      })
    }
  } catch (error) {
    reply = toReply(error, named ?? undefined, requestId)
  }
  if (partner && isRouted) completeRouting(partner.party, headers)
  const response = toResponse(reply, headers, systemClock.now(), partner?.quirks.mirrorErrorsAsHttp === 'yes')
  // Guesses beyond the limit are refused without a trace: they would fill the log.
  if (reply.http !== 429 || partner) {
    recordExchange({
      partnerId: partner?.partnerId ?? null,
      direction: 'in',
      at,
      method: request.method,
      path: request.url.slice(0, 2048),
      module: named,
      version: 'version' in subject ? subject.version : null,
      objectKey: about,
      party: partner && partyOf(subject, request.headers),
      requestId,
      correlationId,
      httpStatus: response.status,
      ocpiStatus: reply.code,
      durationMs: performance.now() - startedAt,
      requestHeaders: request.headers,
      responseHeaders: response.headers,
      requestBody: reply.bodyKeptWith ? JSON.stringify({ kept_with: reply.bodyKeptWith }) : text || null,
      responseBody: response.body,
      error: reply.code < 2000 ? null : (reply.message ?? null),
    })
  }
  return response
}

/** Functional modules are routed, from 2.2 on. */
function hasRouting(subject: Subject): boolean {
  return subject.kind === 'module' && !CONFIGURATION.has(subject.module) && codecsOf(subject.version).routing
}

/** Whom it is about: the owner in the address, else who sent it; behind a hub that is not the partner itself. */
function partyOf(subject: Subject, headers: RequestHeaders): string | null {
  if (subject.kind !== 'module' || CONFIGURATION.has(subject.module) || subject.module === 'commands') return null
  const [country = header(headers, 'ocpi-from-country-code'), party = header(headers, 'ocpi-from-party-id')] =
    subject.path.length >= 3 ? subject.path : []
  return country !== undefined && party !== undefined ? foldParty(country, party) : null
}

/** What came, as far as it is text: the log shows partners what they sent. */
function unreadable(body: Buffer): string {
  return body.toString('utf8', 0, 65_536).replaceAll('\u0000', '\ufffd')
}

/** Token A opens only what a handshake needs; a suspended connection is closed but for that. */
function mayUse(partner: KnownPartner, module: string | null): boolean {
  if (module !== null && HANDSHAKE.has(module)) return true
  return partner.credentialKind !== 'A' && partner.state !== 'suspended'
}

function unauthorized(remoteAddress: string): Reply {
  const waitSeconds = countFailure(remoteAddress)
  if (waitSeconds === null)
    return { http: 401, code: STATUS.invalid, message: 'The credentials token is missing or not valid' }
  const message = 'Too many requests without a valid credentials token'
  return { http: 429, code: STATUS.clientError, message, headers: { 'retry-after': String(waitSeconds) } }
}

type Authenticated = {
  readonly partner: KnownPartner
  readonly pass: Omit<Parameters<typeof mintPartnerCtx>[0], 'version'>
  readonly headers: RequestHeaders
  readonly query: URLSearchParams
  readonly body: ParsedBody
}

async function answer(method: string, subject: Subject, message: Authenticated): Promise<Reply> {
  if (subject.kind === 'unknown') return notFound(STATUS.clientError, 'No such address')
  if (subject.kind !== 'module' && method !== 'GET') return methodNotAllowed(['GET'])
  if (subject.kind === 'versions') return ok(listVersions())
  if (subject.kind === 'version') return ok(describeVersion(subject.version))
  const { version, module: named, path } = subject
  if (!hasModule(version, named)) return notFound(STATUS.clientError, `There is no module ${named}`)
  const route = findRoute(version, named, path)
  if (!route) return notFound(unknownObjectCode(named), 'No such address')
  const methods = Object.keys(route.methods)
  if (!methods.includes(method)) return methodNotAllowed(methods)
  const { partner, pass, query, body } = message
  if (!body.ok) return body.reply
  if (!CONFIGURATION.has(named) && isForSomebodyElse(message.headers)) {
    return notFound(unknownObjectCode(named), 'We are not the party of the OCPI-to headers')
  }
  const ctx = mintPartnerCtx({ ...pass, version })
  const { country_code: countryCode, party_id: partyId } = route.params
  if (!CONFIGURATION.has(named) && countryCode !== undefined && partyId !== undefined) {
    // A question introduces nobody.
    const mayIntroduce = method !== 'GET' && method !== 'DELETE'
    if (!(await speaksFor(ctx, partner, { countryCode, partyId }, mayIntroduce)))
      return notFound(unknownObjectCode(named), `${countryCode}*${partyId} is no party of this connection`)
  }
  const handler = route.methods[method as Method]! // one of the route's methods, checked
  const reply = await handler({ ctx, partner, params: route.params, query, body: body.value, rawBody: body.text })
  // What a partner says of itself rules its next request; the notification reaches us a moment later.
  if (CONFIGURATION.has(named) && method !== 'GET') forgetPartners()
  return reply
}

/** Writes what is still held in memory and ends the subscription. Before the process ends. */
export async function closeDispatch(): Promise<void> {
  await Promise.all([flushExchanges(), flushRating()])
  await stopListeningForPartners()
}

// The operator as an HTTP client of the eMSP: OCPI transport over fetch, in the version agreed upon.
import { randomUUID } from 'node:crypto'
import { toDateTime } from './clock'
import { recordExchange, type Cpo } from './cpo'
import { distortTimes } from './distort-objects'
import { hasParties, type Version } from './version'
import { hubParty } from './hub'
import type { Envelope, Owner } from './wire'

export type Answer = {
  ok: boolean
  http: number
  statusCode?: number
  message?: string
  data?: unknown
  location?: string
  link?: string
}

export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  /** The credentials token to show; without it, the partner's own. */
  token?: string
  /** Before there is a connection: the version that is being agreed upon. */
  version?: Version
  /** As the token stands in the header, if it is known better than the version tells. */
  encoding?: 'base64' | 'raw'
  body?: unknown
  /** Sent as it is, valid JSON or not. */
  rawBody?: string
  /** Routing headers belong to functional modules only. */
  routing?: boolean
  /** The party that speaks: one of ours, or the hub itself when it broadcasts. */
  from?: Owner
  module?: string
  correlationId?: string
  timeoutMs?: number
}

function versionOf(cpo: Cpo, call: Call): Version {
  return call.version ?? cpo.connection?.version ?? cpo.settings.versions.at(-1) ?? '2.2.1'
}

/** How a credentials token stands in the Authorization header: in base64 since 2.2. */
function toAuthorization(cpo: Cpo, call: Call, token: string): string {
  const usual = hasParties(versionOf(cpo, call)) ? cpo.settings.tokenEncoding : 'raw'
  if ((call.encoding ?? usual) === 'raw') return `Token ${token}`
  const text = cpo.standing.on('token_with_newline') ? `${token}\n` : token
  return `Token ${Buffer.from(text, 'utf8').toString('base64')}`
}

/** The eMSP party we talk to. */
export function partnerParty(cpo: Cpo): Owner | undefined {
  const roles = cpo.connection?.roles ?? []
  return roles.find((candidate) => candidate.role === 'EMSP') ?? roles[0]
}

/** The party that this operator is: the hub itself, if it is one. */
export function ownParty(cpo: Cpo): Owner {
  return hubParty(cpo) ?? { country_code: cpo.settings.countryCode, party_id: cpo.settings.partyId }
}

function headersFor(cpo: Cpo, call: Call, body: string | undefined): Record<string, string> {
  const token = call.token ?? cpo.connection?.serverToken ?? ''
  const routed = call.routing !== false && hasParties(versionOf(cpo, call)) && !cpo.standing.on('no_routing_headers')
  const partner = routed ? partnerParty(cpo) : undefined
  const from = call.from ?? ownParty(cpo)
  return {
    authorization: toAuthorization(cpo, call, token),
    ...(!cpo.standing.on('no_request_ids') && {
      'x-request-id': randomUUID(),
      'x-correlation-id': call.correlationId ?? randomUUID(),
    }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(partner && {
      'ocpi-from-country-code': from.country_code,
      'ocpi-from-party-id': from.party_id,
      'ocpi-to-country-code': partner.country_code,
      'ocpi-to-party-id': partner.party_id,
    }),
  }
}

function readEnvelope(text: string): Envelope | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    // The partner's answer is read field by field below; only the outer shape is assumed here.
    return typeof parsed === 'object' && parsed !== null ? (parsed as Envelope) : undefined
  } catch {
    return undefined
  }
}

function bodyOf(cpo: Cpo, call: Call): string | undefined {
  if (call.rawBody !== undefined) return call.rawBody
  return call.body === undefined ? undefined : distortTimes(cpo, call.module ?? '', JSON.stringify(call.body))
}

async function exchange(cpo: Cpo, call: Call): Promise<Answer> {
  const body = bodyOf(cpo, call)
  const response = await fetch(call.url, {
    method: call.method,
    headers: headersFor(cpo, call, body),
    ...(body !== undefined && { body }),
    redirect: 'manual',
    signal: AbortSignal.any([AbortSignal.timeout(call.timeoutMs ?? 15_000), cpo.closing.signal]),
  })
  const envelope = readEnvelope(await response.text())
  const statusCode = typeof envelope?.status_code === 'number' ? envelope.status_code : undefined
  return {
    ok: response.ok && statusCode !== undefined && statusCode >= 1000 && statusCode < 2000,
    http: response.status,
    ...(statusCode !== undefined && { statusCode }),
    ...(envelope?.status_message && { message: envelope.status_message }),
    ...(envelope?.data !== undefined && { data: envelope.data }),
    ...(response.headers.get('location') && { location: response.headers.get('location') ?? '' }),
    ...(response.headers.get('link') && { link: response.headers.get('link') ?? '' }),
  }
}

/** One request to the partner. Never throws: a failed connection is an answer with http 0. */
export async function callPartner(cpo: Cpo, call: Call): Promise<Answer> {
  const startedMs = cpo.clock.now()
  let answer: Answer
  try {
    answer = await exchange(cpo, call)
  } catch (error) {
    answer = { ok: false, http: 0, message: error instanceof Error ? error.message : String(error) }
  }
  recordExchange(cpo, {
    at: toDateTime(startedMs),
    direction: 'out',
    method: call.method,
    path: call.url,
    http: answer.http,
    ...(answer.statusCode !== undefined && { statusCode: answer.statusCode }),
    ms: cpo.clock.now() - startedMs,
    ...(!answer.ok && answer.message && { error: answer.message }),
  })
  return answer
}

/** 2.1.1 has one interface a module, so that a role is not even said. */
function endpointUrl(cpo: Cpo, identifier: string, role: 'SENDER' | 'RECEIVER'): string | undefined {
  return cpo.connection?.endpoints
    .find((endpoint) => endpoint.identifier === identifier && (endpoint.role ?? role) === role)
    ?.url.replace(/\/+$/, '')
}

export type Target = { module: string; role: 'SENDER' | 'RECEIVER'; path?: (string | undefined)[]; query?: string }

/** A request to one of the partner's modules, with the path below its endpoint. */
export async function callModule(cpo: Cpo, target: Target, call: Omit<Call, 'url' | 'module'>): Promise<Answer> {
  const base = endpointUrl(cpo, target.module, target.role)
  if (!base) return { ok: false, http: 0, message: `not connected, or the partner has no ${target.module}` }
  const segments = (target.path ?? []).filter((segment) => segment !== undefined).map(encodeURIComponent)
  const url = [base, ...segments].join('/') + (target.query ? `?${target.query}` : '')
  return callPartner(cpo, { ...call, url, module: target.module })
}

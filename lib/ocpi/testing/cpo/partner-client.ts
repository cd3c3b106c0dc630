// The operator as an HTTP client of the eMSP: OCPI 2.2.1 transport over fetch.
import { randomUUID } from 'node:crypto'
import { toDateTime } from './clock'
import { recordExchange, type Cpo } from './cpo'
import type { Envelope } from './wire'

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
  body?: unknown
  /** Sent as it is, valid JSON or not. */
  rawBody?: string
  /** Routing headers belong to functional modules only. */
  routing?: boolean
  correlationId?: string
  timeoutMs?: number
}

/** How a credentials token stands in the Authorization header. */
export function toAuthorization(cpo: Cpo, token: string): string {
  const raw = cpo.settings.tokenEncoding === 'raw'
  return `Token ${raw ? token : Buffer.from(token, 'utf8').toString('base64')}`
}

/** The eMSP party we talk to. */
export function partnerParty(cpo: Cpo): { countryCode: string; partyId: string } | undefined {
  const roles = cpo.connection?.roles ?? []
  const role = roles.find((candidate) => candidate.role === 'EMSP') ?? roles[0]
  return role && { countryCode: role.country_code, partyId: role.party_id }
}

function headersFor(cpo: Cpo, call: Call, body: string | undefined): Record<string, string> {
  const token = call.token ?? cpo.connection?.serverToken ?? ''
  const partner = call.routing === false ? undefined : partnerParty(cpo)
  return {
    authorization: toAuthorization(cpo, token),
    'x-request-id': randomUUID(),
    'x-correlation-id': call.correlationId ?? randomUUID(),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(partner && {
      'ocpi-from-country-code': cpo.settings.countryCode,
      'ocpi-from-party-id': cpo.settings.partyId,
      'ocpi-to-country-code': partner.countryCode,
      'ocpi-to-party-id': partner.partyId,
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

async function exchange(cpo: Cpo, call: Call): Promise<Answer> {
  const body = call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
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

function endpointUrl(cpo: Cpo, identifier: string, role: 'SENDER' | 'RECEIVER'): string | undefined {
  return cpo.connection?.endpoints
    .find((endpoint) => endpoint.identifier.toLowerCase() === identifier && endpoint.role === role)
    ?.url.replace(/\/+$/, '')
}

/** A request to one of the partner's modules, with the path below its endpoint. */
export async function callModule(
  cpo: Cpo,
  target: { module: string; role: 'SENDER' | 'RECEIVER'; path?: (string | undefined)[]; query?: string },
  call: Omit<Call, 'url'>,
): Promise<Answer> {
  const base = endpointUrl(cpo, target.module, target.role)
  if (!base) return { ok: false, http: 0, message: `not connected, or the partner has no ${target.module}` }
  const segments = (target.path ?? []).filter((segment) => segment !== undefined).map(encodeURIComponent)
  const url = [base, ...segments].join('/') + (target.query ? `?${target.query}` : '')
  return callPartner(cpo, { ...call, url })
}

/** A push of an object we own: `{endpoint}/{country}/{party}/{id…}`; a broken connection is tried once more. */
export async function pushOwned(
  cpo: Cpo,
  method: 'PUT' | 'PATCH',
  module: 'locations' | 'sessions' | 'tariffs',
  ids: string[],
  body: unknown,
): Promise<Answer> {
  const path = [cpo.settings.countryCode, cpo.settings.partyId, ...ids]
  const push = () => callModule(cpo, { module, role: 'RECEIVER', path }, { method, body })
  const answer = await push()
  if (answer.http !== 0 || !cpo.connection || cpo.closing.signal.aborted) return answer
  await cpo.clock.sleep(250, cpo.closing.signal)
  return push()
}

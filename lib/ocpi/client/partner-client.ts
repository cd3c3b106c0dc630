// How we call a partner: authorisation in its encoding, message ids, routing headers, envelopes, and a record of every
// exchange. OCPI 2.2.1 §4.
import { randomUUID } from 'node:crypto'
import type { PartnerId } from '@/lib/kernel/ids'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { sentObject, versionInUrl } from '@/lib/partners/core/exchange-object'
import type { Quirks } from '@/lib/partners/core/quirks'
import { recordExchange } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { PeerRefusedError } from '@/lib/platform/http/peer-address'
import { peerFetch, PeerUnreachableError, type PeerRequest, type PeerResponse } from '@/lib/platform/http/peer-fetch'
import { createLanes } from '@/lib/platform/http/peer-lanes'
import { explainHubCode } from '../wire/hub-codes'
import { isJsonObject } from '../wire/reader'
import { refuseCall, reportCall } from './partner-circuit'

/** What is needed to call one partner. */
export type Peer = {
  partnerId: PartnerId
  serverToken: string
  quirks: Quirks
  /** The party that functional messages are for; none on versions and credentials (guide §1.3). */
  party: { countryCode: string; partyId: string } | null
}

export type PeerCall = {
  method: PeerRequest['method']
  url: string
  module: string
  body?: unknown
  correlationId?: string
  timeoutMs?: number
}

/** The partner answered, but not with success. `http` 0: it did not answer at all. */
export class PartnerCallError extends Error {
  override name = 'PartnerCallError'
  constructor(
    readonly http: number,
    readonly code: number | null,
    message: string,
  ) {
    super(message)
  }
}

export type PeerAnswer = { data: unknown; headers: PeerResponse['headers']; http: number; code: number }

/** Whether calls carry routing headers. */
export function isRouted({ party, quirks }: Pick<Peer, 'party' | 'quirks'>): boolean {
  return party !== null && quirks.routingHeaders === 'send'
}

function headersOf(peer: Peer, call: PeerCall, requestId: string): Record<string, string> {
  const token =
    peer.quirks.tokenEncoding === 'base64' ? Buffer.from(peer.serverToken, 'utf8').toString('base64') : peer.serverToken
  return {
    authorization: `Token ${token}`,
    accept: 'application/json',
    ...(call.body !== undefined && { 'content-type': 'application/json' }),
    'x-request-id': requestId,
    'x-correlation-id': call.correlationId ?? requestId,
    ...(peer.party &&
      isRouted(peer) && {
        'ocpi-to-party-id': peer.party.partyId,
        'ocpi-to-country-code': peer.party.countryCode,
        'ocpi-from-party-id': OUR_PARTY.partyId,
        'ocpi-from-country-code': OUR_PARTY.countryCode,
      }),
  }
}

const AT_ONCE = 8
const lanes = createLanes(AT_ONCE)

/** One exchange as it was. `http` 0: the partner did not answer, and `error` says why. */
export type Exchanged = {
  requestId: string
  method: PeerCall['method']
  url: string
  http: number
  headers: PeerResponse['headers']
  body: string
  durationMs: number
  envelope: Envelope | null
  error: string | null
}

/** Calls and records, and judges nothing: for whoever wants to see what a partner answers. */
export async function exchangeWithPartner(peer: Peer, call: PeerCall & { retry?: boolean }): Promise<Exchanged> {
  const requestId = randomUUID()
  const at = systemClock.now()
  const started = performance.now()
  const body = call.body === undefined ? undefined : JSON.stringify(call.body)
  const sent = headersOf(peer, call, requestId)
  const request: PeerRequest = {
    method: call.method,
    url: call.url,
    headers: sent,
    body,
    timeoutMs: call.timeoutMs,
    // A second PUT of credentials could be refused because the first was taken.
    retry: call.retry ?? (call.method === 'GET' || (call.method === 'PUT' && call.module !== 'credentials')),
  }
  const { response, error } = await lanes
    .run(peer.partnerId, () => peerFetch(request))
    .then(
      (answer) => ({ response: answer, error: null }),
      (reason: unknown) => ({ response: null, error: isExpected(reason) ? reason.message : String(reason) }),
    )
  const envelope = response && readEnvelope(response.body)
  const durationMs = performance.now() - started
  recordExchange({
    partnerId: peer.partnerId,
    direction: 'out',
    at,
    method: call.method,
    path: call.url,
    module: call.module,
    version: versionInUrl(call.url),
    objectKey: sentObject(call.module, call.url, call.body),
    requestId,
    correlationId: call.correlationId ?? requestId,
    httpStatus: response?.status ?? null,
    ocpiStatus: envelope?.code ?? null,
    durationMs,
    requestHeaders: sent,
    responseHeaders: response?.headers ?? null,
    requestBody: body ?? null,
    responseBody: response?.body ?? null,
    error,
  })
  const { status: http, headers, body: text } = response ?? { status: 0, headers: {}, body: '' }
  return { requestId, method: call.method, url: call.url, http, headers, body: text, durationMs, envelope, error }
}

function isExpected(error: unknown): error is Error {
  return error instanceof PeerRefusedError || error instanceof PeerUnreachableError
}

// The circuit does not stop a handshake: somebody wants it now, and its answer tells whether the partner is there.
const CONFIGURATION = new Set(['versions', 'credentials'])

/** Success only if both layers say so (TR-84); anything else is a `PartnerCallError` with the partner's own words. */
export async function callPartner(peer: Peer, call: PeerCall): Promise<PeerAnswer> {
  const isolated = CONFIGURATION.has(call.module) ? null : refuseCall(peer.partnerId)
  if (isolated !== null) throw new PartnerCallError(0, null, isolated)
  const { http, headers, envelope, error } = await exchangeWithPartner(peer, call)
  await reportCall(peer.partnerId, error ?? (http >= 500 && !envelope ? `HTTP ${http}` : null))
  if (error !== null) throw new PartnerCallError(0, null, error)
  if (http < 200 || http > 299 || !envelope || envelope.code < 1000 || envelope.code > 1999) {
    const explained = explainHubCode(envelope?.code ?? null)
    const words = envelope?.message ?? explained ?? `HTTP ${http} without an OCPI answer`
    throw new PartnerCallError(
      http,
      envelope?.code ?? null,
      explained && explained !== words ? `${explained}: ${words}` : words,
    )
  }
  return { data: envelope.data, headers, http, code: envelope.code }
}

export type Envelope = { code: number; message: string | null; data: unknown }

/** Tolerates HTML and empty bodies of gateways: then there is no envelope. */
function readEnvelope(text: string): Envelope | null {
  try {
    const json: unknown = JSON.parse(text)
    if (!isJsonObject(json)) return null
    const code = Number(json['status_code'])
    if (!Number.isInteger(code)) return null
    return {
      code,
      message: typeof json['status_message'] === 'string' ? json['status_message'] : null,
      data: json['data'],
    }
  } catch {
    return null
  }
}

// Outbound HTTP to peers: kept connections, time and size limits, no redirects with credentials, retries only where a
// repeat is safe.
import http from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND_MS } from '@/lib/kernel/time'
import { systemClock } from '../clock'
import { peerUrl, resolvePeer } from './peer-address'

export type PeerRequest = {
  method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
  timeoutMs?: number
  /** GET and PUT say the same again; everything else is sent once. */
  retry?: boolean
}
export type PeerResponse = { status: number; headers: http.IncomingHttpHeaders; body: string }

/** The peer did not answer as HTTP: refused, too slow, too large, gone. */
export class PeerUnreachableError extends Error {
  override name = 'PeerUnreachableError'
}

const TIMEOUT_MS = 15_000
const BODY_LIMIT = 32 * 1024 * 1024
const ATTEMPTS = 3
const RETRY_WINDOW_MS = 60_000
const RETRY_STATUS = new Set([429, 502, 503, 504])
const options = { keepAlive: true, maxSockets: 16, maxFreeSockets: 4, timeout: 60_000 }
const kept = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) }
/** For what must not be said twice: a kept connection may be closed by the peer at the moment it is used again. */
const fresh = { 'http:': new http.Agent(), 'https:': new https.Agent() }
const CLOSED = new Set(['ECONNRESET', 'EPIPE'])

/** What a peer's silence is called. */
export const NO_ANSWER_IN_TIME = 'no answer in time'

/** Sends one request and reads the whole answer. Throws `PeerRefusedError` or `PeerUnreachableError`. */
export async function peerFetch(request: PeerRequest): Promise<PeerResponse> {
  const until = systemClock.now() + RETRY_WINDOW_MS
  for (let attempt = 1; ; attempt += 1) {
    const last = !request.retry || attempt === ATTEMPTS
    try {
      const response = await send(request)
      const wait = waitMs(response, attempt)
      if (last || !RETRY_STATUS.has(response.status) || systemClock.now() + wait > until) return response
      await sleep(wait)
    } catch (error) {
      if (last || !(error instanceof PeerUnreachableError)) throw error
      await sleep(waitMs(null, attempt))
    }
  }
}

/** Retry-After where the peer says so, else doubling with jitter, so that many do not come back at once. */
function waitMs(response: PeerResponse | null, attempt: number): number {
  const said = retryAfterMs(response?.headers['retry-after'], systemClock.now())
  if (said !== null) return said
  return 250 * 2 ** attempt * (0.5 + Math.random())
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3). Null where it says neither. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * SECOND_MS
  // Only the three forms that begin with the day's name: `Date.parse` reads much more.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

async function send(request: PeerRequest, agents = request.method === 'POST' ? fresh : kept): Promise<PeerResponse> {
  const url = peerUrl(request.url)
  const signal = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS)
  const resolved = await inTime(resolvePeer(url.hostname), signal).catch((error: Error) => {
    if (error.name === 'PeerRefusedError' || error.name === 'PeerUnreachableError') throw error
    throw new PeerUnreachableError(`the host ${url.hostname} is not known`)
  })
  const protocol = url.protocol as keyof typeof agents // peerUrl lets only these two through
  const { request: open } = protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    let isAnswered = false
    const outgoing = open(url, {
      method: request.method,
      agent: agents[protocol],
      headers: {
        ...request.headers,
        ...(request.body !== undefined && { 'content-length': Buffer.byteLength(request.body) }),
      },
      // The checked address is the one that is connected to: a second look-up could answer differently.
      lookup: (_host, lookupOptions, done) =>
        lookupOptions.all ? done(null, [resolved]) : done(null, resolved.address, resolved.family),
      signal,
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The peer closed an idle connection just as it was used again: that says nothing about the peer.
      const isStale = agents === kept && outgoing.reusedSocket && !isAnswered && CLOSED.has(error.code ?? '')
      if (isStale) resolve(send(request, fresh))
      else reject(new PeerUnreachableError(reasonOf(error)))
    })
    outgoing.on('response', (incoming) => {
      isAnswered = true
      void read(incoming).then(resolve, reject)
    })
    outgoing.end(request.body)
  })
}

/** A name server that is silent is a peer that is silent. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new PeerUnreachableError(NO_ANSWER_IN_TIME)), { once: true })
    work.then(resolve, reject)
  })
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return NO_ANSWER_IN_TIME
  return error.code ?? error.message
}

async function read(incoming: http.IncomingMessage): Promise<PeerResponse> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of incoming) {
      const part = chunk as Buffer // no encoding is set, so chunks are buffers
      size += part.length
      if (size > BODY_LIMIT) {
        incoming.destroy()
        throw new PeerUnreachableError('the answer is too large')
      }
      chunks.push(part)
    }
  } catch (error) {
    throw error instanceof PeerUnreachableError
      ? error
      : new PeerUnreachableError(reasonOf(error as NodeJS.ErrnoException)) // streams fail with Node's errors
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') }
}

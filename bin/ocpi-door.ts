// The thin door: /ocpi straight from node:http to the dispatcher, without the framework.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OcpiRequest, OcpiResponse } from '@/lib/ocpi/http/dispatch'

export type Dispatch = (request: OcpiRequest) => Promise<OcpiResponse>

const BODY_LIMIT_BYTES = 8 * 1024 * 1024
const NO_BODY = Buffer.alloc(0)

/** Whether a request target is OCPI's: `/ocpi` itself or below. */
export function isOcpi(target: string): boolean {
  if (!target.startsWith('/ocpi')) return false
  const next = target[5]
  return next === undefined || next === '/' || next === '?'
}

/** Answers one OCPI request. Never throws: what the dispatcher itself cannot answer is a server error in its envelope. */
export function answerOcpi(
  dispatch: Dispatch,
  request: IncomingMessage,
  response: ServerResponse,
  remoteAddress = request.socket.remoteAddress ?? '',
): void {
  const pass = (body: Buffer) => void handOn(dispatch, { request, response, body, remoteAddress })
  if (request.method === 'GET' || request.method === 'HEAD') {
    request.resume()
    return pass(NO_BODY)
  }
  if (Number(request.headers['content-length']) > BODY_LIMIT_BYTES) return refuseBody(request, response)
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > BODY_LIMIT_BYTES) {
      if (!response.headersSent) refuseBody(request, response)
    } else chunks.push(chunk)
  })
  request.on('end', () => {
    if (size > BODY_LIMIT_BYTES) return
    pass(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size))
  })
}

type Read = { request: IncomingMessage; response: ServerResponse; body: Buffer; remoteAddress: string }

async function handOn(dispatch: Dispatch, { request, response, body, remoteAddress }: Read): Promise<void> {
  try {
    const answer = await dispatch({
      method: request.method ?? 'GET',
      url: request.url ?? '/ocpi',
      headers: request.headers,
      body,
      remoteAddress,
    })
    send(response, answer.status, answer.headers, answer.body)
  } catch (error) {
    console.error(error)
    sendEnvelope(response, 500, 3000, 'Server error')
  }
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  request.removeAllListeners('data')
  request.resume()
  response.setHeader('connection', 'close')
  sendEnvelope(response, 413, 2001, `The body is larger than ${BODY_LIMIT_BYTES} bytes`)
}

function sendEnvelope(response: ServerResponse, status: number, statusCode: number, message: string): void {
  const envelope = { status_code: statusCode, status_message: message, timestamp: new Date().toISOString() }
  const headers = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  send(response, status, headers, JSON.stringify(envelope))
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) })
  response.end(body)
}

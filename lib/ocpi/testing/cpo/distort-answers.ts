// What is wrong about an answer as a whole: late, elsewhere, in another shape, or not there at all.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cpo } from './cpo'
import { distortTimes } from './distort-objects'
import { toEnvelope, type OcpiAnswer } from './ocpi-answers'

const NO_ANSWER_MS = 120_000
const SLOW_MS = 3_000

type Place = { module: string; configuration: boolean }

/** True if the request has been dealt with wrongly, as was asked for. */
export async function misbehaveFirst(
  cpo: Cpo,
  request: IncomingMessage,
  response: ServerResponse,
  place: Place,
): Promise<boolean> {
  const redirect = cpo.standing.on('redirects', place.module)
  const path = request.url ?? '/'
  if (redirect && !path.startsWith('/ocpi/moved/') && (!place.configuration || redirect.module)) {
    response.writeHead(307, { location: `${cpo.publicUrl}${path.replace(/^\/ocpi\//, '/ocpi/moved/')}` }).end()
    return true
  }
  const slow = cpo.standing.on('slow', place.module) ?? slowToken(cpo, place)
  if (slow) await cpo.clock.sleep(slow.delayMs ?? SLOW_MS, cpo.closing.signal)
  return place.configuration ? false : passing(cpo, response, place.module)
}

function slowToken(cpo: Cpo, { module }: Place) {
  return module === 'tokens' ? cpo.standing.on('slow_token') : undefined
}

/** The wrongs that hit the next so many requests. */
async function passing(cpo: Cpo, response: ServerResponse, module: string): Promise<boolean> {
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

function httpOf(cpo: Cpo, module: string, { http, statusCode }: OcpiAnswer): number {
  if (http === 200 && statusCode >= 2000 && cpo.standing.on('http_error_for_ocpi_error', module)) return 400
  return http === 404 && cpo.standing.on('http_200_for_unknown_object', module) ? 200 : http
}

/** The answer as it leaves the house. */
export function distortAnswer(
  cpo: Cpo,
  module: string,
  answer: OcpiAnswer,
): { http: number; text: string; headers: Record<string, string> } {
  const http = httpOf(cpo, module, answer)
  if (http >= 400 && cpo.standing.on('html_errors', module)) {
    const text = `<!doctype html><title>Error ${http}</title><h1>${answer.message ?? 'Error'}</h1>`
    return { http, text, headers: { 'content-type': 'text/html; charset=utf-8' } }
  }
  const wrongType = cpo.standing.on('wrong_content_type', module)
  return {
    http,
    text: distortTimes(cpo, module, toEnvelope(cpo, module, answer)),
    headers: wrongType ? { 'content-type': 'text/html; charset=utf-8' } : {},
  }
}

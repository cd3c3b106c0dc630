// The shape of OCPI requests and answers: envelope, refusals.
import { toDateTime } from './clock'
import type { Cpo } from './cpo'
import type { Version } from './version'
import type { Owner } from './wire'

export type OcpiRequest = {
  version: Version
  method: string
  /** Path below /ocpi/{version}, decoded, without empty segments. */
  path: string[]
  query: URLSearchParams
  body: unknown
  /** The credentials token that was shown. */
  token: string
  /** The party named by the OCPI-to headers, and the one that asks. */
  to?: Owner
  from?: Owner
  /** Only objects of this party are meant: one behind the hub. */
  party?: Owner
}

export type OcpiAnswer = {
  http: number
  statusCode: number
  message?: string
  data?: unknown
  headers?: Record<string, string>
  /** The party that answers, where the request named none. */
  from?: Owner
  /** Runs once the answer has been sent. */
  afterwards?: () => void
}

export class OcpiRefusal extends Error {
  constructor(
    readonly http: number,
    readonly statusCode: number,
    message: string,
  ) {
    super(message)
  }
}

export function ok(data?: unknown, headers?: Record<string, string>): OcpiAnswer {
  return { http: 200, statusCode: 1000, ...(data !== undefined && { data }), ...(headers && { headers }) }
}

export function invalid(message: string): OcpiRefusal {
  return new OcpiRefusal(200, 2001, message)
}

export function notFound(what: string, statusCode = 2000): OcpiRefusal {
  return new OcpiRefusal(404, statusCode, `unknown ${what}`)
}

export function toEnvelope(cpo: Cpo, module: string, answer: OcpiAnswer): string {
  if (cpo.standing.on('no_envelope', module) && answer.data !== undefined) return JSON.stringify(answer.data)
  return JSON.stringify({
    ...(answer.data !== undefined && { data: answer.data }),
    status_code: answer.statusCode,
    ...(answer.message && { status_message: answer.message }),
    ...(!cpo.standing.on('missing_timestamp', module) && { timestamp: toDateTime(cpo.clock.now()) }),
  })
}

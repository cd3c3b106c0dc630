// The shape of OCPI answers: envelope, paging, refusals.
import { fromDateTime, toDateTime } from './clock'
import type { Cpo } from './cpo'

export type OcpiRequest = {
  method: string
  /** Path below /ocpi/2.2.1, decoded, without empty segments. */
  path: string[]
  query: URLSearchParams
  body: unknown
  /** The credentials token that was shown. */
  token: string
}

export type OcpiAnswer = {
  http: number
  statusCode: number
  message?: string
  data?: unknown
  headers?: Record<string, string>
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

export function toEnvelope(cpo: Cpo, answer: OcpiAnswer): string {
  return JSON.stringify({
    ...(answer.data !== undefined && { data: answer.data }),
    status_code: answer.statusCode,
    ...(answer.message && { status_message: answer.message }),
    timestamp: toDateTime(cpo.clock.now()),
  })
}

const PAGE_LIMIT = 100

function moment(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const ms = fromDateTime(text)
  if (ms === undefined) throw invalid(`${name} is no DateTime`)
  return ms
}

function integer(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^\d+$/.test(text)) throw invalid(`${name} is no whole number`)
  return Number(text)
}

/** One page of a list in order of creation (transport_and_format "Pagination"). */
export function page(
  cpo: Cpo,
  module: string,
  all: Iterable<{ last_updated: string }>,
  query: URLSearchParams,
): OcpiAnswer {
  const from = moment(query, 'date_from')
  const to = moment(query, 'date_to')
  const offset = integer(query, 'offset', 0)
  const limit = Math.max(1, Math.min(PAGE_LIMIT, integer(query, 'limit', PAGE_LIMIT)))
  const visible = [...all].filter(({ last_updated: updated }) => {
    const ms = Date.parse(updated)
    return (from === undefined || ms >= from) && (to === undefined || ms < to)
  })
  const headers: Record<string, string> = { 'x-total-count': String(visible.length), 'x-limit': String(PAGE_LIMIT) }
  if (offset + limit < visible.length) {
    const next = new URLSearchParams(query)
    next.set('offset', String(offset + limit))
    next.set('limit', String(limit))
    headers.link = `<${cpo.publicUrl}/ocpi/2.2.1/${module}?${next}>; rel="next"`
  }
  return ok(visible.slice(offset, offset + limit), headers)
}

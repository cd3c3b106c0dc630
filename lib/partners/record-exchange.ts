// The log of every OCPI exchange in both directions: kept in memory for a moment, written in bulk, never in the way of
// the answer. What a crash may lose is the log of its last fifth of a second, never an object.
import { hotSql } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { SECOND_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { BULK_ROWS, bulkStatement, type BulkRow } from '@/lib/platform/bulk-statement'
import { systemClock } from '@/lib/platform/clock'
import { logger } from '@/lib/platform/logger'
import { describeAuthorization } from './core/shown-token'

export type ExchangeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

export type Exchange = {
  readonly partnerId: PartnerId | null
  readonly direction: 'in' | 'out'
  readonly at: Instant
  readonly method: string
  /** Path and query of what we serve, whole address of what we call. */
  readonly path: string
  readonly module: string | null
  readonly version: string | null
  /** Of `core/exchange-object`. */
  readonly objectKey: string | null
  /** Folded party that it is about, behind a hub not the partner itself. */
  readonly party?: string | null
  readonly requestId: string | null
  readonly correlationId: string | null
  readonly httpStatus: number | null
  readonly ocpiStatus: number | null
  readonly durationMs: number
  /** As they were; what is kept of them is chosen when they are written. */
  readonly requestHeaders: ExchangeHeaders
  readonly responseHeaders: ExchangeHeaders | null
  readonly requestBody: string | null
  readonly responseBody: string | null
  readonly error: string | null
}

const FLUSH_MS = 200
const FLUSH_ROWS = 500
const BODY_LIMIT = 64 * 1024
/** Beyond the first number entries lose their bodies, beyond the second they are counted only. */
const BODIES_HELD = 5_000
const ROWS_HELD = 50_000
const SEEN_EVERY_MS = 5 * SECOND_MS

let buffer: Exchange[] = []
let dropped = 0
let timer: NodeJS.Timeout | null = null
let writing: Promise<void> = Promise.resolve()
let isWriting = false
let received = new Map<string, { partnerId: PartnerId; module: string; at: Instant }>()
let seen = new Map<PartnerId, Instant>()
let seenParties = new Map<string, { partnerId: PartnerId; party: string; at: Instant }>()
let seenWrittenAt = 0

/** Keeps an exchange for the log. Secrets are taken out here; the caller passes bodies as they were. */
export function recordExchange(exchange: Exchange): void {
  if (buffer.length >= ROWS_HELD) {
    dropped += 1
    return
  }
  const withBodies = buffer.length < BODIES_HELD
  buffer.push({
    ...exchange,
    path: redactPath(exchange.path),
    requestBody: withBodies ? redactBody(exchange.requestBody) : null,
    responseBody: withBodies ? redactBody(exchange.responseBody) : null,
  })
  if (exchange.partnerId && exchange.direction === 'in') noteSeen(exchange.partnerId, exchange)
  if (buffer.length >= FLUSH_ROWS && !isWriting) void flushExchanges()
  timer ??= setTimeout(() => void flushExchanges(), FLUSH_MS)
}

const RECEIVED_MODULES = new Set(['locations', 'sessions', 'cdrs', 'tariffs'])

function noteSeen(partnerId: PartnerId, exchange: Exchange): void {
  seen.set(partnerId, exchange.at)
  const { module, method, ocpiStatus, party } = exchange
  if (party && ocpiStatus !== null && ocpiStatus < 2000)
    seenParties.set(`${partnerId} ${party}`, { partnerId, party, at: exchange.at })
  if (module === null || method === 'GET' || !RECEIVED_MODULES.has(module)) return
  if (ocpiStatus !== null && ocpiStatus < 2000)
    received.set(`${partnerId} ${module}`, { partnerId, module, at: exchange.at })
}

/** Writes what is held; one write at a time. Also for shutdown and tests. */
export function flushExchanges(): Promise<void> {
  if (timer) clearTimeout(timer)
  timer = null
  const before = writing
  writing = writeAfter(before)
  return writing
}

async function writeAfter(before: Promise<void>): Promise<void> {
  await before
  isWriting = true
  try {
    await write()
  } catch (error) {
    logger.error('exchanges.write', error)
  } finally {
    isWriting = false
  }
}

async function write(): Promise<void> {
  const rows = buffer
  buffer = []
  if (dropped > 0) logger.warn('exchanges.dropped', { count: dropped })
  dropped = 0
  for (let from = 0; from < rows.length; from += BULK_ROWS) await insert(rows.slice(from, from + BULK_ROWS).map(toRow))
  await writeSeen()
}

const COLUMNS = [
  'at',
  'partner_id',
  'direction',
  'method',
  'module',
  'version',
  'object_key',
  'request_id',
  'correlation_id',
  'http_status',
  'ocpi_status',
  'duration_ms',
]

// The log may trail the disk: nothing is promised by it.
const insert = bulkStatement(
  COLUMNS,
  ['path', 'request_headers', 'response_headers', 'request_body', 'response_body', 'error'],
  (incoming) => `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true)), ${incoming}
    insert into ocpi_exchanges (at, partner_id, direction, method, module, version, object_key, request_id, correlation_id,
      http_status, ocpi_status, duration_ms, path, request_headers, response_headers, request_body, response_body, error)
    select to_timestamp(at::float8 / 1000), partner_id, direction, method, module, version, object_key, request_id,
      correlation_id, http_status::int, ocpi_status::int, duration_ms::numeric, path, request_headers, response_headers,
      request_body, response_body, error
    from relaxed cross join incoming`,
)

function toRow(row: Exchange): BulkRow {
  const values = [
    String(row.at),
    row.partnerId,
    row.direction,
    row.method,
    row.module,
    row.version,
    row.objectKey,
    row.requestId,
    row.correlationId,
    row.httpStatus === null ? null : String(row.httpStatus),
    row.ocpiStatus === null ? null : String(row.ocpiStatus),
    row.durationMs.toFixed(3),
  ]
  const headers = [row.requestHeaders, row.responseHeaders].map(keptHeaders)
  const texts = [row.path, ...headers, row.requestBody, row.responseBody, row.error]
  return { values: values.map(storable), texts: texts.map(storable) }
}

// What tells something about an exchange. The ids have columns, and the authorisation is shown to have been there.
const KEPT_HEADERS = [
  'content-type',
  'content-encoding',
  'user-agent',
  'ocpi-from-country-code',
  'ocpi-from-party-id',
  'ocpi-to-country-code',
  'ocpi-to-party-id',
  'location',
  'link',
  'x-total-count',
  'x-limit',
  'retry-after',
  'allow',
]
const HEADER_LIMIT = 500

function keptHeaders(headers: ExchangeHeaders | null): string | null {
  if (headers === null) return null
  const kept: Record<string, string> = {}
  if (headers['authorization'] !== undefined)
    kept['authorization'] = describeAuthorization(String(headers['authorization']))
  for (const name of KEPT_HEADERS) {
    const value = headers[name]
    if (value !== undefined) kept[name] = String(value).slice(0, HEADER_LIMIT)
  }
  return JSON.stringify(kept)
}

/** One row that the database refuses would take the others with it. */
function storable(text: string | null): string | null {
  return text?.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text
}

// The moments when partners were last heard of change with every request; they are written every few seconds.
async function writeSeen(): Promise<void> {
  const now = systemClock.now()
  if (received.size > 0) {
    const marks = JSON.stringify([...received.values()].map((mark) => ({ ...mark, at: toIsoInstant(mark.at) })))
    received = new Map()
    await hotSql()`
      insert into sync_marks (partner_id, module, last_received_at)
      select p.id, m.module, m.at from json_to_recordset(${marks}::text::json) as m ("partnerId" text, module text, at timestamptz)
      join partners p on p.id = m."partnerId"
      on conflict (partner_id, module) do update set last_received_at = greatest(sync_marks.last_received_at, excluded.last_received_at)`
  }
  if (seen.size === 0 || now - seenWrittenAt < SEEN_EVERY_MS) return
  const partners = JSON.stringify([...seen].map(([id, at]) => ({ id, at: toIsoInstant(at) })))
  seen = new Map()
  seenWrittenAt = now
  await hotSql()`
    update partners set last_seen_at = s.at
    from json_to_recordset(${partners}::text::json) as s (id text, at timestamptz) where partners.id = s.id`
  await writeSeenParties()
}

async function writeSeenParties(): Promise<void> {
  if (seenParties.size === 0) return
  const rows = JSON.stringify([...seenParties.values()].map((row) => ({ ...row, at: toIsoInstant(row.at) })))
  seenParties = new Map()
  await hotSql()`
    update parties x set last_seen_at = greatest(x.last_seen_at, s.at)
    from json_to_recordset(${rows}::text::json) as s ("partnerId" text, party text, at timestamptz)
    where x.partner_id = s."partnerId" and x.key = s.party`
}

// A body that was cut off may end within a secret.
const TOKEN_FIELD = /("token"\s*:\s*")(?:[^"\\]|\\.)*(?:"|\\?$)/g
const RESPONSE_URL = /("response_url"\s*:\s*"(?:[^"\\]|\\.)*\/)(?:[^"\\/]|\\.)*(?:"|\\?$)/g
/** The name of a secret field with one of its letters escaped. */
const DISGUISED = /(?<!\\)\\u00(6[1-9a-f]|7[0-9a]|5f)/gi
// The dispatcher takes several slashes for one, any case, and decodes each segment: so does this.
const RESULT_PATH = /(\/(?:commands|chargingprofiles)\/+[^/?]+\/+[^/?]+\/+)[^/?]+/i
/** The same address within a query, percent-encoded. */
const RESULT_QUERY = /([?&]response_url=[^&]*(?:%2F|\/))[^&]+/i

function redactBody(body: string | null): string | null {
  if (body === null) return null
  let text = body.includes('\\u00') ? body.replace(DISGUISED, (_, hex: string) => letter(hex)) : body
  if (text.length > BODY_LIMIT) text = text.slice(0, BODY_LIMIT)
  if (text.includes('"token"')) text = text.replace(TOKEN_FIELD, '$1***"')
  if (text.includes('"response_url"')) text = text.replace(RESPONSE_URL, '$1***"')
  return text
}

const letter = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))

function redactPath(path: string): string {
  const plain = /%[4-7]/.test(path)
    ? path.replace(/%(6[1-9a-f]|7[0-9a]|4[1-9a-f]|5[0-9af])/gi, (_, hex: string) => letter(hex))
    : path
  return plain.replace(RESULT_QUERY, '$1***').replace(RESULT_PATH, '$1***')
}

// The log of every OCPI exchange in both directions: kept in memory for a moment, written in bulk, never in the way of
// the answer. What a crash may lose is the log of its last fifth of a second, never an object.
import { hotSql } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { SECOND_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { BULK_ROWS, bulkStatement, type BulkRow } from '@/lib/platform/bulk-statement'
import { systemClock } from '@/lib/platform/clock'
import { logger } from '@/lib/platform/logger'

export type Exchange = {
  readonly partnerId: PartnerId | null
  readonly direction: 'in' | 'out'
  readonly at: Instant
  readonly method: string
  /** Path and query of what we serve, whole address of what we call. */
  readonly path: string
  readonly module: string | null
  readonly requestId: string | null
  readonly correlationId: string | null
  readonly httpStatus: number | null
  readonly ocpiStatus: number | null
  readonly durationMs: number
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
  const { module, method, ocpiStatus } = exchange
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
  'request_id',
  'correlation_id',
  'http_status',
  'ocpi_status',
  'duration_ms',
]

// The log may trail the disk: nothing is promised by it.
const insert = bulkStatement(
  COLUMNS,
  ['path', 'request_body', 'response_body', 'error'],
  (incoming) => `
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true)), ${incoming}
    insert into ocpi_exchanges (at, partner_id, direction, method, module, request_id, correlation_id, http_status, ocpi_status,
      duration_ms, path, request_body, response_body, error)
    select to_timestamp(at::float8 / 1000), partner_id, direction, method, module, request_id, correlation_id, http_status::int,
      ocpi_status::int, duration_ms::numeric, path, request_body, response_body, error
    from relaxed cross join incoming`,
)

function toRow(row: Exchange): BulkRow {
  const values = [
    String(row.at),
    row.partnerId,
    row.direction,
    row.method,
    row.module,
    row.requestId,
    row.correlationId,
    row.httpStatus === null ? null : String(row.httpStatus),
    row.ocpiStatus === null ? null : String(row.ocpiStatus),
    row.durationMs.toFixed(3),
  ]
  return { values: values.map(storable), texts: [row.path, row.requestBody, row.responseBody, row.error].map(storable) }
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
}

const TOKEN_FIELD = /("token"\s*:\s*")(?:[^"\\]|\\.)*"/g
const RESPONSE_URL = /("response_url"\s*:\s*"(?:[^"\\]|\\.)*\/)(?:[^"\\/]|\\.)*"/g
const RESULT_PATH = /(\/commands\/[^/?]+\/[^/?]+\/)[^/?]+/

function redactBody(body: string | null): string | null {
  if (body === null) return null
  let text = body.length > BODY_LIMIT ? body.slice(0, BODY_LIMIT) : body
  if (text.includes('"token"')) text = text.replace(TOKEN_FIELD, '$1***"')
  if (text.includes('"response_url"')) text = text.replace(RESPONSE_URL, '$1***"')
  return text
}

function redactPath(path: string): string {
  return path.includes('/commands/') ? path.replace(RESULT_PATH, '$1***') : path
}

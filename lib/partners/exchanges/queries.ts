// The exchange log as staff read it. Newest first, keyset-paged by id; each filter has an index that gives the rows in
// that order, so that a page costs the same among a million rows as among a hundred.
import { and, asc, desc, eq, gt, gte, inArray, lt, ne, or, sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { exchangeFailed, ocpiExchanges as log, partners } from '@/db/schema/partners'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS, type Instant } from '@/lib/kernel/time'

/** Any failure; an HTTP class; no answer at all. */
export const OUTCOMES = ['failed', 'ok', '4xx', '5xx', 'silent'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type ExchangeFilter = {
  readonly partnerId?: PartnerId
  readonly module?: string
  readonly direction?: 'in' | 'out'
  readonly method?: string
  readonly outcome?: Outcome
  readonly ocpiStatus?: number
  /** `sessions/ABC`, folded; any of several. */
  readonly objects?: readonly string[]
  /** A request or correlation id, whole. */
  readonly messageId?: string
  readonly from?: Instant
  /** Exclusive. */
  readonly to?: Instant
}

const rowColumns = {
  id: log.id,
  at: log.at,
  partnerId: log.partnerId,
  partnerName: partners.name,
  direction: log.direction,
  method: log.method,
  path: log.path,
  module: log.module,
  version: log.version,
  objectKey: log.objectKey,
  httpStatus: log.httpStatus,
  ocpiStatus: log.ocpiStatus,
  durationMs: log.durationMs,
  requestId: log.requestId,
  correlationId: log.correlationId,
  error: log.error,
}

export type ExchangeRow = {
  id: number
  at: Instant
  partnerId: PartnerId | null
  partnerName: string | null
  direction: 'in' | 'out'
  method: string
  path: string
  module: string | null
  version: string | null
  objectKey: string | null
  httpStatus: number | null
  ocpiStatus: number | null
  durationMs: string
  requestId: string | null
  correlationId: string | null
  error: string | null
}

// An exchange is written after it ended, in groups: ids follow the time only so closely. No exchange takes this long.
const SLACK_MS = 10 * MINUTE_MS

/** The time filter as a range of ids too: rows of another day are stepped over, not read. */
function timeConditions({ from, to }: ExchangeFilter): (SQL | undefined)[] {
  const edge = (at: Instant) => sql`${new Date(at).toISOString()}::timestamptz`
  const before = from === undefined ? undefined : instant(from - SLACK_MS)
  const after = to === undefined ? undefined : instant(to + SLACK_MS)
  return [
    from === undefined ? undefined : gte(log.at, from),
    to === undefined ? undefined : lt(log.at, to),
    before === undefined
      ? undefined
      : sql`${log.id} > coalesce((select e.id from ${log} e where e.at < ${edge(before)} order by e.at desc limit 1), 0)`,
    after === undefined
      ? undefined
      : sql`${log.id} < coalesce((select e.id from ${log} e where e.at > ${edge(after)} order by e.at limit 1), 9223372036854775807)`,
  ]
}

function outcomeConditions(outcome: Outcome | undefined): (SQL | undefined)[] {
  switch (outcome) {
    case undefined:
      return []
    case 'failed':
      return [exchangeFailed(log)]
    case 'ok':
      return [sql`not ${exchangeFailed(log)}`]
    // The first condition says nothing new, but the partial index is found by it.
    case '4xx':
      return [exchangeFailed(log), gte(log.httpStatus, 400), lt(log.httpStatus, 500)]
    case '5xx':
      return [exchangeFailed(log), gte(log.httpStatus, 500)]
    case 'silent':
      return [exchangeFailed(log), sql`${log.httpStatus} is null`]
  }
}

function conditions(filter: ExchangeFilter): (SQL | undefined)[] {
  const { partnerId, module, direction, method, ocpiStatus, objects, messageId } = filter
  return [
    partnerId && eq(log.partnerId, partnerId),
    module ? eq(log.module, module) : undefined,
    direction && eq(log.direction, direction),
    method ? eq(log.method, method) : undefined,
    ocpiStatus === undefined ? undefined : eq(log.ocpiStatus, ocpiStatus),
    ocpiStatus === undefined || ocpiStatus < 2000 ? undefined : exchangeFailed(log),
    objects && objects.length > 0 ? inArray(log.objectKey, [...objects]) : undefined,
    messageId ? or(eq(log.requestId, messageId), eq(log.correlationId, messageId)) : undefined,
    ...outcomeConditions(filter.outcome),
    ...timeConditions(filter),
  ]
}

const PAGE = 50

/** A page below `before`. Bodies are not read: a list shows none. */
export async function listExchanges(
  ctx: StaffCtx,
  filter: ExchangeFilter,
  { before, limit = PAGE }: { before?: number; limit?: number } = {},
): Promise<{ rows: ExchangeRow[]; next: number | null }> {
  authorize(ctx, 'partner:read')
  const rows = await pageQuery(ctx, filter, { before, limit: limit + 1 })
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/** The statement behind a page; a test explains it. */
export function pageQuery(
  ctx: StaffCtx,
  filter: ExchangeFilter,
  { before, limit }: { before?: number; limit: number },
) {
  return reader(ctx)
    .select(rowColumns)
    .from(log)
    .leftJoin(partners, eq(partners.id, log.partnerId))
    .where(and(...conditions(filter), before === undefined ? undefined : lt(log.id, before)))
    .orderBy(desc(log.id))
    .limit(limit)
}

/** The rows on either side of one, within the filter: what j and k lead to. */
export async function findNeighbours(
  ctx: StaffCtx,
  filter: ExchangeFilter,
  id: number,
): Promise<{ newer: number | null; older: number | null }> {
  authorize(ctx, 'partner:read')
  const step = (way: SQL, order: SQL) =>
    reader(ctx)
      .select({ id: log.id })
      .from(log)
      .where(and(...conditions(filter), way))
      .orderBy(order)
      .limit(1)
  const [newer, older] = await Promise.all([step(gt(log.id, id), asc(log.id)), step(lt(log.id, id), desc(log.id))])
  return { newer: newer[0]?.id ?? null, older: older[0]?.id ?? null }
}

export type ExchangeDetail = ExchangeRow & {
  requestHeaders: string | null
  responseHeaders: string | null
  requestBody: string | null
  responseBody: string | null
}

export async function getExchange(ctx: StaffCtx, id: number): Promise<ExchangeDetail> {
  authorize(ctx, 'partner:read')
  const [row] = await reader(ctx)
    .select({
      ...rowColumns,
      requestHeaders: log.requestHeaders,
      responseHeaders: log.responseHeaders,
      requestBody: log.requestBody,
      responseBody: log.responseBody,
    })
    .from(log)
    .leftJoin(partners, eq(partners.id, log.partnerId))
    .where(eq(log.id, id))
  if (!row) throw new NotFoundError('exchange', String(id))
  return row
}

const CONVERSATION_LIMIT = 100

/** Everything that belongs together by its correlation id, oldest first; of the same partner only. */
export async function listConversation(
  ctx: StaffCtx,
  { correlationId, partnerId }: Pick<ExchangeRow, 'correlationId' | 'partnerId'>,
): Promise<ExchangeRow[]> {
  authorize(ctx, 'partner:read')
  if (correlationId === null || partnerId === null) return []
  return reader(ctx)
    .select(rowColumns)
    .from(log)
    .leftJoin(partners, eq(partners.id, log.partnerId))
    .where(and(eq(log.correlationId, correlationId), eq(log.partnerId, partnerId)))
    .orderBy(asc(log.at), asc(log.id))
    .limit(CONVERSATION_LIMIT)
}

/** The exchange that carries a request id of ours, once it is written. */
export async function findExchangeByRequest(ctx: StaffCtx, requestId: string): Promise<number | null> {
  authorize(ctx, 'partner:read')
  const [row] = await reader(ctx)
    .select({ id: log.id })
    .from(log)
    .where(and(eq(log.requestId, requestId), ne(log.direction, 'in')))
    .limit(1)
  return row?.id ?? null
}

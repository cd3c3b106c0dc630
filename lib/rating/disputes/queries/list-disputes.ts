// The staff's list of cases, and how much work there is.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DisputeId, PartnerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, instant, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { convertMinor } from '../../prices/convert-to-kronor'
import { waitsFor, type DisputeCause, type DisputeOrigin, type DisputeState } from '../../core/dispute-state'

/** `us`: our turn; `operator`: its turn; `overdue`: a day has passed, whoever's. */
export const DISPUTE_SHOWS = ['live', 'us', 'operator', 'overdue', 'closed', 'all'] as const
export type DisputeShow = (typeof DISPUTE_SHOWS)[number]

export type DisputeFilter = {
  show?: DisputeShow
  partnerId?: PartnerId
  cause?: DisputeCause
  origin?: DisputeOrigin
  /** A case's number, or part of a CDR's id or a place. */
  search?: string
}

export type DisputeRow = {
  id: DisputeId
  number: number
  partnerId: PartnerId
  partnerName: string
  origin: DisputeOrigin
  cause: DisputeCause
  state: DisputeState
  waitsFor: 'us' | 'operator' | null
  deadline: CalendarDate | null
  /** Its day has passed. */
  overdue: boolean
  cdrs: number
  /** Of the first CDR, for the eye. */
  placeName: string
  /** The customer told us about it too. */
  reported: boolean
  currency: string
  /** Excluding VAT. */
  askedMinor: bigint
  claimMinor: bigint
  recoveredMinor: bigint
  lossMinor: bigint
  openedAt: Instant
  closedAt: Instant | null
}

type Row = {
  id: DisputeId
  number: number
  partner_id: PartnerId
  partner_name: string
  origin: DisputeOrigin
  cause: DisputeCause
  state: DisputeState
  deadline: CalendarDate | null
  cdrs: number
  place_name: string
  reported: boolean
  currency: string
  asked: string
  claim: string
  recovered: string
  loss: string
  opened_ms: number
  closed_ms: number | null
}

function toRow(row: Row, today: CalendarDate): DisputeRow {
  const turn = waitsFor(row.state)
  return {
    id: row.id,
    number: row.number,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    origin: row.origin,
    cause: row.cause,
    state: row.state,
    waitsFor: turn,
    deadline: row.deadline,
    overdue: turn !== null && row.deadline !== null && row.deadline < today,
    cdrs: row.cdrs,
    placeName: row.place_name,
    reported: row.reported,
    currency: row.currency,
    askedMinor: BigInt(row.asked),
    claimMinor: BigInt(row.claim),
    recoveredMinor: BigInt(row.recovered),
    lossMinor: BigInt(row.loss),
    openedAt: instant(Math.round(row.opened_ms)),
    closedAt: row.closed_ms === null ? null : instant(Math.round(row.closed_ms)),
  }
}

const LIVE = sql`d.state in ('open', 'sent', 'answered')`

function showCondition(show: DisputeShow, today: CalendarDate): SQL {
  switch (show) {
    case 'live':
      return LIVE
    case 'us':
      return sql`d.state in ('open', 'answered')`
    case 'operator':
      return sql`d.state = 'sent'`
    case 'overdue':
      return sql`${LIVE} and d.deadline < ${today}::date`
    case 'closed':
      return sql`not (${LIVE})`
    case 'all':
      return sql`true`
  }
}

function conditions(filter: DisputeFilter, today: CalendarDate): SQL {
  const { show = 'live', partnerId, cause, origin, search } = filter
  const text = search?.trim() ?? ''
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const parts = [
    showCondition(show, today),
    partnerId ? sql`d.partner_id = ${partnerId}` : null,
    cause ? sql`d.cause = ${cause}` : null,
    origin ? sql`d.origin = ${origin}` : null,
    text === ''
      ? null
      : sql`(d.number::text = ${text} or exists (select 1 from dispute_cdrs x join cdrs c on c.id = x.cdr_id
          where x.dispute_id = d.id and (c.ocpi_id ilike ${like} or c.place_name ilike ${like} or c.city ilike ${like})))`,
  ]
  return sql.join(
    parts.filter((part) => part !== null),
    sql` and `,
  )
}

/** Cases by their number, the newest first; `after` is the number of the last one shown. */
export async function listDisputes(
  ctx: StaffCtx,
  filter: DisputeFilter,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: DisputeRow[]; next: string | null }> {
  authorize(ctx, 'dispute:read')
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const below = after && /^\d{1,9}$/.test(after) ? sql`d.number < ${Number(after)}` : sql`true`
  const found = (await reader(ctx).execute(sql`
    select d.id, d.number, d.partner_id, p.name as partner_name, d.origin, d.cause, d.state, d.deadline::text as deadline, d.currency,
      l.*, extract(epoch from d.opened_at)::float8 * 1000 as opened_ms,
      extract(epoch from d.closed_at)::float8 * 1000 as closed_ms
    from disputes d join partners p on p.id = d.partner_id
    cross join lateral (
      select count(*)::int as cdrs, coalesce(min(c.place_name), '') as place_name, bool_or(x.reported_at is not null) as reported,
        coalesce(sum(x.asked_minor), 0)::text as asked, coalesce(sum(x.claim_minor), 0)::text as claim,
        coalesce(sum(x.recovered_minor), 0)::text as recovered, coalesce(sum(x.loss_minor), 0)::text as loss
      from dispute_cdrs x join cdrs c on c.id = x.cdr_id where x.dispute_id = d.id) l
    where ${conditions(filter, today)} and ${below}
    order by d.number desc limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map((row) => toRow(row, today))
  return { rows, next: found.length > limit ? String(rows.at(-1)?.number ?? '') : null }
}

export type DisputeWork = {
  live: number
  us: number
  operator: number
  overdue: number
  /** Customers' reports that nobody has taken up yet. */
  reports: number
  /** What we claim in live cases, in kronor excluding VAT. */
  claimMinor: bigint
}

/** Today's work with cases. */
export async function disputeWork(ctx: StaffCtx): Promise<DisputeWork> {
  authorize(ctx, 'dispute:read')
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const [row] = (await reader(ctx).execute(sql`
    select count(*)::int as live, count(*) filter (where d.state in ('open', 'answered'))::int as us,
      count(*) filter (where d.state = 'sent')::int as operator,
      count(*) filter (where d.deadline < ${today}::date)::int as overdue,
      count(*) filter (where d.origin = 'customer' and d.state = 'open')::int as reports,
      round(coalesce(sum((select sum(x.claim_minor * ${convertMinor('r')}) from dispute_cdrs x
        join ratings r on r.cdr_id = x.cdr_id and r.superseded_at is null
        where x.dispute_id = d.id and x.settled_at is null)), 0))::text as claim
    from disputes d where ${LIVE}`)) as unknown as (Omit<DisputeWork, 'claimMinor'> & { claim: string })[] // the columns of the statement
  const { claim = '0', ...counts } = row ?? { live: 0, us: 0, operator: 0, overdue: 0, reports: 0 }
  return { ...counts, claimMinor: BigInt(claim) }
}

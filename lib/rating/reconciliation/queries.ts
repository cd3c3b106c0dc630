// The staff's list of operators' invoices, and one of them with its lines.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { invoiceNumber } from '@/lib/billing/core/numbering'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId, InvoiceId, PartnerId, ReconciliationId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import type { CdrStatus } from '@/db/schema/roaming'
import { differenceOf, type LineOutcome, type LineReason } from '../core/match-invoice'

export type ReconciliationState = 'open' | 'closed' | 'withdrawn'
export type ReconciliationSource = 'record' | 'reference' | 'list' | 'self_billing'

export type ReconciliationRow = {
  id: ReconciliationId
  partnerId: PartnerId
  partnerName: string
  source: ReconciliationSource
  invoiceNumber: string
  state: ReconciliationState
  counts: Record<LineOutcome, number>
  /** Excluding VAT, in kronor: the document's amount where staff stated it, what their CDRs ask, what we accept. */
  statedMinor: bigint | null
  theirsMinor: bigint
  oursMinor: bigint
  /** What they ask beyond what we accept. */
  differenceMinor: bigint
  matchedAt: Instant | null
  createdAt: Instant
}

export type ReconciliationFilter = {
  partnerId?: PartnerId
  /** `deviating`: open, and something in it is not as it should be. */
  show?: 'open' | 'deviating' | 'closed' | 'all'
  /** Part of the invoice's number, or a CDR's id. */
  search?: string
  after?: string
  limit?: number
}

type Row = {
  id: ReconciliationId
  partner_id: PartnerId
  partner_name: string
  source: ReconciliationSource
  invoice_number: string
  state: ReconciliationState
  matched: number
  missing: number
  different: number
  twice: number
  unlisted: number
  stated: string | null
  theirs: string
  ours: string
  matched_ms: number | null
  created_ms: number
}

const COLUMNS = sql`
  r.id, r.partner_id, p.name as partner_name, r.source, r.invoice_number, r.state, r.matched, r.missing, r.different, r.twice,
  r.unlisted, r.stated_minor::text as stated, r.theirs_minor::text as theirs, r.ours_minor::text as ours,
  extract(epoch from r.matched_at)::float8 * 1000 as matched_ms, extract(epoch from r.created_at)::float8 * 1000 as created_ms`

function fromRow(row: Row): ReconciliationRow {
  const { matched, missing, different, twice, unlisted } = row
  const statedMinor = row.stated === null ? null : BigInt(row.stated)
  const [theirsMinor, oursMinor] = [BigInt(row.theirs), BigInt(row.ours)]
  return {
    id: row.id,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    source: row.source,
    invoiceNumber: row.invoice_number,
    state: row.state,
    counts: { matched, missing, different, twice, unlisted },
    statedMinor,
    theirsMinor,
    oursMinor,
    differenceMinor: differenceOf({ statedMinor, theirsMinor, oursMinor }),
    matchedAt: row.matched_ms === null ? null : instant(Math.round(row.matched_ms)),
    createdAt: instant(Math.round(row.created_ms)),
  }
}

function showCondition(show: ReconciliationFilter['show']): SQL {
  if (show === undefined || show === 'all') return sql`true`
  if (show === 'deviating') {
    return sql`r.state = 'open' and (r.missing + r.different + r.twice + r.unlisted > 0
      or coalesce(r.stated_minor, r.theirs_minor) <> r.ours_minor)`
  }
  return sql`r.state = ${show}`
}

function searchCondition(search: string | undefined): SQL {
  const text = search?.trim()
  if (!text) return sql`true`
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(r.invoice_number ilike ${like} or exists (
    select 1 from reconciliation_lines l where l.reconciliation_id = r.id and (l.name = upper(${text})
      or l.cdr_id in (select c.id from cdrs c where c.ocpi_id = ${text}))))`
}

/** Operators' invoices, newest first. */
export async function listReconciliations(
  ctx: StaffCtx,
  filter: ReconciliationFilter = {},
): Promise<{ rows: ReconciliationRow[]; next: string | null }> {
  authorize(ctx, 'reconciliation:read')
  const limit = Math.min(filter.limit ?? 50, 500)
  const rows = (await reader(ctx).execute(sql`
    select ${COLUMNS} from reconciliations r join partners p on p.id = r.partner_id
    where ${showCondition(filter.show)} and ${searchCondition(filter.search)}
      and ${filter.partnerId ? sql`r.partner_id = ${filter.partnerId}` : sql`true`}
      and (${filter.after ?? null}::text is null or r.id < ${filter.after ?? null})
    order by r.id desc limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const shown = rows.slice(0, limit).map(fromRow)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

export type ReconciliationCounts = Record<'open' | 'deviating' | 'closed', number>

export async function countReconciliations(ctx: StaffCtx): Promise<ReconciliationCounts> {
  authorize(ctx, 'reconciliation:read')
  const [row] = (await reader(ctx).execute(sql`
    select count(*) filter (where ${showCondition('open')})::int as open,
      count(*) filter (where ${showCondition('deviating')})::int as deviating,
      count(*) filter (where ${showCondition('closed')})::int as closed from reconciliations r`)) as unknown as [
    ReconciliationCounts,
  ] // aggregates without group: one row
  return row
}

export type ReconciliationLine = {
  name: string
  /** The id as the CDR has it; the name where we have no CDR. */
  ocpiId: string
  listed: boolean
  times: number
  outcome: LineOutcome
  reasons: LineReason[]
  theirsMinor: bigint | null
  oursMinor: bigint | null
  other: { id: ReconciliationId; invoiceNumber: string } | null
  cdr: {
    id: CdrId
    status: CdrStatus
    startedAt: Instant
    placeName: string
    city: string
    invoice: { id: InvoiceId; number: string | null } | null
    /** The latest case about it. */
    dispute: { id: DisputeId; number: number } | null
  } | null
}

export type ReconciliationDetail = ReconciliationRow & {
  reason: string | null
  closedAt: Instant | null
  closedByName: string | null
  createdByName: string | null
  /** Of the record that came over OCPI. */
  record: { received: string; lastUpdated: Instant } | null
}

/** One of an operator's invoices. Throws if there is none. */
export async function getReconciliation(ctx: StaffCtx, id: ReconciliationId): Promise<ReconciliationDetail> {
  authorize(ctx, 'reconciliation:read')
  const [row] = (await reader(ctx).execute(sql`
    select ${COLUMNS}, r.reason, extract(epoch from r.closed_at)::float8 * 1000 as closed_ms, c.name as closed_by,
      u.name as created_by, i.received, extract(epoch from i.last_updated)::float8 * 1000 as updated_ms
    from reconciliations r join partners p on p.id = r.partner_id
    left join users c on c.id = r.closed_by left join users u on u.id = r.created_by
    left join invoice_records i on i.id = r.record_id
    where r.id = ${id}`)) as unknown as (Row & {
    reason: string | null
    closed_ms: number | null
    closed_by: string | null
    created_by: string | null
    received: string | null
    updated_ms: number | null
  })[] // the columns of the statement
  if (!row) throw new NotFoundError('reconciliation', id)
  const { received, updated_ms: updated } = row
  return {
    ...fromRow(row),
    reason: row.reason,
    closedAt: row.closed_ms === null ? null : instant(Math.round(row.closed_ms)),
    closedByName: row.closed_by,
    createdByName: row.created_by,
    record: received !== null && updated !== null ? { received, lastUpdated: instant(Math.round(updated)) } : null,
  }
}

type LineRow = {
  name: string
  ocpi_id: string | null
  listed: boolean
  times: number
  outcome: LineOutcome
  reasons: LineReason[]
  theirs: string | null
  ours: string | null
  other_id: ReconciliationId | null
  other_number: string | null
  cdr_id: CdrId | null
  status: CdrStatus
  started_ms: number
  place_name: string
  city: string
  invoice_id: InvoiceId | null
  number: string | null
  dispute: { id: DisputeId; number: number } | null
  position: number
}

function toLine(row: LineRow): ReconciliationLine {
  return {
    name: row.name,
    ocpiId: row.ocpi_id ?? row.name,
    listed: row.listed,
    times: row.times,
    outcome: row.outcome,
    reasons: row.reasons,
    theirsMinor: row.theirs === null ? null : BigInt(row.theirs),
    oursMinor: row.ours === null ? null : BigInt(row.ours),
    other: row.other_id && { id: row.other_id, invoiceNumber: row.other_number ?? '' },
    cdr: row.cdr_id && {
      id: row.cdr_id,
      status: row.status,
      startedAt: instant(Math.round(row.started_ms)),
      placeName: row.place_name,
      city: row.city,
      invoice: row.invoice_id && { id: row.invoice_id, number: row.number },
      dispute: row.dispute,
    },
  }
}

/** Its lines in the order of the invoice, what it does not name last. `limit` null gives all, for a file. */
export async function listReconciliationLines(
  ctx: StaffCtx,
  id: ReconciliationId,
  filter: { outcomes?: readonly LineOutcome[]; after?: number; limit: number | null },
): Promise<{ rows: ReconciliationLine[]; next: number | null }> {
  authorize(ctx, 'reconciliation:read')
  const { outcomes, after, limit } = filter
  const wanted = outcomes?.length ? sql`l.outcome in ${[...outcomes]}` : sql`true`
  const rows = (await reader(ctx).execute(sql`
    select l.name, c.ocpi_id, l.listed, l.times, l.outcome, l.reasons, l.theirs_minor::text as theirs, l.ours_minor::text as ours,
      l.other_id, o.invoice_number as other_number, l.cdr_id, c.status, extract(epoch from c.started_at)::float8 * 1000 as started_ms,
      c.place_name, c.city, n.id as invoice_id,
      ${sql.raw(invoiceNumber('n'))} as number,
      (select json_build_object('id', d.id, 'number', d.number) from dispute_cdrs x join disputes d on d.id = x.dispute_id
        where x.cdr_id = l.cdr_id order by d.number desc limit 1) as dispute, l.position
    from reconciliation_lines l
    left join cdrs c on c.id = l.cdr_id left join reconciliations o on o.id = l.other_id
    left join invoiced_cdrs b on b.cdr_id = l.cdr_id left join invoices n on n.id = b.invoice_id
    where l.reconciliation_id = ${id} and ${wanted} and l.position > ${after ?? -1}
    order by l.position ${limit === null ? sql`` : sql`limit ${limit + 1}`}`)) as unknown as LineRow[] // the columns of the statement
  const shown = limit === null ? rows : rows.slice(0, limit)
  return { rows: shown.map(toLine), next: shown.length < rows.length ? (shown.at(-1)?.position ?? null) : null }
}

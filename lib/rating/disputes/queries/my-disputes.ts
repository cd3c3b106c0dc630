// A customer's own cases: what they said, whose turn it is, what it means for the bill. Amounts between the operator and
// us, what staff noted, and other customers' charges in the same case are not in it.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { invoiceNumber } from '@/lib/billing/core/numbering'
import type { CdrId, DisputeId, InvoiceId } from '@/lib/kernel/ids'
import { DAY_MS, instant, toIsoInstant, type CalendarDate, type Instant, type TimeZone } from '@/lib/kernel/time'
import { operatorLabel } from '@/lib/partners/core/label'
import {
  waitsFor,
  type DisputeCause,
  type DisputeEventKind,
  type DisputeOrigin,
  type DisputeState,
  type LineOutcome,
} from '../../core/dispute-state'

export type MyDisputeEvent = { kind: DisputeEventKind; at: Instant }

export type MyDispute = {
  id: DisputeId
  number: number
  cdrId: CdrId
  placeName: string
  city: string
  startedAt: Instant
  timeZone: TimeZone
  operatorName: string
  origin: DisputeOrigin
  state: DisputeState
  waitsFor: 'us' | 'operator' | null
  deadline: CalendarDate | null
  /** The customer pays nothing of it while the case is open. */
  keepsOff: boolean
  /** On an invoice already. */
  billed: boolean
  outcome: LineOutcome | null
  customerPays: boolean | null
  /** What the customer pays by our calculation, including VAT. */
  grossMinor: bigint | null
  report: { cause: DisputeCause; text: string; at: Instant } | null
  /** The charge that the operator sent in its place. */
  replacementId: CdrId | null
  /** The document that took it back. */
  creditNote: { id: InvoiceId; number: string } | null
  openedAt: Instant
  closedAt: Instant | null
  events: MyDisputeEvent[]
}

type Row = {
  id: DisputeId
  number: number
  cdr_id: CdrId
  place_name: string
  city: string
  started_ms: number
  time_zone: TimeZone
  operator_name: string
  origin: DisputeOrigin
  state: DisputeState
  deadline: CalendarDate | null
  keeps_off: boolean
  billed: boolean
  outcome: LineOutcome | null
  customer_pays: boolean | null
  gross: string | null
  report_cause: DisputeCause | null
  report_text: string | null
  reported_ms: number | null
  replacement_id: CdrId | null
  credit_note: { id: InvoiceId; number: string } | null
  opened_ms: number
  closed_ms: number | null
  events: { kind: DisputeEventKind; at: number }[] | null
}

/** What staff do among themselves is no news for a customer. */
const UNTOLD = sql`('noted', 'claim_changed', 'link_made', 'link_ended', 'overdue')`

async function load(ctx: CustomerCtx, condition: SQL, limit: number): Promise<MyDispute[]> {
  const ms = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`)
  const rows = (await reader(ctx).execute(sql`
    select d.id, d.number, c.id as cdr_id, c.place_name, c.city, ${ms('c.started_at')} as started_ms, c.time_zone,
      ${sql.raw(operatorLabel('p', 'c'))} as operator_name, d.origin, d.state, d.deadline::text as deadline, l.keeps_off,
      exists (select 1 from invoiced_cdrs b join invoices i on i.id = b.invoice_id and i.state <> 'draft'
        where b.cdr_id = c.id) as billed,
      l.outcome, l.customer_pays, r.retail_gross_minor::text as gross, l.report_cause, l.report_text,
      ${ms('l.reported_at')} as reported_ms, l.replacement_cdr_id as replacement_id, ${ms('d.opened_at')} as opened_ms,
      ${ms('l.settled_at')} as closed_ms,
      (select json_build_object('id', i.id, 'number', ${sql.raw(invoiceNumber('i'))}) from invoice_lines o
        join invoice_lines x on x.credited_line_id = o.id join invoices i on i.id = x.invoice_id and i.state <> 'draft'
        where o.cdr_id = c.id limit 1) as credit_note,
      (select json_agg(json_build_object('kind', e.kind, 'at', ${ms('e.at')}) order by e.id) from dispute_events e
        where e.dispute_id = d.id and e.kind not in ${UNTOLD} and (e.cdr_id is null or e.cdr_id in (c.id, l.replacement_cdr_id))) as events
    from dispute_cdrs l join disputes d on d.id = l.dispute_id join cdrs c on c.id = l.cdr_id
    join partners p on p.id = c.partner_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.customer_id = ${ctx.customerId} and ${condition}
    order by d.number desc limit ${limit}`)) as unknown as Row[] // the columns of the statement
  return rows.map(toDispute)
}

function toDispute(row: Row): MyDispute {
  const { report_cause: cause, reported_ms: reported } = row
  return {
    id: row.id,
    number: row.number,
    cdrId: row.cdr_id,
    placeName: row.place_name,
    city: row.city,
    startedAt: instant(Math.round(row.started_ms)),
    timeZone: row.time_zone,
    operatorName: row.operator_name,
    origin: row.origin,
    state: row.state,
    // A charge that is settled waits for nobody, also where others of the same case do.
    waitsFor: row.outcome === null ? waitsFor(row.state) : null,
    deadline: row.outcome === null ? row.deadline : null,
    keepsOff: row.keeps_off,
    billed: row.billed,
    outcome: row.outcome,
    customerPays: row.customer_pays,
    grossMinor: row.gross === null ? null : BigInt(row.gross),
    report:
      cause !== null && reported !== null
        ? { cause, text: row.report_text ?? '', at: instant(Math.round(reported)) }
        : null,
    replacementId: row.replacement_id,
    creditNote: row.credit_note,
    openedAt: instant(Math.round(row.opened_ms)),
    closedAt: row.closed_ms === null ? null : instant(Math.round(row.closed_ms)),
    events: (row.events ?? []).map(({ kind, at }) => ({ kind, at: instant(Math.round(at)) })),
  }
}

const MOST = 200

/** All cases about the customer's own charges, the newest first. */
export function listMyDisputes(ctx: CustomerCtx): Promise<MyDispute[]> {
  return load(ctx, sql`true`, MOST)
}

/** The latest case about a charge of the customer, if there is one. */
export async function findMyDispute(ctx: CustomerCtx, cdrId: CdrId): Promise<MyDispute | null> {
  const [found] = await load(ctx, sql`c.id = ${cdrId}`, 1)
  return found ?? null
}

/** Longer ago it is no news. */
const NEWS_DAYS = 60
const MOST_NEWS = 3

/**
 * How cases ended that the customer has not read about yet: those they had told us of, and those that changed what they
 * pay of an invoice. What only the operator and we had to settle is none of them.
 */
export function listMyOutcomes(ctx: CustomerCtx): Promise<MyDispute[]> {
  const since = toIsoInstant(instant(ctx.clock.now() - NEWS_DAYS * DAY_MS))
  return load(
    ctx,
    sql`l.settled_at > ${since}::timestamptz and l.customer_read_at is null
      and (l.report_cause is not null or (l.outcome = 'credited' or l.customer_pays is false)
        and exists (select 1 from invoiced_cdrs b join invoices i on i.id = b.invoice_id and i.state <> 'draft' where b.cdr_id = c.id))`,
    MOST_NEWS,
  )
}

/** How many cases of the customer are not settled. */
export async function countMyDisputes(ctx: CustomerCtx): Promise<{ all: number; live: number }> {
  const [row] = (await reader(ctx).execute(sql`
    select count(*)::int as all, count(*) filter (where l.settled_at is null)::int as live
    from dispute_cdrs l join cdrs c on c.id = l.cdr_id where c.customer_id = ${ctx.customerId}`)) as unknown as {
    all: number
    live: number
  }[] // aggregates without group: one row
  return row ?? { all: 0, live: 0 }
}

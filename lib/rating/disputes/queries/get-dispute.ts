// One case as staff see it: what it is about, what is at stake, what happened.
import { sql } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { invoiceNumber } from '@/lib/billing/core/numbering'
import type { DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, CustomerId, DisputeId, DisputeLinkId, InvoiceId, PartnerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, instant, localDate, type CalendarDate, type Instant, type TimeZone } from '@/lib/kernel/time'
import {
  waitsFor,
  type DisputeCause,
  type DisputeEventKind,
  type DisputeOrigin,
  type DisputeState,
  type LineOutcome,
} from '../../core/dispute-state'

export type DisputeCdr = {
  cdrId: CdrId
  ocpiId: string
  status: CdrStatus
  placeName: string
  city: string
  startedAt: Instant
  timeZone: TimeZone
  energyKwh: DecimalString
  customer: { id: CustomerId; name: string } | null
  askedMinor: bigint
  oursMinor: bigint | null
  claimMinor: bigint
  recoveredMinor: bigint
  costMinor: bigint | null
  customerPays: boolean | null
  outcome: LineOutcome | null
  keepsOff: boolean
  /** The customer is billed at our price meanwhile. */
  protectsCustomer: boolean
  /** What the customer pays by our calculation, including VAT. */
  retailGrossMinor: bigint | null
  report: { cause: DisputeCause; text: string; at: Instant } | null
  credit: { cdrId: CdrId; ocpiId: string } | null
  replacement: { cdrId: CdrId; ocpiId: string } | null
  invoice: { id: InvoiceId; number: string | null; issued: boolean } | null
}

export type DisputeEvent = {
  id: number
  kind: DisputeEventKind
  actor: 'system' | 'staff' | 'customer' | 'operator'
  userName: string | null
  at: Instant
  note: string
  amountMinor: bigint | null
  deadline: CalendarDate | null
}

export type DisputeLink = { id: DisputeLinkId; createdAt: Instant; expiresAt: Instant; revokedAt: Instant | null }

export type DisputeDetail = {
  id: DisputeId
  number: number
  partner: { id: PartnerId; name: string }
  origin: DisputeOrigin
  cause: DisputeCause
  state: DisputeState
  waitsFor: 'us' | 'operator' | null
  currency: string
  statement: string
  deadline: CalendarDate | null
  overdue: boolean
  lossMinor: bigint
  lossBookedAt: Instant | null
  openedAt: Instant
  openedByName: string | null
  sentAt: Instant | null
  closedAt: Instant | null
  cdrs: DisputeCdr[]
  events: DisputeEvent[]
  links: DisputeLink[]
}

type Head = {
  id: DisputeId
  number: number
  partner_id: PartnerId
  partner_name: string
  origin: DisputeOrigin
  cause: DisputeCause
  state: DisputeState
  currency: string
  statement: string
  deadline: CalendarDate | null
  loss: string
  booked_ms: number | null
  opened_ms: number
  opened_by: string | null
  sent_ms: number | null
  closed_ms: number | null
}

const ms = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`)
const at = (value: number | null): Instant | null => (value === null ? null : instant(Math.round(value)))
const big = (value: string | null): bigint | null => (value === null ? null : BigInt(value))

/** A case with its CDRs, history and links. Throws if there is none. */
export async function getDispute(ctx: StaffCtx, disputeId: DisputeId): Promise<DisputeDetail> {
  authorize(ctx, 'dispute:read')
  const db = reader(ctx)
  const [head] = (await db.execute(sql`
    select d.id, d.number, d.partner_id, p.name as partner_name, d.origin, d.cause, d.state, d.currency, d.statement,
      d.deadline::text as deadline, (select coalesce(sum(l.loss_minor), 0)::text from dispute_cdrs l where l.dispute_id = d.id) as loss, ${ms('d.loss_booked_at')} as booked_ms, ${ms('d.opened_at')} as opened_ms,
      u.name as opened_by, ${ms('d.sent_at')} as sent_ms, ${ms('d.closed_at')} as closed_ms
    from disputes d join partners p on p.id = d.partner_id left join users u on u.id = d.opened_by
    where d.id = ${disputeId}`)) as unknown as Head[] // the columns of the statement
  if (!head) throw new NotFoundError('dispute', disputeId)
  const [cdrs, events, links] = await Promise.all([
    listCdrsOf(db, disputeId),
    listEvents(db, disputeId),
    listLinks(db, disputeId),
  ])
  const turn = waitsFor(head.state)
  return {
    id: head.id,
    number: head.number,
    partner: { id: head.partner_id, name: head.partner_name },
    origin: head.origin,
    cause: head.cause,
    state: head.state,
    waitsFor: turn,
    currency: head.currency,
    statement: head.statement,
    deadline: head.deadline,
    overdue: turn !== null && head.deadline !== null && head.deadline < localDate(ctx.clock.now(), BILLING_ZONE),
    lossMinor: BigInt(head.loss),
    lossBookedAt: at(head.booked_ms),
    openedAt: instant(Math.round(head.opened_ms)),
    openedByName: head.opened_by,
    sentAt: at(head.sent_ms),
    closedAt: at(head.closed_ms),
    cdrs,
    events,
    links,
  }
}

type CdrRow = Record<string, unknown> & {
  cdr_id: CdrId
  ocpi_id: string
  status: CdrStatus
  place_name: string
  city: string
  started_ms: number
  time_zone: TimeZone
  energy_kwh: DecimalString
  customer_id: CustomerId | null
  customer_name: string
  asked: string
  ours: string | null
  claim: string
  recovered: string
  cost: string | null
  customer_pays: boolean | null
  outcome: LineOutcome | null
  keeps_off: boolean
  protects: boolean
  gross: string | null
  report_cause: DisputeCause | null
  report_text: string | null
  reported_ms: number | null
  credit_id: CdrId | null
  credit_ocpi_id: string | null
  new_id: CdrId | null
  new_ocpi_id: string | null
  invoice_id: InvoiceId | null
  invoice_number: string | null
  issued: boolean | null
}

function toCdr(row: CdrRow): DisputeCdr {
  const { report_cause: cause, reported_ms: reported } = row
  return {
    cdrId: row.cdr_id,
    ocpiId: row.ocpi_id,
    status: row.status,
    placeName: row.place_name,
    city: row.city,
    startedAt: instant(Math.round(row.started_ms)),
    timeZone: row.time_zone,
    energyKwh: row.energy_kwh,
    customer: row.customer_id && { id: row.customer_id, name: row.customer_name },
    askedMinor: BigInt(row.asked),
    oursMinor: big(row.ours),
    claimMinor: BigInt(row.claim),
    recoveredMinor: BigInt(row.recovered),
    costMinor: big(row.cost),
    customerPays: row.customer_pays,
    outcome: row.outcome,
    keepsOff: row.keeps_off,
    protectsCustomer: row.protects,
    retailGrossMinor: big(row.gross),
    report:
      cause !== null && reported !== null
        ? { cause, text: row.report_text ?? '', at: instant(Math.round(reported)) }
        : null,
    credit: row.credit_id && { cdrId: row.credit_id, ocpiId: row.credit_ocpi_id ?? '' },
    replacement: row.new_id && { cdrId: row.new_id, ocpiId: row.new_ocpi_id ?? '' },
    invoice: row.invoice_id && { id: row.invoice_id, number: row.invoice_number, issued: row.issued === true },
  }
}

async function listCdrsOf(db: Reader, disputeId: DisputeId): Promise<DisputeCdr[]> {
  const rows = (await db.execute(sql`
    select c.id as cdr_id, c.ocpi_id, c.status, c.place_name, c.city, ${ms('c.started_at')} as started_ms, c.time_zone,
      trim_scale(c.energy_kwh)::text as energy_kwh, c.customer_id, k.name as customer_name,
      l.asked_minor::text as asked, l.ours_minor::text as ours, l.claim_minor::text as claim, l.recovered_minor::text as recovered,
      l.cost_minor::text as cost, l.customer_pays, l.outcome, l.keeps_off, l.report_cause, l.report_text, ${ms('l.reported_at')} as reported_ms,
      coalesce(r.protects_customer, false) and c.status in ('held', 'disputed') as protects, r.retail_gross_minor::text as gross,
      x.id as credit_id, x.ocpi_id as credit_ocpi_id, n.id as new_id, n.ocpi_id as new_ocpi_id,
      i.id as invoice_id, ${sql.raw(invoiceNumber('i'))} as invoice_number,
      i.state <> 'draft' as issued
    from dispute_cdrs l join cdrs c on c.id = l.cdr_id
    left join customers k on k.id = c.customer_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    left join cdrs x on x.id = l.credit_cdr_id left join cdrs n on n.id = l.replacement_cdr_id
    left join invoiced_cdrs b on b.cdr_id = c.id left join invoices i on i.id = b.invoice_id
    where l.dispute_id = ${disputeId} order by c.started_at, c.id`)) as unknown as CdrRow[] // the columns of the statement
  return rows.map(toCdr)
}

async function listEvents(db: Reader, disputeId: DisputeId): Promise<DisputeEvent[]> {
  const rows = (await db.execute(sql`
    select e.id, e.kind, e.actor, u.name as user_name, ${ms('e.at')} as at_ms, e.note, e.amount_minor::text as amount,
      e.deadline::text as deadline
    from dispute_events e left join users u on u.id = e.user_id
    where e.dispute_id = ${disputeId} order by e.id`)) as unknown as {
    id: string
    kind: DisputeEventKind
    actor: DisputeEvent['actor']
    user_name: string | null
    at_ms: number
    note: string
    amount: string | null
    deadline: CalendarDate | null
  }[] // the columns of the statement
  return rows.map((row) => ({
    id: Number(row.id),
    kind: row.kind,
    actor: row.actor,
    userName: row.user_name,
    at: instant(Math.round(row.at_ms)),
    note: row.note,
    amountMinor: big(row.amount),
    deadline: row.deadline,
  }))
}

async function listLinks(db: Reader, disputeId: DisputeId): Promise<DisputeLink[]> {
  const rows = (await db.execute(sql`
    select id, ${ms('created_at')} as created, ${ms('expires_at')} as expires, ${ms('revoked_at')} as revoked
    from dispute_links where dispute_id = ${disputeId} order by id desc`)) as unknown as {
    id: DisputeLinkId
    created: number
    expires: number
    revoked: number | null
  }[] // the columns of the statement
  return rows.map((row) => ({
    id: row.id,
    createdAt: instant(Math.round(row.created)),
    expiresAt: instant(Math.round(row.expires)),
    revokedAt: at(row.revoked),
  }))
}

export type CdrDispute = {
  id: DisputeId
  number: number
  state: DisputeState
  deadline: CalendarDate | null
  overdue: boolean
  claimMinor: bigint
  currency: string
}

/** The latest case about a CDR, for pages that show the CDR. */
export async function findCdrDispute(ctx: StaffCtx, cdrId: CdrId): Promise<CdrDispute | null> {
  authorize(ctx, 'dispute:read')
  const [row] = (await reader(ctx).execute(sql`
    select d.id, d.number, d.state, d.deadline::text as deadline, d.currency, l.claim_minor::text as claim
    from dispute_cdrs l join disputes d on d.id = l.dispute_id where l.cdr_id = ${cdrId}
    order by d.number desc limit 1`)) as unknown as (Omit<CdrDispute, 'claimMinor' | 'overdue'> & { claim: string })[] // the columns of the statement
  if (!row) return null
  const { claim, ...rest } = row
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const overdue = waitsFor(row.state) !== null && row.deadline !== null && row.deadline < today
  return { ...rest, overdue, claimMinor: BigInt(claim) }
}

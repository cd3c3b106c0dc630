import { sql, type SQL } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { BillingRunId, CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { BILLING_ZONE, instant, localDate, type CalendarDate, type Instant, type Month } from '@/lib/kernel/time'
import { buildInvoiceDocument, type InvoiceDocument } from '../core/invoice-document'
import type { InvoiceSnapshot } from '../core/invoice-snapshot'
import { isOverdue } from '../core/invoice-state'
import type { InvoiceKind, InvoiceState } from '../core/invoice-types'
import { formatInvoiceNumber, invoiceNumber } from '../core/numbering'
import { loadSnapshots } from '../load-snapshots'
import { sellerOf } from '../ensure-seller'

/** An invoice as lists show it. All amounts in öre; of a credit note they are negative. */
export type InvoiceRow = {
  id: InvoiceId
  kind: InvoiceKind
  state: InvoiceState
  overdue: boolean
  /** `2611-00482`; null for a draft. */
  number: string | null
  ocr: string | null
  customerId: CustomerId
  customerNumber: number
  customerName: string
  period: Month
  invoiceDate: CalendarDate | null
  dueDate: CalendarDate | null
  netMinor: bigint
  vatMinor: bigint
  grossMinor: bigint
  payableMinor: bigint
  settledMinor: bigint
  openMinor: bigint
  originalId: InvoiceId | null
  originalNumber: string | null
  billingRunId: BillingRunId | null
  createdAt: Instant
  finalizedAt: Instant | null
}

export type InvoiceFilter = {
  customerId?: CustomerId
  billingRunId?: BillingRunId
  originalId?: InvoiceId
  kind?: InvoiceKind
  /** `open` is issued and not settled, `overdue` is open past its due date. */
  state?: InvoiceState | 'open' | 'overdue'
  period?: Month
  /** Part of a customer's name, a number, or an OCR reference. */
  search?: string
  /** `next` of the page before. */
  after?: string
  limit?: number
}
export type InvoicePage = { rows: InvoiceRow[]; next: string | null }

type Stored = {
  id: InvoiceId
  kind: InvoiceKind
  state: InvoiceState
  series: string | null
  number: string | null
  ocr: string | null
  customer_id: CustomerId
  customer_number: number
  customer_name: string
  period: Month
  invoice_date: CalendarDate | null
  due_date: CalendarDate | null
  net: string
  vat: string
  gross: string
  payable: string
  settled: string
  original_id: InvoiceId | null
  original_series: string | null
  original_number: string | null
  billing_run_id: BillingRunId | null
  created: number
  finalized: number | null
}

const COLUMNS = sql`
  i.id, i.kind, i.state, i.series, i.number::text, i.ocr, i.customer_id, k.number as customer_number, k.name as customer_name,
  i.period, i.invoice_date::text, i.due_date::text, i.net_minor::text as net, i.vat_minor::text as vat, i.gross_minor::text as gross,
  i.payable_minor::text as payable, i.settled_minor::text as settled, i.original_id, o.series as original_series,
  o.number::text as original_number, i.billing_run_id, (extract(epoch from i.created_at) * 1000)::float8 as created,
  (extract(epoch from i.finalized_at) * 1000)::float8 as finalized`
const TABLES = sql`invoices i join customers k on k.id = i.customer_id left join invoices o on o.id = i.original_id`

function fromRow(row: Stored, today: CalendarDate): InvoiceRow {
  const [payableMinor, settledMinor] = [BigInt(row.payable), BigInt(row.settled)]
  const openMinor = row.state === 'draft' ? 0n : payableMinor - settledMinor
  const numberOf = (series: string | null, number: string | null) =>
    series === null || number === null ? null : formatInvoiceNumber(series, Number(number))
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    overdue: isOverdue({ dueDate: row.due_date, openMinor }, today),
    number: numberOf(row.series, row.number),
    ocr: row.ocr,
    customerId: row.customer_id,
    customerNumber: row.customer_number,
    customerName: row.customer_name,
    period: row.period,
    invoiceDate: row.invoice_date,
    dueDate: row.due_date,
    netMinor: BigInt(row.net),
    vatMinor: BigInt(row.vat),
    grossMinor: BigInt(row.gross),
    payableMinor,
    settledMinor,
    openMinor,
    originalId: row.original_id,
    originalNumber: numberOf(row.original_series, row.original_number),
    billingRunId: row.billing_run_id,
    createdAt: instant(row.created),
    finalizedAt: row.finalized === null ? null : instant(row.finalized),
  }
}

function stateCondition(state: InvoiceFilter['state'], today: CalendarDate): SQL {
  if (state === undefined) return sql`true`
  if (state === 'open') return sql`i.state = 'finalized'`
  if (state === 'overdue') return sql`i.state = 'finalized' and i.kind = 'invoice' and i.due_date < ${today}::date`
  return sql`i.state = ${state}`
}

function searchCondition(search: string | undefined): SQL {
  const text = search?.trim()
  if (!text) return sql`true`
  const digits = text.replace(/[\s-]/g, '').toUpperCase()
  return sql`(k.name ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`} or i.ocr = ${digits} or k.number::text = ${digits}
    or replace(${sql.raw(invoiceNumber('i'))}, '-', '') = ${digits})`
}

async function findRows(
  db: Reader,
  where: SQL,
  today: CalendarDate,
  { after, limit = 50 }: Pick<InvoiceFilter, 'after' | 'limit'>,
): Promise<InvoicePage> {
  const size = Math.min(limit, 200)
  const rows = (await db.execute(sql`
    select ${COLUMNS} from ${TABLES} where ${where} and (${after ?? null}::text is null or i.id < ${after ?? null})
    order by i.id desc limit ${size + 1}`)) as unknown as Stored[] // by the select list
  const shown = rows.slice(0, size).map((row) => fromRow(row, today))
  return { rows: shown, next: rows.length > size ? shown.at(-1)!.id : null } // `size` is at least one
}

function today(ctx: { clock: { now(): Instant } }): CalendarDate {
  return localDate(ctx.clock.now(), BILLING_ZONE)
}

/** Invoices and credit notes of all customers, newest first, drafts included. */
export async function listInvoices(ctx: StaffCtx | SystemCtx, filter: InvoiceFilter = {}): Promise<InvoicePage> {
  authorize(ctx, 'invoice:read')
  const { customerId, billingRunId, originalId, kind, period } = filter
  const where = sql.join(
    [
      customerId ? sql`i.customer_id = ${customerId}` : sql`true`,
      billingRunId ? sql`i.billing_run_id = ${billingRunId}` : sql`true`,
      originalId ? sql`i.original_id = ${originalId}` : sql`true`,
      kind ? sql`i.kind = ${kind}` : sql`true`,
      period ? sql`i.period = ${period}` : sql`true`,
      stateCondition(filter.state, today(ctx)),
      searchCondition(filter.search),
    ],
    sql` and `,
  )
  return findRows(reader(ctx), where, today(ctx), filter)
}

/** A customer's own issued invoices and credit notes, newest first. */
export async function listMyInvoices(
  ctx: CustomerCtx,
  page: { after?: string; limit?: number } = {},
): Promise<InvoicePage> {
  return findRows(reader(ctx), sql`i.customer_id = ${ctx.customerId} and i.state <> 'draft'`, today(ctx), page)
}

export type Settlement = {
  kind: 'payment' | 'credit_note'
  id: string
  number: string | null
  on: CalendarDate
  amountMinor: bigint
}
export type InvoiceDetail = InvoiceRow & { reason: string; document: InvoiceDocument; settlements: Settlement[] }

/** One invoice with everything on it and what settled it; of a draft, what it would be. Throws if there is none. */
export async function getInvoice(ctx: StaffCtx | SystemCtx, invoiceId: InvoiceId): Promise<InvoiceDetail> {
  authorize(ctx, 'invoice:read')
  return getDetail(reader(ctx), sql`i.id = ${invoiceId}`, invoiceId, today(ctx))
}

/** One of the customer's own issued invoices. Another customer's is not found. */
export async function getMyInvoice(ctx: CustomerCtx, invoiceId: InvoiceId): Promise<InvoiceDetail> {
  const where = sql`i.id = ${invoiceId} and i.customer_id = ${ctx.customerId} and i.state <> 'draft'`
  return getDetail(reader(ctx), where, invoiceId, today(ctx))
}

async function getDetail(db: Reader, where: SQL, invoiceId: InvoiceId, now: CalendarDate): Promise<InvoiceDetail> {
  const [row] = (await db.execute(sql`
    select ${COLUMNS}, i.reason, i.rounding_minor::text as rounding, i.snapshot::text as snapshot from ${TABLES} where ${where}`)) as unknown as (Stored & {
    reason: string
    rounding: string
    snapshot: string | null
  })[] // by the select list
  if (!row) throw new NotFoundError('invoice', invoiceId)
  const invoice = fromRow(row, now)
  const snapshot =
    row.snapshot === null
      ? await previewSnapshot(db, invoice, BigInt(row.rounding))
      : (JSON.parse(row.snapshot) as InvoiceSnapshot) // written by us when it was issued
  return {
    ...invoice,
    reason: row.reason,
    document: buildInvoiceDocument(snapshot),
    settlements: await findSettlements(db, invoiceId),
  }
}

async function previewSnapshot(db: Reader, invoice: InvoiceRow, roundingMinor: bigint): Promise<InvoiceSnapshot> {
  const seller = await sellerOf(db)
  const { id, customerId, period, payableMinor } = invoice
  const prepared = await loadSnapshots(db, seller, [{ id, customerId, period, payableMinor, roundingMinor }])
  return prepared.get(id)!.snapshot // one for each draft
}

async function findSettlements(db: Reader, invoiceId: InvoiceId): Promise<Settlement[]> {
  const rows = (await db.execute(sql`
    select 'payment' as kind, p.id, null as series, null as number, p.received_on::text as on, a.amount_minor::text as amount
    from payment_allocations a join payments p on p.id = a.payment_id where a.invoice_id = ${invoiceId}
    union all
    select 'credit_note', c.id, c.series, c.number::text, c.invoice_date::text, a.amount_minor::text
    from credit_allocations a join invoices c on c.id = a.credit_note_id where a.invoice_id = ${invoiceId}
    order by 5, 2`)) as unknown as {
    kind: Settlement['kind']
    id: string
    series: string | null
    number: string | null
    on: CalendarDate
    amount: string
  }[] // by the select list
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    number: row.series === null ? null : formatInvoiceNumber(row.series, Number(row.number)),
    on: row.on,
    amountMinor: BigInt(row.amount),
  }))
}

import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import { formatInvoiceNumber } from '@/lib/billing/core/numbering'
import type { CustomerId, InvoiceId, PaymentId } from '@/lib/kernel/ids'
import { instant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { PaymentMethod } from './schema'

export type PaymentRow = {
  id: PaymentId
  receivedOn: CalendarDate
  amountMinor: bigint
  unallocatedMinor: bigint
  method: PaymentMethod
  reference: string
  note: string
  customerId: CustomerId | null
  customerName: string | null
  invoices: { id: InvoiceId; number: string; amountMinor: bigint }[]
  enteredByName: string | null
  createdAt: Instant
}
export type PaymentFilter = {
  customerId?: CustomerId
  /** Only those with a rest that pays nothing yet. */
  unallocated?: boolean
  after?: string
  limit?: number
}

type Allocation = { id: InvoiceId; series: string; number: number; amount: string }
type Stored = {
  id: PaymentId
  received_on: CalendarDate
  amount: string
  unallocated: string
  method: PaymentMethod
  reference: string
  note: string
  customer_id: CustomerId | null
  customer_name: string | null
  allocations: string | null
  entered_by_name: string | null
  created: number
}

/** Payments, the latest received first. */
export async function listPayments(
  ctx: StaffCtx | SystemCtx,
  filter: PaymentFilter = {},
): Promise<{ rows: PaymentRow[]; next: string | null }> {
  authorize(ctx, 'payment:read')
  return findPayments(ctx, filter)
}

/** The customer's own payments, the latest received first. */
export async function listMyPayments(
  ctx: CustomerCtx,
  page: { after?: string; limit?: number } = {},
): Promise<{ rows: PaymentRow[]; next: string | null }> {
  const { rows, next } = await findPayments(ctx, { ...page, customerId: ctx.customerId })
  return { rows: rows.map((row) => ({ ...row, note: '', enteredByName: null })), next }
}

async function findPayments(ctx: StaffCtx | SystemCtx | CustomerCtx, filter: PaymentFilter) {
  const limit = Math.min(filter.limit ?? 50, 200)
  const [date, id] = filter.after?.split('_pay_') ?? []
  const cursor = date && id ? sql`(p.received_on, p.id) < (${date}::date, ${`pay_${id}`})` : sql`true`
  const rows = (await reader(ctx).execute(sql`
    select p.id, p.received_on::text, p.amount_minor::text as amount, p.unallocated_minor::text as unallocated, p.method, p.reference,
      p.note, p.customer_id, k.name as customer_name, u.name as entered_by_name, (extract(epoch from p.created_at) * 1000)::float8 as created,
      (select json_agg(json_build_object('id', i.id, 'series', i.series, 'number', i.number, 'amount', a.amount_minor::text) order by i.id)::text
        from payment_allocations a join invoices i on i.id = a.invoice_id where a.payment_id = p.id) as allocations
    from payments p left join customers k on k.id = p.customer_id left join users u on u.id = p.entered_by
    where ${cursor} and ${filter.customerId ? sql`p.customer_id = ${filter.customerId}` : sql`true`}
      and ${filter.unallocated ? sql`p.unallocated_minor > 0` : sql`true`}
    order by p.received_on desc, p.id desc limit ${limit + 1}`)) as unknown as Stored[] // by the select list
  const shown = rows.slice(0, limit).map(fromRow)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? `${last.receivedOn}_${last.id}` : null }
}

function fromRow(row: Stored): PaymentRow {
  const allocations = row.allocations === null ? [] : (JSON.parse(row.allocations) as Allocation[]) // built by the statement
  return {
    id: row.id,
    receivedOn: row.received_on,
    amountMinor: BigInt(row.amount),
    unallocatedMinor: BigInt(row.unallocated),
    method: row.method,
    reference: row.reference,
    note: row.note,
    customerId: row.customer_id,
    customerName: row.customer_name,
    invoices: allocations.map(({ id, series, number, amount }) => ({
      id,
      number: formatInvoiceNumber(series, number),
      amountMinor: BigInt(amount),
    })),
    enteredByName: row.entered_by_name,
    createdAt: instant(row.created),
  }
}

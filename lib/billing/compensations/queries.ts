import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, CompensationId, CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { instant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { invoiceNumber } from '../core/numbering'

export type CompensationRow = {
  id: CompensationId
  cdrId: CdrId
  customerId: CustomerId
  customerName: string
  placeName: string
  startedAt: Instant
  energyKwh: DecimalString
  /** Negative where a credit took one back. */
  amountMinor: bigint
  openMinor: bigint
  automatic: boolean
  createdAt: Instant
  paidOn: CalendarDate | null
  invoices: { id: InvoiceId; number: string }[]
}

type Row = {
  id: CompensationId
  cdr_id: CdrId
  customer_id: CustomerId
  customer_name: string
  place_name: string
  started: number
  energy: string
  amount: string
  open: string
  automatic: boolean
  created: number
  paid_on: CalendarDate | null
  invoices: { id: InvoiceId; number: string }[] | null
}

/** What we owe and owed for charging at home, newest first. `open`: only what is not settled. */
export async function listCompensations(
  ctx: StaffCtx,
  filter: { customerId?: CustomerId; open?: boolean; after?: string; limit?: number } = {},
): Promise<{ rows: CompensationRow[]; next: string | null }> {
  authorize(ctx, 'payment:read')
  const limit = Math.min(filter.limit ?? 50, 500)
  const rows = (await reader(ctx).execute(sql`
    select m.id, m.cdr_id, m.customer_id, k.name as customer_name, c.place_name,
      extract(epoch from c.started_at)::float8 * 1000 as started, trim_scale(c.energy_kwh)::text as energy, m.amount_minor::text as amount,
      m.open_minor::text as open, m.automatic, extract(epoch from m.created_at)::float8 * 1000 as created,
      (select max(o.paid_on)::text from compensation_settlements s join payouts o on o.id = s.payout_id where s.compensation_id = m.id) as paid_on,
      (select json_agg(json_build_object('id', i.id, 'number', ${sql.raw(invoiceNumber('i'))}) order by i.id)
        from compensation_settlements s join invoices i on i.id = s.invoice_id where s.compensation_id = m.id) as invoices
    from compensations m join customers k on k.id = m.customer_id join cdrs c on c.id = m.cdr_id
    where ${filter.customerId ? sql`m.customer_id = ${filter.customerId}` : sql`true`} and ${filter.open ? sql`m.open_minor <> 0` : sql`true`}
      and (${filter.after ?? null}::text is null or m.id < ${filter.after ?? null})
    order by m.id desc limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const shown = rows.slice(0, limit).map(fromRow)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

function fromRow(row: Row): CompensationRow {
  return {
    id: row.id,
    cdrId: row.cdr_id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    placeName: row.place_name,
    startedAt: instant(Math.round(row.started)),
    energyKwh: row.energy,
    amountMinor: BigInt(row.amount),
    openMinor: BigInt(row.open),
    automatic: row.automatic,
    createdAt: instant(Math.round(row.created)),
    paidOn: row.paid_on,
    invoices: row.invoices ?? [],
  }
}

export type OwedTo = { customerId: CustomerId; customerName: string; openMinor: bigint; count: number }

/** Whom we owe, the most first. A customer who owes us, after a credit of what was paid out, is last. */
export async function listOwedCompensation(ctx: StaffCtx): Promise<OwedTo[]> {
  authorize(ctx, 'payment:read')
  const rows = (await reader(ctx).execute(sql`
    select m.customer_id, k.name, sum(m.open_minor)::text as open, count(*)::int as count
    from compensations m join customers k on k.id = m.customer_id
    where m.open_minor <> 0 group by m.customer_id, k.name having sum(m.open_minor) <> 0
    order by sum(m.open_minor) desc, k.name limit 200`)) as unknown as {
    customer_id: CustomerId
    name: string
    open: string
    count: number
  }[] // the columns of the statement
  return rows.map((row) => ({
    customerId: row.customer_id,
    customerName: row.name,
    openMinor: BigInt(row.open),
    count: row.count,
  }))
}

export type MyCompensation = {
  amountMinor: bigint
  openMinor: bigint
  paidOn: CalendarDate | null
  invoiceNumber: string | null
}

/** What the customer gets for one charge at home; null while it is not accepted. Another customer's does not exist. */
export async function findMyCompensation(ctx: CustomerCtx, cdrId: CdrId): Promise<MyCompensation | null> {
  const [row] = (await reader(ctx).execute(sql`
    select m.amount_minor::text as amount, m.open_minor::text as open,
      (select max(o.paid_on)::text from compensation_settlements s join payouts o on o.id = s.payout_id where s.compensation_id = m.id) as paid_on,
      (select ${sql.raw(invoiceNumber('i'))} from compensation_settlements s
        join invoices i on i.id = s.invoice_id where s.compensation_id = m.id order by i.id desc limit 1) as number
    from compensations m where m.cdr_id = ${cdrId} and m.customer_id = ${ctx.customerId}`)) as unknown as {
    amount: string
    open: string
    paid_on: CalendarDate | null
    number: string | null
  }[] // the columns of the statement
  if (!row) return null
  return {
    amountMinor: BigInt(row.amount),
    openMinor: BigInt(row.open),
    paidOn: row.paid_on,
    invoiceNumber: row.number,
  }
}

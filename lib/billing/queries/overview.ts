import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { InvoiceId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { isBillable } from '@/lib/rating/cdrs/is-billable'
import { formatInvoiceNumber, invoiceNumber } from '../core/numbering'

export type ReceivablesOverview = {
  openInvoices: number
  openMinor: bigint
  overdueInvoices: number
  overdueMinor: bigint
  /** The longest overdue. */
  oldestDueDate: CalendarDate | null
  /** Rated, accepted and not yet on any invoice, including VAT. */
  unbilledSessions: number
  unbilledMinor: bigint
}

/** What customers owe us, what of it is late, and what is not yet billed. */
export async function getReceivables(ctx: StaffCtx | SystemCtx): Promise<ReceivablesOverview> {
  authorize(ctx, 'invoice:read')
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const [row] = (await reader(ctx).execute(sql`
    select open.*, unbilled.* from (
      select count(*)::int as open_invoices, coalesce(sum(payable_minor - settled_minor), 0)::text as open_minor,
        count(*) filter (where due_date < ${today}::date)::int as overdue_invoices,
        coalesce(sum(payable_minor - settled_minor) filter (where due_date < ${today}::date), 0)::text as overdue_minor,
        min(due_date) filter (where due_date < ${today}::date)::text as oldest
      from invoices where kind = 'invoice' and state = 'finalized') open,
    (select count(*)::int as unbilled_sessions, coalesce(sum(r.retail_gross_minor), 0)::text as unbilled_minor
      from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null
      where ${isBillable} and not c.credit and not c.home_charging and r.retail_gross_minor is not null
        and not exists (select 1 from invoiced_cdrs b where b.cdr_id = c.id)) unbilled`)) as unknown as [
    {
      open_invoices: number
      open_minor: string
      overdue_invoices: number
      overdue_minor: string
      oldest: CalendarDate | null
      unbilled_sessions: number
      unbilled_minor: string
    },
  ] // aggregates without group: one row
  return {
    openInvoices: row.open_invoices,
    openMinor: BigInt(row.open_minor),
    overdueInvoices: row.overdue_invoices,
    overdueMinor: BigInt(row.overdue_minor),
    oldestDueDate: row.oldest,
    unbilledSessions: row.unbilled_sessions,
    unbilledMinor: BigInt(row.unbilled_minor),
  }
}

export type OpenInvoiceSummary = {
  id: InvoiceId
  number: string
  dueDate: CalendarDate
  openMinor: bigint
  overdue: boolean
  /** Further open invoices. */
  others: number
}

/** The customer's open invoice that is due first, or null. */
export async function findMyOpenInvoice(ctx: CustomerCtx): Promise<OpenInvoiceSummary | null> {
  const [row] = (await reader(ctx).execute(sql`
    select id, series, number::text, due_date::text, (payable_minor - settled_minor)::text as open, count(*) over ()::int as count
    from invoices where customer_id = ${ctx.customerId} and kind = 'invoice' and state = 'finalized'
    order by due_date, id limit 1`)) as unknown as {
    id: InvoiceId
    series: string
    number: string
    due_date: CalendarDate
    open: string
    count: number
  }[] // by the select list
  if (!row) return null
  return {
    id: row.id,
    number: formatInvoiceNumber(row.series, Number(row.number)),
    dueDate: row.due_date,
    openMinor: BigInt(row.open),
    overdue: row.due_date < localDate(ctx.clock.now(), BILLING_ZONE),
    others: row.count - 1,
  }
}

export type NextInvoice = { sessions: number; energyKwh: string; grossMinor: bigint; pendingSessions: number }

/** What will be on the customer's next invoice as far as it is known: priced sessions, and how many wait for a price. */
export async function getMyNextInvoice(ctx: CustomerCtx): Promise<NextInvoice> {
  const [row] = (await reader(ctx).execute(sql`
    select count(*) filter (where ${isBillable} and r.retail_gross_minor is not null)::int as sessions,
      trim_scale(coalesce(sum(coalesce(r.corrected_kwh, c.energy_kwh)) filter (where ${isBillable} and r.retail_gross_minor is not null), 0))::text as energy,
      coalesce(sum(r.retail_gross_minor) filter (where ${isBillable}), 0)::text as gross,
      count(*) filter (where not ${isBillable} or r.retail_gross_minor is null)::int as pending
    from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.customer_id = ${ctx.customerId} and not c.credit and not c.home_charging and c.status <> 'rejected'
      and not exists (select 1 from invoiced_cdrs b where b.cdr_id = c.id)
      and not exists (select 1 from cdrs k where k.credit and k.status = 'accepted' and k.credited_key = c.key)`)) as unknown as [
    { sessions: number; energy: string; gross: string; pending: number },
  ] // aggregates without group: one row
  return { sessions: row.sessions, energyKwh: row.energy, grossMinor: BigInt(row.gross), pendingSessions: row.pending }
}

export type CdrBilling = {
  outcome: 'billed' | 'credited' | 'netted'
  invoiceId: InvoiceId | null
  number: string | null
  counterpartCdrId: string | null
  creditedBy: string | null
}

/** What became of a CDR in billing: its invoice and, if it was taken back, the credit note; null while it is unbilled. */
export async function findCdrBilling(
  ctx: StaffCtx | SystemCtx | CustomerCtx,
  cdrId: string,
): Promise<CdrBilling | null> {
  if (ctx.actor !== 'customer') authorize(ctx, 'cdr:read')
  const own = ctx.actor === 'customer' ? sql`c.customer_id = ${ctx.customerId}` : sql`true`
  const [row] = (await reader(ctx).execute(sql`
    select b.outcome, case when i.state = 'draft' and ${ctx.actor === 'customer'} then null else i.id end as invoice_id, i.series,
      i.number::text, b.counterpart_cdr_id, (select ${sql.raw(invoiceNumber('n'))} from invoice_lines l
        join invoices n on n.id = l.invoice_id and n.kind = 'credit_note' and n.state <> 'draft' where l.cdr_id = b.cdr_id limit 1) as credited_by
    from invoiced_cdrs b join cdrs c on c.id = b.cdr_id left join invoices i on i.id = b.invoice_id
    where b.cdr_id = ${cdrId} and ${own}`)) as unknown as {
    outcome: CdrBilling['outcome']
    invoice_id: InvoiceId | null
    series: string | null
    number: string | null
    counterpart_cdr_id: string | null
    credited_by: string | null
  }[] // by the select list
  if (!row) return null
  const number = row.series === null || row.number === null ? null : formatInvoiceNumber(row.series, Number(row.number))
  return {
    outcome: row.outcome,
    invoiceId: row.invoice_id,
    number,
    counterpartCdrId: row.counterpart_cdr_id,
    creditedBy: row.credited_by,
  }
}

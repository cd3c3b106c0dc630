import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { BillingRunId, CustomerId, UserId } from '@/lib/kernel/ids'
import { BILLING_ZONE, instant, localDate, type CalendarDate, type Instant, type Month } from '@/lib/kernel/time'
import type { BillingRunState, SkippedCharges } from '../core/invoice-types'
import { dueDate } from '../core/due-date'
import { sellerOf } from '../ensure-seller'

export type BillingRunRow = {
  id: BillingRunId
  period: Month
  state: BillingRunState
  /** `drafting` and `finalizing` while a job works on it. */
  phase: 'drafting' | 'ready' | 'finalizing' | 'closed'
  customerId: CustomerId | null
  customerName: string | null
  createdAt: Instant
  createdBy: UserId | null
  createdByName: string | null
  approvedAt: Instant | null
  approvedByName: string | null
  finalizedAt: Instant | null
  done: number
  total: number | null
  invoices: number
  creditNotes: number
  /** Of invoices and credit notes together. */
  netMinor: bigint
  vatMinor: bigint
  grossMinor: bigint
  payableMinor: bigint
}

type Stored = {
  id: BillingRunId
  period: Month
  state: BillingRunState
  customer_id: CustomerId | null
  customer_name: string | null
  created: number
  created_by: UserId | null
  created_by_name: string | null
  approved: number | null
  approved_by_name: string | null
  finalized: number | null
  done: number
  total: number | null
  skipped: string | null
  issued: number
  invoices: number
  credit_notes: number
  net: string
  vat: string
  gross: string
  payable: string
}

const RUNS = sql`
  select r.id, r.period, r.state, r.customer_id, k.name as customer_name, (extract(epoch from r.created_at) * 1000)::float8 as created,
    r.created_by, u.name as created_by_name, (extract(epoch from r.approved_at) * 1000)::float8 as approved, a.name as approved_by_name,
    (extract(epoch from r.finalized_at) * 1000)::float8 as finalized, r.done, r.total, r.skipped::text as skipped, s.*
  from billing_runs r left join customers k on k.id = r.customer_id left join users u on u.id = r.created_by
  left join users a on a.id = r.approved_by
  left join lateral (select count(*) filter (where i.kind = 'invoice')::int as invoices, count(*) filter (where i.kind = 'credit_note')::int as credit_notes,
    count(*) filter (where i.state <> 'draft')::int as issued, coalesce(sum(i.net_minor), 0)::text as net, coalesce(sum(i.vat_minor), 0)::text as vat,
    coalesce(sum(i.gross_minor), 0)::text as gross, coalesce(sum(i.payable_minor), 0)::text as payable
    from invoices i where i.billing_run_id = r.id) s on true`

function phaseOf(row: Stored): BillingRunRow['phase'] {
  if (row.state === 'finalized' || row.state === 'discarded') return 'closed'
  if (row.state === 'draft')
    return row.skipped === null || row.total === null || row.done < row.total ? 'drafting' : 'ready'
  return row.issued > 0 ? 'finalizing' : 'ready'
}

function fromRow(row: Stored): BillingRunRow {
  const at = (epochMs: number | null) => (epochMs === null ? null : instant(epochMs))
  return {
    id: row.id,
    period: row.period,
    state: row.state,
    phase: phaseOf(row),
    customerId: row.customer_id,
    customerName: row.customer_name,
    createdAt: instant(row.created),
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    approvedAt: at(row.approved),
    approvedByName: row.approved_by_name,
    finalizedAt: at(row.finalized),
    done: row.done,
    total: row.total,
    invoices: row.invoices,
    creditNotes: row.credit_notes,
    netMinor: BigInt(row.net),
    vatMinor: BigInt(row.vat),
    grossMinor: BigInt(row.gross),
    payableMinor: BigInt(row.payable),
  }
}

/** Billing runs, newest first. */
export async function listBillingRuns(
  ctx: StaffCtx | SystemCtx,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: BillingRunRow[]; next: string | null }> {
  authorize(ctx, 'billing-run:read')
  const size = Math.min(limit, 200)
  const rows = (await reader(ctx).execute(sql`
    ${RUNS} where ${after ?? null}::text is null or r.id < ${after ?? null} order by r.id desc limit ${size + 1}`)) as unknown as Stored[] // by the select list
  const shown = rows.slice(0, size).map(fromRow)
  return { rows: shown, next: rows.length > size ? shown.at(-1)!.id : null } // `size` is at least one
}

export type BillingRunDetail = BillingRunRow & {
  skipped: SkippedCharges[]
  /** When the invoices of a run that is finalised today are due. */
  dueDate: CalendarDate
}

/** One run with what it leaves out; its documents are `listInvoices(ctx, { billingRunId })`. */
export async function getBillingRun(ctx: StaffCtx | SystemCtx, id: BillingRunId): Promise<BillingRunDetail> {
  authorize(ctx, 'billing-run:read')
  const [row] = (await reader(ctx).execute(sql`${RUNS} where r.id = ${id}`)) as unknown as Stored[] // by the select list
  if (!row) throw new NotFoundError('billing run', id)
  const seller = await sellerOf(reader(ctx))
  const skipped = row.skipped === null ? [] : (JSON.parse(row.skipped) as SkippedCharges[]) // written by the draft
  return { ...fromRow(row), skipped, dueDate: dueDate(localDate(ctx.clock.now(), BILLING_ZONE), seller.paymentDays) }
}

// What corrections of prices did to charges, for staff: what was priced again, and what stays and is theirs to put right.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { invoiceNumber } from '@/lib/billing/core/numbering'
import type { CdrId, InvoiceId, PricePublicationId } from '@/lib/kernel/ids'
import { DAY_MS, toIsoInstant, instant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { BiddingArea } from '../core/bidding-area'

const SHOWN_DAYS = 90
const MOST_LEFT = 100

export type PriceCorrection = {
  publicationId: PricePublicationId
  area: BiddingArea
  day: CalendarDate
  receivedAt: Instant
  /** Charges priced again, and by how much they became dearer (below zero: cheaper) together. */
  rated: number
  ratedMinor: bigint
  /** Charges that stay as they were, and by how much they would differ. */
  left: number
  leftMinor: bigint
}
export type LeftCharge = {
  publicationId: PricePublicationId
  cdrId: CdrId
  startedAt: Instant
  customer: string | null
  outcome: 'billed' | 'decided'
  invoiceId: InvoiceId | null
  invoiceNumber: string | null
  beforeMinor: bigint
  afterMinor: bigint | null
}

/** A charge that stays is done with once its invoice line has been credited, or somebody has it priced again. */
const IS_LEFT = sql`(c.outcome <> 'rated' and not exists (
    select 1 from invoice_lines l join invoice_lines k on k.credited_line_id = l.id where l.cdr_id = c.cdr_id)
  and exists (select 1 from ratings r where r.cdr_id = c.cdr_id and r.superseded_at is null and r.rated_at <= c.at))`

type Row = Omit<PriceCorrection, 'ratedMinor' | 'leftMinor'> & { ratedMinor: string; leftMinor: string }

/** Corrections of the last quarter of a year that met charges, newest first. */
export async function listPriceCorrections(ctx: StaffCtx): Promise<PriceCorrection[]> {
  authorize(ctx, 'price-plan:read')
  const since = toIsoInstant(instant(ctx.clock.now() - SHOWN_DAYS * DAY_MS))
  const rows = (await reader(ctx).execute(sql`
    select p.id as "publicationId", p.area, p.day::text as day, extract(epoch from p.received_at)::float8 * 1000 as "receivedAt",
      count(*) filter (where c.outcome = 'rated')::int as rated,
      coalesce(sum(c.after_minor - c.before_minor) filter (where c.outcome = 'rated'), 0)::text as "ratedMinor",
      count(*) filter (where ${IS_LEFT})::int as left,
      coalesce(sum(c.after_minor - c.before_minor) filter (where ${IS_LEFT}), 0)::text as "leftMinor"
    from price_corrections c join price_publications p on p.id = c.publication_id
    where p.received_at >= ${since}::timestamptz group by p.id order by p.received_at desc, p.area`)) as unknown as Row[] // the columns of the statement
  return rows.map((row) => ({ ...row, ratedMinor: BigInt(row.ratedMinor), leftMinor: BigInt(row.leftMinor) }))
}

type LeftRow = Omit<LeftCharge, 'beforeMinor' | 'afterMinor'> & {
  beforeMinor: string | null
  afterMinor: string | null
}

/** Charges that corrections left as they were, the largest difference first. */
export async function listLeftCharges(ctx: StaffCtx): Promise<LeftCharge[]> {
  authorize(ctx, 'price-plan:read')
  const since = toIsoInstant(instant(ctx.clock.now() - SHOWN_DAYS * DAY_MS))
  const rows = (await reader(ctx).execute(sql`
    select c.publication_id as "publicationId", c.cdr_id as "cdrId", extract(epoch from d.started_at)::float8 * 1000 as "startedAt",
      k.name as customer, c.outcome, i.id as "invoiceId",
      ${sql.raw(invoiceNumber('i'))} as "invoiceNumber",
      c.before_minor::text as "beforeMinor", c.after_minor::text as "afterMinor"
    from price_corrections c join price_publications p on p.id = c.publication_id join cdrs d on d.id = c.cdr_id
    left join customers k on k.id = d.customer_id
    left join invoiced_cdrs b on b.cdr_id = c.cdr_id left join invoices i on i.id = b.invoice_id
    where p.received_at >= ${since}::timestamptz and ${IS_LEFT} and c.after_minor is distinct from c.before_minor
    order by abs(coalesce(c.after_minor - c.before_minor, 0)) desc, c.cdr_id limit ${MOST_LEFT}`)) as unknown as LeftRow[] // the columns of the statement
  return rows.map((row) => ({
    ...row,
    beforeMinor: BigInt(row.beforeMinor ?? '0'),
    afterMinor: row.afterMinor === null ? null : BigInt(row.afterMinor),
  }))
}

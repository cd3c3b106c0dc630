// What can be billed: rated sessions, accepted or billed at our price while the operator's is contested, that started
// before the end of the period and that nothing has dealt with yet, and the monthly fee of the period. Facts only; what
// they cost in all is worked out in core.
import { sql, type SQL } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { CdrId, CustomerId, InvoiceId, RatingId } from '@/lib/kernel/ids'
import { toIsoInstant, type Month } from '@/lib/kernel/time'
import { isBillable } from '@/lib/rating/cdrs/is-billable'
import { periodDates, periodEnd } from './core/billing-period'
import type { SnapshotLine } from './core/invoice-snapshot'
import type { SkippedCharges, SkipReason } from './core/invoice-types'

export type BillableSession = { customerId: CustomerId; cdrId: CdrId; ratingId: RatingId; lines: SnapshotLine[] }
export type BillableFee = { customerId: CustomerId; monthlyFee: string; vatPercent: string }
export type CreditCharge = {
  customerId: CustomerId
  creditId: CdrId
  originalId: CdrId | null
  /** Where the original is: nowhere yet, on a draft, on an issued invoice, or already taken back. */
  standing: 'unbilled' | 'unrated' | 'drafted' | 'issued' | 'settled'
  invoiceId: InvoiceId | null
}

// A charge at home is a pay-out (`compensations/`), never a line.
const UNDEALT = sql`not c.home_charging and not exists (select 1 from invoiced_cdrs b where b.cdr_id = c.id)`

function idList(ids: readonly string[]): SQL {
  return sql`(select json_array_elements_text(${JSON.stringify(ids)}::text::json))`
}

/** A plan's monthly fee is that of the plan in force on the month's first day; who joins later pays from the next month. */
function feesDue(period: Month, customers: SQL): SQL {
  const { first } = periodDates(period)
  return sql`
    select p.customer_id, v.rules->>'monthlyFee' as monthly_fee, v.rules->>'vatPercent' as vat_percent
    from (select distinct on (customer_id) customer_id, price_plan_id from customer_price_plans
      where valid_from <= ${first}::date and ${customers} order by customer_id, valid_from desc) p
    join (select distinct on (price_plan_id) price_plan_id, rules from price_plan_versions
      where valid_from <= ${first}::date order by price_plan_id, valid_from desc) v using (price_plan_id)
    join customers k on k.id = p.customer_id and k.charging_denied_reason is distinct from 'ended'
    where (v.rules->>'monthlyFee')::numeric > 0
      and not exists (select 1 from invoiced_months m where m.customer_id = p.customer_id and m.month = ${period})`
}

/** Customers with anything to bill or to credit, in the order in which they are dealt with. */
export async function collectCustomers(
  db: Reader,
  period: Month,
  customerId: CustomerId | null,
): Promise<CustomerId[]> {
  const end = toIsoInstant(periodEnd(period))
  const only = customerId === null ? sql`true` : sql`customer_id = ${customerId}`
  const rows = (await db.execute(sql`
    select customer_id from (
      select c.customer_id from cdrs c
      left join ratings r on r.cdr_id = c.id and r.superseded_at is null
      where ${isBillable} and c.started_at < ${end}::timestamptz and c.customer_id is not null and ${UNDEALT}
        and (c.credit or r.retail_net_minor is not null)
      union select customer_id from (${feesDue(period, sql`true`)}) f
    ) due where ${only} order by customer_id`)) as unknown as { customer_id: CustomerId }[] // by the select list
  return rows.map((row) => row.customer_id)
}

/** Sessions to bill, in the order of the road. */
export async function collectSessions(
  db: Reader,
  period: Month,
  customers: readonly CustomerId[],
): Promise<BillableSession[]> {
  const end = toIsoInstant(periodEnd(period))
  const rows = (await db.execute(sql`
    select c.customer_id, c.id as cdr_id, r.id as rating_id, r.lines::text as lines
    from cdrs c join ratings r on r.cdr_id = c.id and r.superseded_at is null and r.retail_net_minor is not null
    where c.customer_id in ${idList(customers)} and ${isBillable} and not c.credit
      and c.started_at < ${end}::timestamptz and ${UNDEALT}
    order by c.customer_id, c.started_at, c.id`)) as unknown as {
    customer_id: CustomerId
    cdr_id: CdrId
    rating_id: RatingId
    lines: string
  }[] // by the select list
  return rows.map((row) => ({
    customerId: row.customer_id,
    cdrId: row.cdr_id,
    ratingId: row.rating_id,
    lines: JSON.parse(row.lines) as SnapshotLine[], // written by the rating, whose lines have this shape
  }))
}

export async function collectFees(db: Reader, period: Month, customers: readonly CustomerId[]): Promise<BillableFee[]> {
  const rows = (await db.execute(feesDue(period, sql`customer_id in ${idList(customers)}`))) as unknown as {
    customer_id: CustomerId
    monthly_fee: string
    vat_percent: string
  }[] // by the select list
  return rows.map((row) => ({ customerId: row.customer_id, monthlyFee: row.monthly_fee, vatPercent: row.vat_percent }))
}

// One row per accepted credit CDR that nothing has dealt with, with its original and what became of that.
const CREDITS = sql`
  select c.id as credit_id, c.customer_id, c.started_at, o.id as original_id, b.invoice_id,
    case when o.id is null then 'lost' when b.cdr_id is null and o.status = 'pending' then 'unrated'
      when b.cdr_id is null then 'unbilled' when b.outcome <> 'billed' then 'settled'
      when i.state = 'draft' then 'drafted' else 'issued' end as standing
  from cdrs c
  left join cdrs o on o.key = c.credited_key and not o.credit
  left join invoiced_cdrs b on b.cdr_id = o.id left join invoices i on i.id = b.invoice_id
  where c.credit and c.status = 'accepted' and not coalesce(o.home_charging, false) and ${UNDEALT}`

export async function collectCredits(
  db: Reader,
  period: Month,
  customers: readonly CustomerId[],
): Promise<CreditCharge[]> {
  const end = toIsoInstant(periodEnd(period))
  const rows = (await db.execute(sql`
    select * from (${CREDITS}) k where k.customer_id in ${idList(customers)} and k.started_at < ${end}::timestamptz
      and k.standing <> 'lost' order by k.credit_id`)) as unknown as {
    credit_id: CdrId
    customer_id: CustomerId
    original_id: CdrId
    invoice_id: InvoiceId | null
    standing: CreditCharge['standing']
  }[] // by the select list
  return rows.map((row) => ({
    customerId: row.customer_id,
    creditId: row.credit_id,
    originalId: row.original_id,
    standing: row.standing,
    invoiceId: row.invoice_id,
  }))
}

/** What stays behind once everything billable is on an invoice, by reason. A rejected CDR is a decision, not a rest. */
export async function countSkipped(
  db: Reader,
  period: Month,
  customerId: CustomerId | null,
): Promise<SkippedCharges[]> {
  const end = toIsoInstant(periodEnd(period))
  const only = customerId === null ? sql`true` : sql`c.customer_id = ${customerId}`
  const rows = (await db.execute(sql`
    select reason, count(*)::int as count from (
      select case
        when not ${isBillable} and c.status in ('held', 'disputed') then c.status
        when c.status = 'pending' then 'unrated'
        when c.customer_id is null then 'no_customer'
        when k.standing is not null then case k.standing when 'lost' then 'credit_without_original'
          when 'unrated' then 'unrated' when 'settled' then 'credited_twice' else 'credit_waits' end
        when r.retail_net_minor is null then 'unrated'
        else 'below_minimum' end as reason
      from cdrs c left join (${CREDITS}) k on k.credit_id = c.id
      left join ratings r on r.cdr_id = c.id and r.superseded_at is null
      where c.started_at < ${end}::timestamptz and c.status <> 'rejected' and ${only} and ${UNDEALT}
    ) left_out group by reason order by count(*) desc, reason`)) as unknown as { reason: SkipReason; count: number }[] // by the select list
  return rows.map(({ reason, count }) => ({ reason, count }))
}

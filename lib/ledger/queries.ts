import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { CustomerId, InvoiceId, JournalEntryId } from '@/lib/kernel/ids'
import { instant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { EntryTemplate } from './core/journal-entry'

export type JournalPosting = {
  account: number
  amountMinor: bigint
  customerId: CustomerId | null
  invoiceId: InvoiceId | null
}
export type JournalRow = {
  id: JournalEntryId
  sequence: number
  entryDate: CalendarDate
  postedAt: Instant
  template: EntryTemplate
  sourceId: string
  description: string
  postings: JournalPosting[]
}
export type JournalFilter = {
  account?: number
  customerId?: CustomerId
  invoiceId?: InvoiceId
  from?: CalendarDate
  to?: CalendarDate
  /** `next` of the page before. */
  after?: string
  limit?: number
}

type StoredPosting = { account: number; amount: string; customer: CustomerId | null; invoice: InvoiceId | null }
type StoredEntry = {
  id: JournalEntryId
  sequence: string
  entry_date: CalendarDate
  posted_ms: number
  template: EntryTemplate
  source_id: string
  description: string
  postings: StoredPosting[] | string
}

/** The journal, newest first, page by page. A filter on postings shows the whole entry. */
export async function listJournal(
  ctx: StaffCtx | SystemCtx,
  filter: JournalFilter = {},
): Promise<{ rows: JournalRow[]; next: string | null }> {
  authorize(ctx, 'ledger:read')
  const limit = Math.min(filter.limit ?? 50, 200)
  const having = sql.join(
    [
      sql`true`,
      filter.account === undefined ? sql`true` : sql`p.account = ${filter.account}`,
      filter.customerId ? sql`p.customer_id = ${filter.customerId}` : sql`true`,
      filter.invoiceId ? sql`p.invoice_id = ${filter.invoiceId}` : sql`true`,
    ],
    sql` and `,
  )
  const stored = (await reader(ctx).execute(sql`
    select e.id, e.sequence::text, e.entry_date::text, (extract(epoch from e.posted_at) * 1000)::float8 as posted_ms,
      e.template, e.source_id, e.description,
      (select json_agg(json_build_object('account', t.account, 'amount', t.amount_minor::text, 'customer', t.customer_id,
        'invoice', t.invoice_id) order by t.id) from postings t where t.entry_id = e.id) as postings
    from journal_entries e
    where exists (select 1 from postings p where p.entry_id = e.id and ${having})
      and (${filter.from ?? null}::date is null or e.entry_date >= ${filter.from ?? null}::date)
      and (${filter.to ?? null}::date is null or e.entry_date <= ${filter.to ?? null}::date)
      and (${filter.after ?? null}::bigint is null or e.sequence < ${filter.after ?? null}::bigint)
    order by e.sequence desc limit ${limit + 1}`)) as unknown as StoredEntry[] // the columns of the statement
  const rows = stored.slice(0, limit).map(fromRow)
  return { rows, next: stored.length > limit ? String(rows.at(-1)?.sequence) : null }
}

function fromRow(row: StoredEntry): JournalRow {
  const postings = typeof row.postings === 'string' ? (JSON.parse(row.postings) as StoredPosting[]) : row.postings // built by the statement
  return {
    id: row.id,
    sequence: Number(row.sequence),
    entryDate: row.entry_date,
    postedAt: instant(row.posted_ms),
    template: row.template,
    sourceId: row.source_id,
    description: row.description,
    postings: postings.map((posting) => ({
      account: posting.account,
      amountMinor: BigInt(posting.amount),
      customerId: posting.customer,
      invoiceId: posting.invoice,
    })),
  }
}

export type AccountBalance = {
  account: number
  nameSv: string
  nameEn: string
  debitMinor: bigint
  creditMinor: bigint
  balanceMinor: bigint
}

/** Turnover and balance of every account, to the end of a day or to now. Debit positive. */
export async function listBalances(ctx: StaffCtx | SystemCtx, to?: CalendarDate): Promise<AccountBalance[]> {
  authorize(ctx, 'ledger:read')
  const rows = (await reader(ctx).execute(sql`
    select a.number as account, a.name_sv, a.name_en,
      coalesce(sum(p.amount_minor) filter (where p.amount_minor > 0), 0)::text as debit,
      coalesce(-sum(p.amount_minor) filter (where p.amount_minor < 0), 0)::text as credit
    from accounts a
    left join (select p.account, p.amount_minor from postings p join journal_entries e on e.id = p.entry_id
      where ${to ?? null}::date is null or e.entry_date <= ${to ?? null}::date) p on p.account = a.number
    group by a.number order by a.number`)) as unknown as {
    account: number
    name_sv: string
    name_en: string
    debit: string
    credit: string
  }[] // the columns of the statement
  return rows.map((row) => {
    const [debitMinor, creditMinor] = [BigInt(row.debit), BigInt(row.credit)]
    return {
      account: row.account,
      nameSv: row.name_sv,
      nameEn: row.name_en,
      debitMinor,
      creditMinor,
      balanceMinor: debitMinor - creditMinor,
    }
  })
}

// The staff's list of quotes: what was promised to whom, and what became of it.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId, CustomerId, PartnerId, QuoteId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'

/**
 * `open`: can still be started on. `used`: a charge or reservation was asked for, and its account is awaited. `billed`:
 * the account has come and is not above the promise. `ruled`: it was, and the promise rules. `expired`: nothing came of it.
 */
export const QUOTE_STATES = ['open', 'used', 'billed', 'ruled', 'expired'] as const
export type QuoteState = (typeof QUOTE_STATES)[number]
export const QUOTE_KINDS = ['charge', 'reservation'] as const
export type QuoteKind = (typeof QUOTE_KINDS)[number]

export type QuoteFilter = {
  state?: QuoteState
  kind?: QuoteKind
  partnerId?: PartnerId
  customerId?: CustomerId
  /** A quote's id, a customer's number, or part of a customer's name or of a place. */
  search?: string
}

export type QuoteRow = {
  id: QuoteId
  kind: QuoteKind
  state: QuoteState
  shownAt: Instant
  customerId: CustomerId
  customerName: string
  partnerName: string
  placeName: string
  socketName: string
  /** Null where nobody knew the price. */
  grossMinor: bigint | null
  /** Of the charge as it was: at the promised price and at the bill's own; null until it is accounted for. */
  promisedMinor: bigint | null
  usualMinor: bigint | null
  cdrId: CdrId | null
  /** Excluding VAT; zero where nothing ruled. */
  recoverMinor: bigint
}

type Row = {
  id: QuoteId
  kind: QuoteKind
  state: QuoteState
  shown: number
  customer_id: CustomerId
  customer_name: string
  partner_name: string
  place_name: string
  socket_name: string
  gross: string | null
  promised: string | null
  usual: string | null
  cdr_id: CdrId | null
  recover: string | null
}

/** The request `k` that a quote `q` was used for, and the rating promise `m` of the charge `c` that came of it. */
export const OUTCOME_OF_QUOTE = sql`
  left join commands k on k.quote_id = q.id
  left join lateral (
    select p.ruled, p.promised_gross_minor, p.usual_gross_minor, p.recover_minor, r.cdr_id
    from rating_promises p join ratings r on r.id = p.rating_id and r.superseded_at is null
    where p.quote_id = q.id order by r.started_at, r.cdr_id limit 1
  ) m on true`

export function stateOfQuote(now: Instant): SQL {
  return sql`case when m.ruled then 'ruled' when m.cdr_id is not null then 'billed'
    when k.id is not null and k.state <> 'rejected' then 'used'
    when k.id is null and q.valid_until > ${toIsoInstant(now)}::timestamptz then 'open' else 'expired' end`
}

const toMinor = (text: string | null) => (text === null ? null : BigInt(text))

function conditions({ state, kind, partnerId, customerId, search }: QuoteFilter, now: Instant): SQL {
  const text = search?.trim() ?? ''
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const parts = [
    sql`true`,
    state ? sql`${stateOfQuote(now)} = ${state}` : null,
    // Few quotes rule: they are found by what says so.
    state === 'ruled' ? sql`exists (select from rating_promises x where x.quote_id = q.id and x.ruled)` : null,
    kind ? sql`q.kind = ${kind}` : null,
    partnerId ? sql`q.partner_id = ${partnerId}` : null,
    customerId ? sql`q.customer_id = ${customerId}` : null,
    text === ''
      ? null
      : sql`(q.id = ${text} or u.number::text = ${text} or u.name ilike ${like} or l.name ilike ${like})`,
  ]
  return sql.join(
    parts.filter((part) => part !== null),
    sql` and `,
  )
}

/** The newest first; `after` is the id of the last one shown, for ids sort by time. */
export async function listQuotes(
  ctx: StaffCtx,
  filter: QuoteFilter,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: QuoteRow[]; next: QuoteId | null }> {
  authorize(ctx, 'cdr:read')
  const now = ctx.clock.now()
  const below = after ? sql`q.id < ${after}` : sql`true`
  const found = (await reader(ctx).execute(sql`
    select q.id, q.kind, ${stateOfQuote(now)} as state, extract(epoch from q.shown_at)::float8 * 1000 as shown,
      q.customer_id, u.name as customer_name, p.name as partner_name, l.name as place_name,
      coalesce(e.physical_reference, e.evse_id, e.uid) as socket_name, q.gross_minor::text as gross,
      m.promised_gross_minor::text as promised, m.usual_gross_minor::text as usual, m.cdr_id, m.recover_minor::text as recover
    from quotes q
    join customers u on u.id = q.customer_id
    join partners p on p.id = q.partner_id
    join evses e on e.id = q.evse_id join locations l on l.id = e.location_id
    ${OUTCOME_OF_QUOTE}
    where ${conditions(filter, now)} and ${below}
    order by q.id desc limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map(toRow)
  return { rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null }
}

function toRow(row: Row): QuoteRow {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    shownAt: instant(Math.round(row.shown)),
    customerId: row.customer_id,
    customerName: row.customer_name,
    partnerName: row.partner_name,
    placeName: row.place_name,
    socketName: row.socket_name,
    grossMinor: toMinor(row.gross),
    promisedMinor: toMinor(row.promised),
    usualMinor: toMinor(row.usual),
    cdrId: row.cdr_id,
    recoverMinor: BigInt(row.recover ?? '0'),
  }
}

export type RuledQuotes = { count: number; sparedMinor: bigint; recoverMinor: bigint }

/** How often promises rule at present, what customers were spared by it, and what is ours to recover of it. */
export async function ruledQuotes(ctx: StaffCtx): Promise<RuledQuotes> {
  authorize(ctx, 'cdr:read')
  const [row] = (await reader(ctx).execute(sql`
    select count(*)::int as count, coalesce(sum(p.usual_gross_minor - p.promised_gross_minor), 0)::text as spared,
      coalesce(sum(p.recover_minor), 0)::text as recover
    from rating_promises p join ratings r on r.id = p.rating_id and r.superseded_at is null
    where p.ruled and p.quote_id is not null`)) as unknown as { count: number; spared: string; recover: string }[] // the columns of the statement
  return { count: row?.count ?? 0, sparedMinor: BigInt(row?.spared ?? '0'), recoverMinor: BigInt(row?.recover ?? '0') }
}

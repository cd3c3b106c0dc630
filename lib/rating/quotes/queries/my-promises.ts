// The price that a customer saw, beside what the charge came to.
import { sql } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, CustomerId, QuoteId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { toCustomerLines, type CustomerLine } from '../../core/customer-lines'
import { inPriceOrder } from '../../core/price-order'
import type { QuoteBehaviour } from '../../core/quote'
import type { RetailLine } from '../../core/retail-line'

export type SeenQuote = {
  id: QuoteId
  /** Of a place that was held: for how long, and what it adds to the charge that follows. */
  reservation: { minutes: number; usedMinor: bigint | null } | null
  shownAt: Instant
  energyKwh: DecimalString
  /** Null where nobody knew the price and the customer agreed to that. */
  grossMinor: bigint | null
  lines: CustomerLine[]
}

export type PromiseView = {
  source: 'quote' | 'public'
  at: Instant
  /** What happened, at the promised prices and by those in force at the start, including VAT. */
  promisedGrossMinor: bigint | null
  usualGrossMinor: bigint | null
  ruled: boolean
  /** Excluding VAT: to be recovered from the operator. */
  recoverMinor: bigint
  tariffVersion: string | null
  quote: SeenQuote | null
}

type Row = {
  source: 'quote' | 'public'
  at: number
  promised: string | null
  usual: string | null
  ruled: boolean
  recover: string
  tariff_version: string | null
  quote_id: QuoteId | null
  shown_at: number | null
  behaviour: QuoteBehaviour | null
  gross: string | null
  lines: RetailLine[] | null
  reserved_minutes: number | null
  used: string | null
}

const toMinor = (value: string | null) => (value === null ? null : BigInt(value))

function toQuote(row: Row): SeenQuote | null {
  const { quote_id: id, shown_at: shownAt, behaviour, gross, lines, reserved_minutes: minutes } = row
  if (id === null || shownAt === null || behaviour === null || lines === null) return null
  const grossMinor = toMinor(gross)
  const shown = grossMinor === null ? [] : inPriceOrder(toCustomerLines({ lines, grossMinor }))
  const reservation = minutes === null ? null : { minutes, usedMinor: toMinor(row.used) }
  return {
    id,
    reservation,
    shownAt: instant(Math.round(shownAt)),
    energyKwh: behaviour.energyKwh,
    grossMinor,
    lines: shown,
  }
}

async function findPromise(db: Reader, cdrId: CdrId, customerId: CustomerId | null): Promise<PromiseView | null> {
  const [row] = (await db.execute(sql`
    select p.source, extract(epoch from p.promised_at)::float8 * 1000 as at, p.promised_gross_minor::text as promised,
      p.usual_gross_minor::text as usual, p.ruled, p.recover_minor::text as recover,
      t.ocpi_id || ' v' || v.version as tariff_version, q.id as quote_id,
      extract(epoch from q.shown_at)::float8 * 1000 as shown_at, q.behaviour, q.gross_minor::text as gross, q.lines, q.reserved_minutes,
      q.used_gross_minor::text as used
    from ratings r
    join rating_promises p on p.rating_id = r.id
    left join quotes q on q.id = p.quote_id
    left join tariff_versions v on v.id = p.tariff_version_id
    left join tariffs t on t.id = v.tariff_id
    where r.cdr_id = ${cdrId} and r.superseded_at is null and (${customerId}::text is null or r.customer_id = ${customerId})`)) as unknown as Row[] // the columns of the statement
  if (!row) return null
  return {
    source: row.source,
    at: instant(Math.round(row.at)),
    promisedGrossMinor: toMinor(row.promised),
    usualGrossMinor: toMinor(row.usual),
    ruled: row.ruled,
    recoverMinor: BigInt(row.recover),
    tariffVersion: row.tariff_version,
    quote: toQuote(row),
  }
}

/** Null where nothing was promised that is worth telling. Another customer's charge has none. */
export function findMyPromise(ctx: CustomerCtx, cdrId: CdrId): Promise<PromiseView | null> {
  return findPromise(reader(ctx), cdrId, ctx.customerId)
}

export function findCdrPromise(ctx: StaffCtx, cdrId: CdrId): Promise<PromiseView | null> {
  authorize(ctx, 'cdr:read')
  return findPromise(reader(ctx), cdrId, null)
}

/** The customer's own quote. */
export async function findMyQuote(ctx: CustomerCtx, quoteId: QuoteId): Promise<SeenQuote | null> {
  const [row] = (await reader(ctx).execute(sql`
    select q.id as quote_id, extract(epoch from q.shown_at)::float8 * 1000 as shown_at, q.behaviour,
      q.gross_minor::text as gross, q.lines, q.reserved_minutes,
      q.used_gross_minor::text as used
    from quotes q where q.id = ${quoteId} and q.customer_id = ${ctx.customerId}`)) as unknown as Row[] // the columns of the statement
  return row ? toQuote(row) : null
}

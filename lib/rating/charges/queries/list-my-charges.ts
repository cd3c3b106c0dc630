// The customer's history: the hottest page. One prepared statement, one round trip, along the customer's own index,
// whatever the table's size; sessions that the operator has not accounted for yet stand among the rest.
import { hotSql } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, InvoiceId, SessionId } from '@/lib/kernel/ids'
import {
  addDays,
  BILLING_ZONE,
  DAY_MS,
  instant,
  startOfDay,
  toIsoInstant,
  type CalendarDate,
  type Instant,
  type TimeZone,
} from '@/lib/kernel/time'
import { isAccountedFor } from '@/lib/roaming/cdrs/match-session'
import { excludeTwins } from '@/lib/roaming/exclude-twins'
import type { ChargeState } from '../../core/charge-state'

export type MyChargeFilter = {
  /** Days in Europe/Stockholm, both inclusive. */
  from?: CalendarDate
  to?: CalendarDate
  place?: string
  state?: ChargeState
}

export type MyCharge = {
  /** Of the account once it has come, else of the session. */
  id: CdrId | SessionId
  kind: 'cdr' | 'session'
  state: ChargeState
  placeName: string
  city: string
  startedAt: Instant
  endedAt: Instant | null
  timeZone: TimeZone
  energyKwh: DecimalString
  /** The operator's account of a reservation that no charge followed. */
  reservationOnly: boolean
  /** Including VAT; null while it is not known. */
  grossMinor: bigint | null
  invoiceId: InvoiceId | null
  invoiceNumber: string | null
}

export type MyChargePage = { rows: MyCharge[]; next: string | null }

/** A session without an account after this long is for staff to look into, not for the customer to wait for. */
const PRELIMINARY_MS = 60 * DAY_MS
const MOST = 100

type Row = {
  id: CdrId | SessionId
  kind: 'cdr' | 'session'
  state: ChargeState
  place_name: string
  city: string
  started: number
  ended: number | null
  time_zone: TimeZone
  energy_kwh: string
  reservation_only: boolean
  gross: bigint | null
  invoice_id: InvoiceId | null
  invoice_number: string | null
}

function toCharge(row: Row): MyCharge {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    placeName: row.place_name,
    city: row.city,
    startedAt: instant(Math.round(row.started)),
    endedAt: row.ended === null ? null : instant(Math.round(row.ended)),
    timeZone: row.time_zone,
    energyKwh: toDecimalString(decimal(row.energy_kwh)),
    reservationOnly: row.reservation_only,
    grossMinor: row.gross,
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number,
  }
}

function readCursor(after: string | undefined): { at: string | null; id: string | null } {
  const [at, id] = after?.split('_at_') ?? []
  if (!at || !id || !/^\d{1,16}$/.test(at)) return { at: null, id: null }
  return { at: toIsoInstant(instant(Number(at))), id }
}

function toParameters(ctx: CustomerCtx, filter: MyChargeFilter, after: string | undefined) {
  const place = filter.place?.trim()
  return {
    cursor: readCursor(after),
    from: filter.from ? toIsoInstant(startOfDay(filter.from, BILLING_ZONE)) : null,
    to: filter.to ? toIsoInstant(startOfDay(addDays(filter.to, 1), BILLING_ZONE)) : null,
    place: place ? `%${place.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null,
    state: filter.state ?? null,
    sessionsFrom: toIsoInstant(instant(ctx.clock.now() - PRELIMINARY_MS)),
  }
}

/** The customer's charges, newest first. `next` is the cursor of the following page. */
export async function listMyCharges(
  ctx: CustomerCtx,
  filter: MyChargeFilter = {},
  { after, limit = 25 }: { after?: string; limit?: number } = {},
): Promise<MyChargePage> {
  const most = Math.min(limit, MOST)
  const { cursor, from, to, place, state, sessionsFrom } = toParameters(ctx, filter, after)
  const rows = await hotSql()<Row[]>`
    with mine as materialized (
      select c.id, c.key, c.partner_id, c.place_name, c.city, c.started_at, c.ended_at, c.time_zone, c.energy_kwh, s.state,
        c.energy_kwh = 0 and (c.evse_uid = '#NA' or exists (
          select 1 from reservations v where v.authorization_reference = c.authorization_reference)) as reservation_only
      from cdrs c
      cross join lateral (select case
        when exists (select 1 from cdrs k where k.credit and k.credited_key = c.key
          and k.status = 'accepted') then 'credited'
        when c.status = 'pending' then 'preliminary' when c.status = 'accepted' or c.status in ('held', 'disputed') and exists (
          select 1 from ratings p where p.cdr_id = c.id and p.superseded_at is null and p.protects_customer) then 'checked'
        when c.status = 'rejected' then 'free' when c.status = 'disputed' then 'disputed' else 'reviewing' end as state) s
      where c.customer_id = ${ctx.customerId} and not c.credit
        and (${cursor.at}::text is null or (c.started_at, c.id) < (${cursor.at}::text::timestamptz, ${cursor.id}::text))
        and (${from}::text is null or c.started_at >= ${from}::text::timestamptz)
        and (${to}::text is null or c.started_at < ${to}::text::timestamptz)
        and (${place}::text is null or c.place_name ilike ${place}::text or c.city ilike ${place}::text)
        and (${state}::text is null or s.state = ${state}::text)
      order by c.started_at desc, c.id desc limit ${most + 1}::int
    ), waiting as materialized (
      select s.id, s.place_name, s.started_at, s.ended_at, s.time_zone, s.energy_kwh,
        case when s.status = 'COMPLETED' then 'preliminary' else 'charging' end as state
      from sessions s
      where s.customer_id = ${ctx.customerId} and s.status in ('ACTIVE', 'PENDING', 'COMPLETED')
        and s.started_at >= ${sessionsFrom}::text::timestamptz
        and (${cursor.at}::text is null or (s.started_at, s.id) < (${cursor.at}::text::timestamptz, ${cursor.id}::text))
        and (${from}::text is null or s.started_at >= ${from}::text::timestamptz)
        and (${to}::text is null or s.started_at < ${to}::text::timestamptz)
        and (${place}::text is null or s.place_name ilike ${place}::text)
        and (${state}::text is null or case when s.status = 'COMPLETED' then 'preliminary' else 'charging' end = ${state}::text)
        and ${hotSql().unsafe(excludeTwins('sessions', 's'))}
        -- Nothing was charged: should the operator ask anything for it, its account will stand here.
        and not (s.energy_kwh = 0 and s.status = 'COMPLETED' and exists (
          select 1 from reservations v where v.authorization_reference = s.authorization_reference))
        and not ${hotSql().unsafe(isAccountedFor('s'))}
      order by s.started_at desc, s.id desc limit ${most + 1}::int
    ), page as (
      select id, 'cdr' as kind, state, place_name, city, started_at, ended_at, time_zone, energy_kwh, reservation_only from mine
      union all
      select id, 'session', state, place_name, '', started_at, ended_at, time_zone, energy_kwh, false from waiting
      order by started_at desc, id desc limit ${most + 1}::int
    )
    select p.id, p.kind, p.state, p.place_name, p.city, extract(epoch from p.started_at)::float8 * 1000 as started,
      extract(epoch from p.ended_at)::float8 * 1000 as ended, p.time_zone, coalesce(r.corrected_kwh, p.energy_kwh) as energy_kwh, p.reservation_only,
      case when p.state in ('free', 'credited') then 0 else r.retail_gross_minor end as gross,
      n.id as invoice_id, n.series || n.number as invoice_number
    from page p
    left join lateral (
      select r.retail_gross_minor, r.corrected_kwh from ratings r where r.cdr_id = p.id and r.superseded_at is null
      order by r.revision desc limit 1) r on true
    left join invoiced_cdrs i on i.cdr_id = p.id
    left join invoices n on n.id = i.invoice_id and n.state <> 'draft'
    order by p.started_at desc, p.id desc`
  const page = rows.slice(0, most).map(toCharge)
  const last = page.at(-1)
  return { rows: page, next: rows.length > most && last ? `${last.startedAt}_at_${last.id}` : null }
}

// The staff's list of CDRs, its totals, and today's work.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { partnerLabel } from '@/lib/partners/core/label'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, CustomerId, PartnerId } from '@/lib/kernel/ids'
import {
  addDays,
  BILLING_ZONE,
  DAY_MS,
  instant,
  localDate,
  startOfDay,
  toIsoInstant,
  type Instant,
} from '@/lib/kernel/time'
import { convertUnit } from '../../prices/convert-to-kronor'
import { isFindingCode, mainReason, type FindingCode, type FindingSeverity } from '../../core/finding'
import { cdrConditions, type CdrFilter } from './cdr-filter'

/** What we promise operators: an answer within two days of a CDR's arrival. */
export const REVIEW_WITHIN_MS = 2 * DAY_MS

export type CdrListRow = {
  cdrId: CdrId
  ocpiId: string
  status: CdrStatus
  /** Why it is or was held. */
  reason: FindingCode | null
  holds: number
  partnerId: PartnerId
  partnerName: string
  placeName: string
  city: string
  country: string
  evseUid: string
  startedAt: Instant
  receivedAt: Instant
  /** By when a held one must be decided. */
  dueAt: Instant
  energyKwh: DecimalString
  currency: string
  /** What a unit of it is in kronor; null where nobody knows. */
  kronor: DecimalString | null
  credit: boolean
  /** Excluding VAT. */
  oursExcl: DecimalString | null
  cpoExcl: DecimalString | null
  /** CPO minus ours; null unless both are known. */
  differenceExcl: DecimalString | null
  customerId: CustomerId | null
  customerName: string | null
}

type Row = {
  cdr_id: CdrId
  ocpi_id: string
  status: CdrStatus
  findings: { code: string; severity: FindingSeverity }[] | null
  partner_id: PartnerId
  partner_name: string
  place_name: string
  city: string
  country: string
  evse_uid: string
  started_at: number
  received_at: number
  energy_kwh: string
  currency: string
  unit: string | null
  credit: boolean
  ours: string | null
  cpo: string | null
  corrected: boolean
  stake: string
  customer_id: CustomerId | null
  customer_name: string | null
}

function plain(value: string | null): DecimalString | null {
  return value === null ? null : toDecimalString(decimal(value))
}

/** Rated before the unit was corrected, our price of watt hours is a thousand times too high: it compares with nothing. */
function isThousandfold(findings: readonly { code: FindingCode }[], corrected: boolean): boolean {
  return !corrected && findings.some(({ code }) => code === 'ENERGY_WH_FOR_KWH')
}

function toListRow(row: Row): CdrListRow {
  const findings = (row.findings ?? []).flatMap(({ code, severity }) =>
    isFindingCode(code) ? [{ code, severity }] : [],
  )
  const receivedAt = instant(Math.round(row.received_at))
  return {
    cdrId: row.cdr_id,
    ocpiId: row.ocpi_id,
    status: row.status,
    reason: mainReason(findings),
    holds: findings.length,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    placeName: row.place_name,
    city: row.city,
    country: row.country,
    evseUid: row.evse_uid,
    startedAt: instant(Math.round(row.started_at)),
    receivedAt,
    dueAt: instant(receivedAt + REVIEW_WITHIN_MS),
    energyKwh: toDecimalString(decimal(row.energy_kwh)),
    currency: row.currency,
    kronor: row.unit,
    credit: row.credit,
    oursExcl: plain(row.ours),
    cpoExcl: plain(row.cpo),
    differenceExcl:
      row.ours === null || row.cpo === null || isThousandfold(findings, row.corrected)
        ? null
        : toDecimalString(decimal(row.cpo).minus(row.ours)),
    customerId: row.customer_id,
    customerName: row.customer_name,
  }
}

/**
 * `due`: what arrived first must be decided first. `stake`: the most money first, then what is due first. `started`:
 * newest session first.
 */
export type CdrOrder = 'due' | 'stake' | 'started'

/** What a decision is about, in kronor: the difference, or all that is asked where it cannot be compared. */
const STAKE = sql`coalesce((
  select abs(c.total_excl - coalesce(r.agreed_excl, 0)) * ${convertUnit('r')} from ratings r
  where r.cdr_id = c.id and r.superseded_at is null), case when c.currency = 'SEK' then abs(c.total_excl) end, 0)`
const SORTED: Readonly<Record<CdrOrder, SQL>> = {
  due: sql`c.received_at, c.id`,
  stake: sql`c.stake desc, c.received_at, c.id`,
  started: sql`c.started_at desc, c.id desc`,
}
export type CdrPage = { rows: CdrListRow[]; next: string | null }

function seekAfter(order: CdrOrder, after: string | undefined) {
  const [at, id, stake] = after?.split('_at_') ?? []
  if (!at || !id || !/^\d+$/.test(at)) return sql`true`
  if (order === 'stake') {
    if (!stake || !/^\d+(\.\d+)?$/.test(stake)) return sql`true`
    return sql`(-c.stake, c.received_at, c.id) > (-${stake}::numeric, ${toIsoInstant(instant(Number(at)))}::timestamptz, ${id}::text)`
  }
  const position = sql`(${toIsoInstant(instant(Number(at)))}::timestamptz, ${id}::text)`
  return order === 'due' ? sql`(c.received_at, c.id) > ${position}` : sql`(c.started_at, c.id) < ${position}`
}

/** A page of CDRs by keyset. */
export async function listCdrs(
  ctx: StaffCtx,
  filter: CdrFilter,
  { order = 'started', after, limit = 50 }: { order?: CdrOrder; after?: string; limit?: number } = {},
): Promise<CdrPage> {
  authorize(ctx, 'cdr:read')
  const sorted = SORTED[order]
  const found = (await reader(ctx).execute(sql`
    with page as materialized (
      select c.* from (select c.*, ${order === 'stake' ? STAKE : sql`0::numeric`} as stake from cdrs c where ${cdrConditions(filter)}) c
      where ${seekAfter(order, after)} order by ${sorted} limit ${limit + 1}
    )
    select c.id as cdr_id, c.ocpi_id, c.status, c.partner_id, ${sql.raw(partnerLabel('p', 'c'))} as partner_name, c.place_name, c.city, c.country,
      c.evse_uid, extract(epoch from c.started_at)::float8 * 1000 as started_at,
      extract(epoch from c.received_at)::float8 * 1000 as received_at, c.energy_kwh, c.currency, c.credit,
      ${convertUnit('r')}::text as unit,
      r.agreed_excl as ours, c.total_excl as cpo, r.corrected_kwh is not null as corrected, c.stake, c.customer_id, k.name as customer_name,
      (select json_agg(json_build_object('code', f.code, 'severity', f.severity)) from cdr_findings f
        where f.cdr_id = c.id and f.severity = 'hold') as findings
    from page c
    join partners p on p.id = c.partner_id
    left join customers k on k.id = c.customer_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    order by ${sorted}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map(toListRow)
  const last = rows.at(-1)
  const at = order === 'started' ? last?.startedAt : last?.receivedAt
  const stake = order === 'stake' ? `_at_${found[rows.length - 1]?.stake}` : ''
  return { rows, next: found.length > limit && last ? `${at}_at_${last.cdrId}${stake}` : null }
}

/** Which arrivals are late by now, and which become so before midnight in Stockholm. */
export function dueBounds(now: Instant): Record<'overdue' | 'today', NonNullable<CdrFilter['due']>> {
  const late = instant(now - REVIEW_WITHIN_MS)
  const midnight = startOfDay(addDays(localDate(now, BILLING_ZONE), 1), BILLING_ZONE)
  return {
    overdue: { receivedBefore: late },
    today: { receivedBefore: instant(midnight - REVIEW_WITHIN_MS), receivedFrom: late },
  }
}

/** Ids of all CDRs of some states that a filter finds, for a decision on all of them; of too many the oldest or the newest. */
export async function listCdrIds(
  ctx: StaffCtx,
  filter: CdrFilter,
  statuses: readonly CdrStatus[],
  { most, first }: { most: number; first: 'oldest' | 'newest' },
): Promise<CdrId[]> {
  authorize(ctx, 'cdr:read')
  const rows = (await reader(ctx).execute(sql`
    select c.id from cdrs c where ${cdrConditions(filter)}
      and c.status in (select json_array_elements_text(${JSON.stringify(statuses)}::text::json))
    order by ${first === 'oldest' ? sql`c.received_at, c.id` : sql`c.received_at desc, c.id desc`} limit ${most}`)) as unknown as {
    id: CdrId
  }[] // the column of the statement
  return rows.map(({ id }) => id)
}

export type CdrTotals = {
  count: number
  /** Over those that have both prices; excluding VAT, in SEK. */
  compared: { count: number; oursExcl: DecimalString; cpoExcl: DecimalString; differenceExcl: DecimalString }
  /** CPO's prices that could not be compared. */
  uncompared: { count: number; cpoExcl: DecimalString }
  overdue: number
  /** Still in time, and to be decided before the day is over. */
  dueToday: number
}

type TotalsRow = {
  count: number
  compared: number
  ours: string | null
  cpo: string | null
  uncompared_cpo: string | null
  overdue: number
  due_today: number
}

/** What the filter contains, not the page, in kronor. What has no rate counts and is not summed. */
export async function sumCdrs(ctx: StaffCtx, filter: CdrFilter): Promise<CdrTotals> {
  authorize(ctx, 'cdr:read')
  const { overdue: late, today: soon } = dueBounds(ctx.clock.now())
  const overdueBefore = toIsoInstant(late.receivedBefore)
  const todayBefore = toIsoInstant(soon.receivedBefore)
  const unit = convertUnit('r')
  const both = sql`r.agreed_excl is not null and c.total_excl is not null and ${unit} is not null
    and (r.corrected_kwh is not null or not exists (
      select 1 from cdr_findings f where f.cdr_id = c.id and f.code = 'ENERGY_WH_FOR_KWH'))`
  const [row] = (await reader(ctx).execute(sql`
    select count(*)::int as count, count(*) filter (where ${both})::int as compared,
      sum(r.agreed_excl * ${unit}) filter (where ${both}) as ours, sum(c.total_excl * ${unit}) filter (where ${both}) as cpo,
      sum(c.total_excl * coalesce(${unit}, case when c.currency = 'SEK' then 1 end)) filter (where (${both}) is not true) as uncompared_cpo,
      count(*) filter (where c.status = 'held' and c.received_at < ${overdueBefore}::timestamptz)::int as overdue,
      count(*) filter (where c.status = 'held' and c.received_at >= ${overdueBefore}::timestamptz
        and c.received_at < ${todayBefore}::timestamptz)::int as due_today
    from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where ${cdrConditions(filter)}`)) as unknown as TotalsRow[] // the columns of the statement
  const { count = 0, compared = 0, overdue = 0, due_today: dueToday = 0 } = row ?? {}
  const ours = decimal(row?.ours ?? '0')
  const cpo = decimal(row?.cpo ?? '0')
  return {
    count,
    compared: {
      count: compared,
      oursExcl: toDecimalString(ours),
      cpoExcl: toDecimalString(cpo),
      differenceExcl: toDecimalString(cpo.minus(ours)),
    },
    uncompared: { count: count - compared, cpoExcl: toDecimalString(decimal(row?.uncompared_cpo ?? '0')) },
    overdue,
    dueToday,
  }
}

export type HeldReason = { reason: FindingCode; count: number; cpoExcl: DecimalString; differenceExcl: DecimalString }
export type CdrWork = {
  pending: number
  held: number
  disputed: number
  overdue: number
  heldCpoExcl: DecimalString
  reasons: HeldReason[]
}

type HeldRow = {
  codes: string[]
  received_at: number
  cpo: string | null
  ours: string | null
  corrected: boolean
  /** Kronor to a unit of its money; null where nobody knows. */
  unit: string | null
}

/** Today's work: what waits, why, and how much money it is about. Each held CDR counts under its main reason. */
export async function cdrWork(ctx: StaffCtx): Promise<CdrWork> {
  authorize(ctx, 'cdr:read')
  const db = reader(ctx)
  const [counts, held] = await Promise.all([
    db.execute(
      sql`select status, count(*)::int as count from cdrs where status in ('pending', 'held', 'disputed') group by status`,
    ),
    db.execute(sql`
      select array_agg(f.code) as codes, extract(epoch from c.received_at)::float8 * 1000 as received_at,
        c.total_excl as cpo, r.agreed_excl as ours, r.corrected_kwh is not null as corrected,
        coalesce(${convertUnit('r')}, case when c.currency = 'SEK' then 1 end)::text as unit
      from cdrs c left join ratings r on r.cdr_id = c.id and r.superseded_at is null
      join cdr_findings f on f.cdr_id = c.id and f.severity = 'hold'
      where c.status = 'held' group by c.id, r.id`),
  ])
  const count = (status: CdrStatus) => Number(counts.find((row) => row['status'] === status)?.['count'] ?? 0)
  const rows = held as unknown as HeldRow[] // the columns of the statement
  const reasons = new Map<FindingCode, HeldReason>()
  let total = decimal(0)
  for (const row of rows) {
    const codes = row.codes.filter(isFindingCode).map((code) => ({ code, severity: 'hold' as const }))
    const reason = mainReason(codes)
    if (!reason) continue
    const kronor = (amount: string | null) => decimal(amount ?? '0').times(row.unit ?? '0')
    const cpo = kronor(row.cpo)
    const difference =
      row.ours !== null && !isThousandfold(codes, row.corrected) ? cpo.minus(kronor(row.ours)) : decimal(0)
    const known = reasons.get(reason)
    total = total.plus(cpo)
    reasons.set(reason, {
      reason,
      count: (known?.count ?? 0) + 1,
      cpoExcl: toDecimalString(cpo.plus(known?.cpoExcl ?? '0')),
      differenceExcl: toDecimalString(difference.plus(known?.differenceExcl ?? '0')),
    })
  }
  const late = ctx.clock.now() - REVIEW_WITHIN_MS
  return {
    pending: count('pending'),
    held: count('held'),
    disputed: count('disputed'),
    overdue: rows.filter((row) => row.received_at < late).length,
    heldCpoExcl: toDecimalString(total),
    reasons: [...reasons.values()].toSorted((a, b) => b.count - a.count),
  }
}

// Where the money of charges goes: what customers pay, VAT, the operators' fees and energy, and what is left.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { isId, type CdrId, type CustomerId, type PartnerId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'

export const MARGIN_GROUPS = ['partner', 'plan', 'country', 'city', 'group', 'power', 'month'] as const
export type MarginGroup = (typeof MARGIN_GROUPS)[number]

/** `only` narrows to one key of a group, as a row of the grouping names it. */
export type MarginFilter = { from: Instant; to: Instant; only?: { group: MarginGroup; key: string } | undefined }

/** Minor units. gross = vat + fees + energy + margin. */
export type MarginSums = {
  charges: number
  energyKwh: string
  grossMinor: bigint
  vatMinor: bigint
  /** The operators' start, time and parking fees. */
  feesMinor: bigint
  /** The rest of what the operators get: energy. */
  energyMinor: bigint
  marginMinor: bigint
  losses: number
  /** What the losing charges lose together, negative. */
  lossMinor: bigint
  /** Charges whose margin nobody knows: no price, or another currency. */
  unknown: number
}
export type MarginRow = MarginSums & { key: string; label: string }

/** Key and label of each group, over `r`; labels of ids are looked up once per row of the answer. */
const KEYS: Readonly<Record<MarginGroup, SQL>> = {
  partner: sql`r.partner_id`,
  plan: sql`coalesce((select v.price_plan_id from price_plan_versions v where v.id = r.price_plan_version_id), '')`,
  country: sql`r.country`,
  city: sql`r.city`,
  group: sql`coalesce((select c.kind from customers c where c.id = r.customer_id), '')`,
  power: sql`case when r.current = 'AC' then 'AC' when r.power_kw < 50 then 'DC_50' when r.power_kw < 150 then 'DC_150' else 'DC_MORE' end`,
  month: sql`to_char(r.started_at at time zone 'Europe/Stockholm', 'YYYY-MM')`,
}
/** Cheap to group by; `KEYS` is then worked out once per group. */
const RAW: Readonly<Partial<Record<MarginGroup, SQL>>> = {
  plan: sql`r.price_plan_version_id`,
  group: sql`r.customer_id`,
}

const SUMS = sql`
  count(*) filter (where r.margin_minor is not null)::int as charges,
  coalesce(sum(r.energy_kwh) filter (where r.margin_minor is not null), 0) as energy,
  coalesce(sum(r.gross_minor) filter (where r.margin_minor is not null), 0) as gross,
  coalesce(sum(r.vat_minor) filter (where r.margin_minor is not null), 0) as vat,
  coalesce(sum(coalesce(r.cost_fees_minor, 0)) filter (where r.margin_minor is not null), 0) as fees,
  coalesce(sum(r.cost_minor) filter (where r.margin_minor is not null), 0) as cost,
  coalesce(sum(r.margin_minor), 0) as margin,
  count(*) filter (where r.margin_minor < 0 and not r.credit)::int as losses,
  coalesce(sum(r.margin_minor) filter (where r.margin_minor < 0 and not r.credit), 0) as loss,
  count(*) filter (where r.margin_minor is null)::int as unknown`

/** Accepted charges of customers in the period; credits count against what they take back. */
function counted({ from, to, only }: MarginFilter): SQL {
  const narrowed = only ? sql`and ${KEYS[only.group]} = ${only.key}` : sql``
  return sql`r.started_at >= ${toIsoInstant(from)}::timestamptz and r.started_at < ${toIsoInstant(to)}::timestamptz
    and r.customer_id is not null and r.net_minor is not null
    and r.cdr_id not in (select id from cdrs where status in ('pending', 'held', 'disputed') union all select id from cdrs where status = 'rejected')
    ${narrowed}`
}

type Row = {
  key: string
  label: string | null
  charges: number
  energy: string
  gross: string
  vat: string
  fees: string
  cost: string
  margin: string
  losses: number
  loss: string
  unknown: number
}

function toSums(row: Row): MarginSums {
  const fees = BigInt(row.fees)
  return {
    charges: row.charges,
    energyKwh: row.energy,
    grossMinor: BigInt(row.gross),
    vatMinor: BigInt(row.vat),
    feesMinor: fees,
    energyMinor: BigInt(row.cost) - fees,
    marginMinor: BigInt(row.margin),
    losses: row.losses,
    lossMinor: BigInt(row.loss),
    unknown: row.unknown,
  }
}

const LABELS: Readonly<Partial<Record<MarginGroup, SQL>>> = {
  partner: sql`(select p.name from partners p where p.id = g.key)`,
  plan: sql`(select p.name from price_plans p where p.id = g.key)`,
}

/** The rows of a grouping: the largest margin first, months in their order. */
export async function getMargins(
  ctx: StaffCtx,
  { by, ...filter }: MarginFilter & { by: MarginGroup },
): Promise<MarginRow[]> {
  authorize(ctx, 'cdr:read')
  const raw = RAW[by] ?? KEYS[by]
  const key =
    by === 'plan'
      ? sql`coalesce((select v.price_plan_id from price_plan_versions v where v.id = x.raw), '')`
      : by === 'group'
        ? sql`coalesce((select c.kind from customers c where c.id = x.raw), '')`
        : sql`x.raw`
  const rows = (await reader(ctx).execute(sql`
    with x as (select ${raw} as raw, ${SUMS} from rated_charges r where ${counted(filter)} group by 1),
    g as (
      select ${key} as key, sum(charges)::int as charges, sum(energy) as energy, sum(gross) as gross, sum(vat) as vat,
        sum(fees) as fees, sum(cost) as cost, sum(margin) as margin, sum(losses)::int as losses, sum(loss) as loss,
        sum(unknown)::int as unknown
      from x group by 1)
    select g.*, ${LABELS[by] ?? sql`null`} as label from g
    order by ${by === 'month' ? sql`key` : sql`margin desc, key`} limit 200`)) as unknown as Row[] // the columns of the statement
  return rows.map((row) => ({ ...toSums(row), key: row.key, label: row.label ?? row.key }))
}

export async function sumMargins(ctx: StaffCtx, filter: MarginFilter): Promise<MarginSums> {
  authorize(ctx, 'cdr:read')
  const [row] = (await reader(ctx).execute(
    sql`select ${SUMS} from rated_charges r where ${counted(filter)}`,
  )) as unknown as Row[] // the columns of the statement
  return toSums(row!) // an aggregate has one row
}

/** The name of what `only` narrows to; null where nobody has it. */
export async function findMarginLabel(ctx: StaffCtx, group: MarginGroup, key: string): Promise<string | null> {
  authorize(ctx, 'cdr:read')
  if (group !== 'partner' && group !== 'plan') return key
  if (!isId(group === 'partner' ? 'partner' : 'pricePlan', key)) return null
  const table = group === 'partner' ? sql`partners` : sql`price_plans`
  const [row] = await reader(ctx).execute(sql`select name from ${table} where id = ${key}`)
  return row ? String(row['name']) : null
}

export type MarginCharge = {
  cdrId: CdrId
  startedAt: Instant
  partnerId: PartnerId
  partnerName: string
  placeName: string
  customerId: CustomerId
  customerName: string
  energyKwh: string
  grossMinor: bigint
  vatMinor: bigint
  feesMinor: bigint
  energyMinor: bigint
  marginMinor: bigint
}
type ChargeRow = {
  cdr_id: CdrId
  started_at: number
  partner_id: PartnerId
  partner_name: string
  place_name: string
  customer_id: CustomerId
  customer_name: string
  energy_kwh: string
  gross_minor: string
  vat_minor: string
  cost_minor: string
  cost_fees_minor: string | null
  margin_minor: string
}

/** Charges one by one, the smallest margin first: `losses` leaves out all that earn something. Keyset-paged. */
export async function listMarginCharges(
  ctx: StaffCtx,
  {
    losses,
    after,
    limit = 50,
    ...filter
  }: MarginFilter & { losses: boolean; after?: string | undefined; limit?: number },
): Promise<{ rows: MarginCharge[]; next: string | null }> {
  authorize(ctx, 'cdr:read')
  const [margin, id] = after?.match(/^(-?\d{1,15})_(cdr_\w+)$/)?.slice(1) ?? []
  const found = (await reader(ctx).execute(sql`
    select r.cdr_id, extract(epoch from r.started_at)::float8 * 1000 as started_at, r.partner_id, p.name as partner_name,
      c.place_name, r.customer_id, k.name as customer_name, r.energy_kwh, r.gross_minor, r.vat_minor, r.cost_minor,
      r.cost_fees_minor, r.margin_minor
    from (
      select * from rated_charges r
      where ${counted(filter)} and r.margin_minor is not null and not r.credit
        ${losses ? sql`and r.margin_minor < 0` : sql``}
        ${margin ? sql`and (r.margin_minor, r.cdr_id) > (${margin}::bigint, ${id})` : sql``}
      order by r.margin_minor, r.cdr_id limit ${limit + 1}
    ) r
    join partners p on p.id = r.partner_id
    join cdrs c on c.id = r.cdr_id
    join customers k on k.id = r.customer_id
    order by r.margin_minor, r.cdr_id`)) as unknown as ChargeRow[] // the columns of the statement
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return { rows: shown.map(toCharge), next: last ? `${last.margin_minor}_${last.cdr_id}` : null }
}

function toCharge(row: ChargeRow): MarginCharge {
  const fees = BigInt(row.cost_fees_minor ?? 0)
  return {
    cdrId: row.cdr_id,
    startedAt: instant(Math.round(row.started_at)),
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    placeName: row.place_name,
    customerId: row.customer_id,
    customerName: row.customer_name,
    energyKwh: row.energy_kwh,
    grossMinor: BigInt(row.gross_minor),
    vatMinor: BigInt(row.vat_minor),
    feesMinor: fees,
    energyMinor: BigInt(row.cost_minor) - fees,
    marginMinor: BigInt(row.margin_minor),
  }
}

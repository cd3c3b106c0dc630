import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import type { CdrId, PricePlanVersionId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import type { Conversion } from '../core/exchange'
import type { RetailLine } from '../core/retail-line'
import type { CreditedCdr } from '../core/subject'

type Row = {
  credit_id: CdrId
  cdr_id: CdrId
  status: CdrStatus
  at: number
  currency: string
  total_excl: string | null
  home_charging: boolean
  protects: boolean
  cost_minor: string | null
  conversion: Conversion | null
  net: string | null
  vat: string | null
  gross: string | null
  lines: RetailLine[] | null
  plan_version_id: PricePlanVersionId | null
  credited_by: string | null
}

/** The originals of these credit CDRs with their current rating, by credit CDR. */
export async function loadCreditedCdrs(db: Reader, creditIds: readonly CdrId[]): Promise<Map<CdrId, CreditedCdr>> {
  if (creditIds.length === 0) return new Map()
  const rows = (await db.execute(sql`
    select k.id as credit_id, o.id as cdr_id, o.status,
      extract(epoch from coalesce(r.started_at, o.started_at))::float8 * 1000 as at, o.currency, o.total_excl, o.home_charging, coalesce(r.protects_customer, false) as protects, r.cost_minor, r.conversion, r.retail_net_minor as net,
      r.retail_vat_minor as vat, r.retail_gross_minor as gross, r.lines, r.price_plan_version_id as plan_version_id,
      (select x.ocpi_id from cdrs x where x.credited_key = k.credited_key and x.credit
        and x.status = 'accepted' and x.id <> k.id limit 1) as credited_by
    from cdrs k
    join cdrs o on o.key = k.credited_key and not o.credit
    left join ratings r on r.cdr_id = o.id and r.superseded_at is null
    where k.id in (select json_array_elements_text(${JSON.stringify(creditIds)}::text::json))`)) as unknown as Row[] // the columns of the statement
  return new Map(rows.map((row) => [row.credit_id, toCredited(row)]))
}

function toCredited(row: Row): CreditedCdr {
  const { net, vat, gross, lines } = row
  const priced = net !== null && vat !== null && gross !== null && lines !== null
  return {
    cdrId: row.cdr_id,
    status: row.status,
    at: instant(Math.round(row.at)),
    currency: row.currency,
    totalExcl: row.total_excl,
    homeCharging: row.home_charging,
    protectsCustomer: row.protects && (row.status === 'held' || row.status === 'disputed'),
    costMinor: row.cost_minor === null ? null : BigInt(row.cost_minor),
    conversion: row.conversion,
    retail: priced ? { lines, netMinor: BigInt(net), vatMinor: BigInt(vat), grossMinor: BigInt(gross) } : null,
    pricePlanVersionId: row.plan_version_id,
    creditedBy: row.credited_by,
  }
}

// One charge explained: what it cost and why, what was checked, what happened.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { operatorLabel } from '@/lib/partners/core/label'
import type { CustomerCtx } from '@/lib/auth/context'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, InvoiceId } from '@/lib/kernel/ids'
import { instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { Cdr } from '@/lib/roaming/core/session'
import { withEnergy } from '../../core/correct-energy'
import { idleMinutes } from '../../core/own-steps'
import { chargeStateOf, type ChargeState } from '../../core/charge-state'
import { sortPeriods } from '../../core/charge-facts'
import { toCustomerLines, type CustomerLine } from '../../core/customer-lines'
import { isFindingCode, sortFindings, type Finding, type FindingParams, type FindingSeverity } from '../../core/finding'
import { overchargeOf, type Overcharge } from '../../core/overcharge'
import { performedChecks, type PerformedCheck } from '../../core/performed-checks'
import { powerCurve, quarterPrices, type CurvePoint, type QuarterPrice } from '../../core/power-curve'
import type { StoredPlanRules } from '../../core/price-plan'
import type { RetailLine } from '../../core/retail-line'

export type ChargeEvent = {
  kind: 'authorized' | 'started' | 'charging_ended' | 'ended' | 'received' | 'checked' | 'released' | 'invoiced'
  at: Instant
}

export type MyChargeDetail = {
  cdrId: CdrId
  state: ChargeState
  placeName: string
  city: string
  /** What the operator calls the socket. */
  evseId: string | null
  evseUid: string
  operatorName: string
  startedAt: Instant
  endedAt: Instant
  timeZone: TimeZone
  energyKwh: DecimalString
  /** A reservation that no charge followed. */
  reservationOnly: boolean
  powerType: string
  maxPowerKw: number | null
  /** Null while the price is not known. */
  price: {
    netMinor: bigint
    vatMinor: bigint
    grossMinor: bigint
    vatPercent: DecimalString
    lines: CustomerLine[]
  } | null
  /** What the operator asked for beside what its own price list gives, including VAT: where it asked too much. */
  overcharge: Overcharge | null
  planName: string | null
  /** Minutes without charging, and how many of them are free; for the line that costs nothing. */
  idle: { minutes: DecimalString; freeMinutes: number | null }
  curve: CurvePoint[]
  /** Of a price that follows the electricity exchange. */
  quarters: QuarterPrice[]
  checks: PerformedCheck[]
  checkedAt: Instant | null
  timeline: ChargeEvent[]
  tariffSource: 'cdr' | 'stored' | 'none' | null
  invoice: { id: InvoiceId; number: string | null } | null
  /** A charge at home: the customer is paid for it, never charged. */
  homeCharging: boolean
  /** What the meter signed. */
  signed: { method: string; values: { nature: string }[]; url: string | null } | null
}

type Row = {
  id: CdrId
  status: CdrStatus
  credited: boolean
  protects: boolean
  body: Cdr
  place_name: string
  city: string
  evse_uid: string
  operator_name: string
  time_zone: TimeZone
  energy_kwh: string
  corrected_kwh: string | null
  power_type: string
  max_power_kw: number | null
  received_at: number
  authorized_at: number | null
  net: string | null
  vat: string | null
  gross: string | null
  lines: RetailLine[] | null
  asked: string | null
  rate: string | null
  by_list: string | null
  rated_at: number | null
  tariff_source: MyChargeDetail['tariffSource']
  plan_name: string | null
  rules: StoredPlanRules | null
  released_at: number | null
  findings: { code: string; severity: FindingSeverity; params: FindingParams }[] | null
  invoice_id: InvoiceId | null
  invoice_number: string | null
  invoiced_at: number | null
}

async function loadRow(ctx: CustomerCtx, cdrId: CdrId): Promise<Row> {
  const epoch = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`)
  const [row] = (await reader(ctx).execute(sql`
    select c.id, c.status, c.body, c.place_name, c.city, c.evse_uid, ${sql.raw(operatorLabel('p', 'c'))} as operator_name, c.time_zone, coalesce(r.corrected_kwh, c.energy_kwh) as energy_kwh, r.corrected_kwh,
      c.power_type, c.max_power_kw, ${epoch('c.received_at')} as received_at, ${epoch('a.at')} as authorized_at,
      exists (select 1 from cdrs k where k.credit and k.credited_key = c.key
        and k.status = 'accepted') as credited, coalesce(r.protects_customer, false) as protects,
      r.retail_net_minor as net, r.retail_vat_minor as vat, r.retail_gross_minor as gross, r.lines, r.tariff_source, r.conversion ->> 'rate' as rate, r.cpo_excl::text as asked, r.wholesale_excl::text as by_list,
      (select ${epoch('min(x.rated_at)')} from ratings x where x.cdr_id = c.id) as rated_at, pp.name as plan_name, v.rules,
      (select ${epoch('max(w.at)')} from cdr_reviews w where w.cdr_id = c.id and (w.decision like 'released%' or w.decision = 'corrected')) as released_at,
      (select json_agg(json_build_object('code', f.code, 'severity', f.severity, 'params', f.params)) from cdr_findings f
        where f.cdr_id = c.id) as findings,
      n.id as invoice_id, n.series || n.number as invoice_number, ${epoch('n.finalized_at')} as invoiced_at
    from cdrs c
    join partners p on p.id = c.partner_id
    left join authorizations a on a.id = c.authorization_reference and a.partner_id = c.partner_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    left join price_plan_versions v on v.id = r.price_plan_version_id
    left join price_plans pp on pp.id = v.price_plan_id
    left join invoiced_cdrs i on i.cdr_id = c.id
    left join invoices n on n.id = i.invoice_id and n.state <> 'draft'
    where c.id = ${cdrId} and c.customer_id = ${ctx.customerId} and not c.credit`)) as unknown as Row[] // the columns of the statement
  if (!row) throw new NotFoundError('charge', cdrId)
  // What was corrected is shown as it was billed, curve and all.
  return row.corrected_kwh === null ? row : { ...row, body: withEnergy(row.body, decimal(row.corrected_kwh)) }
}

function at(value: number | null): Instant | null {
  return value === null ? null : instant(Math.round(value))
}

/** Charging ended where the last stretch without charging began. */
function chargingEnd(cdr: Cdr): Instant | null {
  const periods = sortPeriods(cdr.chargingPeriods)
  const parked = (index: number) => periods[index]?.dimensions.some((entry) => entry.type === 'PARKING_TIME') ?? false
  let first = periods.length
  while (first > 0 && parked(first - 1)) first -= 1
  return periods[first]?.startedAt ?? null
}

function timelineOf(row: Row): ChargeEvent[] {
  const { body } = row
  const events: [ChargeEvent['kind'], Instant | null][] = [
    ['authorized', at(row.authorized_at)],
    ['started', body.startedAt],
    ['charging_ended', chargingEnd(body)],
    ['ended', body.endedAt],
    ['received', at(row.received_at)],
    ['checked', at(row.rated_at)],
    ['released', at(row.released_at)],
    ['invoiced', at(row.invoiced_at)],
  ]
  return events.flatMap(([kind, when]) => (when === null ? [] : [{ kind, at: when }]))
}

function priceOf(row: Row): MyChargeDetail['price'] {
  const { net, vat, gross, lines, rules } = row
  if (net === null || vat === null || gross === null || lines === null) return null
  const price = { lines, netMinor: BigInt(net), vatMinor: BigInt(vat), grossMinor: BigInt(gross) }
  return { ...price, vatPercent: rules?.vatPercent ?? '25', lines: toCustomerLines(price) }
}

function findingsOf(row: Row): Finding[] {
  const known = (row.findings ?? []).flatMap(({ code, ...rest }) => (isFindingCode(code) ? [{ code, ...rest }] : []))
  return sortFindings(known)
}

/** OCPI's word for a field that cannot be filled, such as the socket of a reservation (guide TR-97). */
const NOT_AVAILABLE = '#NA'

function isReservationOnly({ totalEnergyKwh, location, chargingPeriods }: Cdr): boolean {
  if (!decimal(totalEnergyKwh).isZero()) return false
  const reserved = chargingPeriods.some(({ dimensions }) => dimensions.some(({ type }) => type === 'RESERVATION_TIME'))
  return reserved || location.evseUid === NOT_AVAILABLE
}

/** Another customer's charge does not exist. */
export async function getMyCharge(ctx: CustomerCtx, cdrId: CdrId): Promise<MyChargeDetail> {
  const row = await loadRow(ctx, cdrId)
  const { body } = row
  const price = priceOf(row)
  const checkedAt = at(row.rated_at)
  const vatPercent = price?.vatPercent ?? '25'
  return {
    cdrId: row.id,
    state: chargeStateOf(row.status, row.credited, row.protects),
    placeName: row.place_name,
    city: row.city,
    evseId: body.location.evseId === NOT_AVAILABLE ? null : body.location.evseId,
    evseUid: row.evse_uid,
    operatorName: row.operator_name,
    startedAt: body.startedAt,
    endedAt: body.endedAt,
    timeZone: row.time_zone,
    energyKwh: toDecimalString(decimal(row.energy_kwh)),
    reservationOnly: isReservationOnly(body),
    powerType: row.power_type,
    maxPowerKw: row.max_power_kw,
    price,
    overcharge: overchargeOf({
      found: findingsOf(row).some(({ code }) => code === 'PRICE_ABOVE_TARIFF'),
      askedExcl: row.asked,
      listExcl: row.by_list,
      currency: body.currency,
      rate: row.rate,
      vatPercent,
    }),
    planName: row.plan_name,
    idle: {
      minutes: toDecimalString(idleMinutes({ periods: sortPeriods(body.chargingPeriods), endedAt: body.endedAt })),
      freeMinutes: row.rules?.idleFee?.freeMinutes ?? null,
    },
    curve: powerCurve(body.chargingPeriods, body.endedAt, price?.lines),
    quarters: quarterPrices(price?.lines ?? []),
    checks:
      checkedAt === null
        ? []
        : performedChecks(body, findingsOf(row), { tariffSource: row.tariff_source ?? 'none', vatPercent }),
    checkedAt,
    timeline: timelineOf(row),
    tariffSource: row.tariff_source,
    invoice: row.invoice_id && { id: row.invoice_id, number: row.invoice_number },
    homeCharging: body.homeChargingCompensation,
    signed: body.signedData && {
      method: body.signedData.encodingMethod,
      values: body.signedData.signedValues.map(({ nature }) => ({ nature })),
      url: body.signedData.url,
    },
  }
}

// What the command prices: tariffs, CDRs and sessions of OCPI 2.1.1, 2.2.1 and 2.3.0, told apart by their shape. Only
// what a price needs is read, so that an object with faults elsewhere can still be priced.
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { InvalidError } from '@/lib/kernel/errors'
import { instant, isTimeZone, type Instant, type TimeZone } from '@/lib/kernel/time'
import { readChargingPeriods, readCurrency } from '@/lib/ocpi/wire/common'
import { isJsonObject, WireObject, type WireJson } from '@/lib/ocpi/wire/reader'
import { readTariff, type TariffWords } from '@/lib/ocpi/wire/tariffs'
import { TARIFF_221 } from '@/lib/ocpi/wire/v221/tariffs'
import { TARIFF_230 } from '@/lib/ocpi/wire/v230/tariffs'
import { DEFAULT_POLICY, type PricingInput } from '@/lib/pricing/breakdown'
import { zoneOfCountry } from '@/lib/roaming/core/time-zones'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'

export type InputFinding = { code: string; message: string }
export type PriceRequest = { cdr: unknown; tariff?: unknown; timeZone?: string | null }
export type PriceQuestion = { input: PricingInput; findings: InputFinding[] }

/** Countries whose islands keep another time than most of the country. */
const SEVERAL_ZONES = new Set(['ES', 'ESP', 'PT', 'PRT'])

/** The object itself, or what an OCPI envelope holds. */
function unwrap(json: unknown): unknown {
  return isJsonObject(json) && 'data' in json && 'status_code' in json ? json['data'] : json
}

/** 2.3.0 says what its prices mean, and writes `before_taxes` where 2.2.1 has `excl_vat`. */
function wordsOf(json: WireJson): TariffWords {
  const limits = [json['min_price'], json['max_price']]
  const isEdition230 = limits.some((limit) => isJsonObject(limit) && 'before_taxes' in limit)
  return isEdition230 || 'tax_included' in json ? TARIFF_230 : TARIFF_221
}

function taxIncludedOf(json: WireJson, findings: InputFinding[]): Tariff['taxIncluded'] {
  const stated = json['tax_included']
  if (stated === undefined || stated === null) return 'NO'
  const text = String(stated).toUpperCase()
  if (text === 'YES' || text === 'NO' || text === 'N/A') return text
  findings.push({ code: 'TAX_INCLUDED_UNKNOWN', message: `tax_included is ${text}; prices are taken as without tax` })
  return 'NO'
}

function toFindings(object: WireObject): InputFinding[] {
  return object.findings.map(({ code, path, message }) => ({
    code: `WIRE_${code.toUpperCase()}`,
    message: `${path || '/'} ${message}`,
  }))
}

/** 2.1.1 tariffs have no owner; none is needed for a price. */
function toTariff(json: unknown, findings: InputFinding[]): Tariff {
  if (!isJsonObject(json)) throw new InvalidError('the tariff is no JSON object')
  if (!Array.isArray(json['elements'])) throw new InvalidError('the tariff has no elements')
  const object = new WireObject(
    {
      country_code: 'ZZ',
      party_id: 'ZZZ',
      last_updated: '1970-01-01T00:00:00Z',
      ...json,
      tax_included: taxIncludedOf(json, findings),
    },
    '/tariff',
    [],
  )
  const tariff = readTariff(object, wordsOf(json))
  findings.push(...toFindings(object))
  return tariff
}

/** One tariff or a list, bare or in an envelope. */
function toTariffs(json: unknown, findings: InputFinding[]): Tariff[] {
  return [unwrap(json)].flat().map((item) => toTariff(item, findings))
}

/** 2.1.1 and 2.2.1 name the same instants differently, sessions and CDRs too. */
function firstInstant(object: WireObject, names: readonly string[]): Instant | null {
  for (const name of names) if (object.has(name)) return object.instant(name)
  return null
}

function energyOf(periods: readonly ChargingPeriod[]) {
  return sum(
    periods.flatMap(({ dimensions }) =>
      dimensions.filter(({ type }) => type === 'ENERGY').map(({ volume }) => decimal(volume)),
    ),
  )
}

/** Sessions that write Wh into periods: their sum is a thousand times the session's kWh (guide SES-9). */
function plausiblePeriods(object: WireObject, periods: ChargingPeriod[], findings: InputFinding[]): ChargingPeriod[] {
  const kwh = decimal(object.optionalExact('kwh') ?? '0')
  const inKwh = energyOf(periods).div(1000)
  if (kwh.lte(0) || inKwh.minus(kwh).abs().gt(kwh.times('0.05'))) return periods
  findings.push({ code: 'ENERGY_IN_WH', message: 'ENERGY is written in Wh; it is priced as kWh' })
  return periods.map((period) => ({
    ...period,
    dimensions: period.dimensions.map(({ type, volume }) =>
      type === 'ENERGY' ? { type, volume: toDecimalString(decimal(volume).div(1000)) } : { type, volume },
    ),
  }))
}

function zoneOf(object: WireObject, stated: string | null, findings: InputFinding[]): TimeZone {
  if (stated !== null) {
    if (!isTimeZone(stated)) throw new InvalidError(`not a time zone: ${stated}`)
    return stated
  }
  const location =
    object.lenientObject('cdr_location', (part) => part.fields) ??
    object.lenientObject('location', (part) => part.fields)
  const zone = location?.['time_zone']
  if (typeof zone === 'string' && isTimeZone(zone)) return zone
  const country = String(location?.['country'] ?? '').toUpperCase()
  const known = SEVERAL_ZONES.has(country) ? null : zoneOfCountry(country)
  if (known === null)
    findings.push({ code: 'TIME_ZONE_ASSUMED', message: 'the time zone is not known; times of day are read as UTC' })
  return known ?? 'UTC'
}

/** A tariff that was handed in prices the session, whatever tariff its periods name. */
function namePeriods(
  periods: ChargingPeriod[],
  tariffs: readonly Tariff[],
  findings: InputFinding[],
): ChargingPeriod[] {
  const ids = new Set(tariffs.map(({ id }) => id.toUpperCase()))
  const strangers = new Set(
    periods.flatMap(({ tariffId }) => (tariffId === null || ids.has(tariffId.toUpperCase()) ? [] : [tariffId])),
  )
  if (strangers.size === 0) return periods
  findings.push({
    code: 'TARIFF_ID_DIFFERS',
    message: `the periods name tariff ${[...strangers].join(', ')}; the given one is used`,
  })
  return periods.map((period) => (strangers.has(period.tariffId ?? '') ? { ...period, tariffId: null } : period))
}

function noteShape(object: WireObject, tariffs: readonly unknown[], findings: InputFinding[]): void {
  const cost = object.fields['total_cost']
  const isEdition230 = isJsonObject(cost) && 'before_taxes' in cost
  if (isEdition230 && tariffs.some((tariff) => isJsonObject(tariff) && !('tax_included' in tariff))) {
    findings.push({
      code: 'TAX_INCLUDED_MISSING',
      message: 'tax_included is required; prices are taken as without tax',
    })
  }
  if (object.fields['credit'] === true) {
    findings.push({
      code: 'CREDIT_CDR',
      message: 'a credit CDR repeats the session it takes back; this is the price of that session',
    })
  }
}

/** Reads a CDR or Session and its tariff into the engine's question. Throws where no price can be asked for. */
export function readPriceRequest({ cdr, tariff, timeZone }: PriceRequest): PriceQuestion {
  const unwrapped = [unwrap(cdr)].flat()
  if (unwrapped.length !== 1 || !isJsonObject(unwrapped[0])) throw new InvalidError('the CDR is not one JSON object')
  const object = new WireObject(unwrapped[0], '/cdr', [])
  const findings: InputFinding[] = []
  const own = Array.isArray(object.fields['tariffs']) ? object.fields['tariffs'] : []
  const isGiven = tariff !== undefined && tariff !== null
  const tariffs = toTariffs(isGiven ? tariff : own, findings)
  const startedAt = firstInstant(object, ['start_date_time', 'start_datetime'])
  if (startedAt === null) throw new InvalidError('the CDR has no start_date_time')
  const read = readChargingPeriods(object)
  const last = Math.max(startedAt, ...read.map((period) => period.startedAt))
  const endedAt =
    firstInstant(object, ['end_date_time', 'stop_date_time', 'end_datetime', 'last_updated']) ?? instant(last)
  const periods = plausiblePeriods(object, read, findings)
  noteShape(object, isGiven ? [] : own, findings)
  const input: PricingInput = {
    startedAt,
    endedAt,
    periods: isGiven ? namePeriods(periods, tariffs, findings) : periods,
    tariffs,
    timeZone: zoneOf(object, timeZone ?? null, findings),
    currency: object.has('currency') ? readCurrency(object) : (tariffs[0]?.currency ?? 'EUR'),
    policy: DEFAULT_POLICY,
  }
  return { input, findings: [...findings, ...toFindings(object)] }
}

// OCPI 2.2.1 §10 CDRs: a bill must agree with itself. What its own tariff makes of it is computed by whoever knows prices.
import { decimal, sum, type DecimalString } from '@/lib/kernel/decimal'
import { foldId } from '@/lib/roaming/core/common'
import type { Cdr } from '@/lib/roaming/core/session'
import { liesIn } from './countries'
import type { Sample } from './check-objects'
import { energyOf } from './check-sessions'
import type { Place, Verdicts } from './verdicts'

const MODULE = 'cdrs'
const KWH_SLACK = '0.05'
const HOUR_SLACK = '0.02'
const MONEY_SLACK = '0.02'
/** No public charger gives more. */
const KW_LIMIT = 1500
const HOUR_MS = 3_600_000

/** What a CDR costs by the tariffs that it encloses, without tax; null where they do not tell. */
export type Recompute = (cdr: Cdr, timeZone: string | null) => DecimalString | null
export type CdrFacts = {
  tariffIds: readonly string[] | null
  zoneOf: (locationId: string) => string | null
  recompute: Recompute
}

export function checkCdrs(verdicts: Verdicts, samples: readonly Sample<Cdr>[], facts: CdrFacts): void {
  for (const { value, recorded, pointer } of samples) {
    const at = (path: string): Place => ({ call: recorded, pointer: `${pointer}${path}` })
    checkSpan(verdicts, value, at)
    checkSums(verdicts, value, at)
    checkPrice(verdicts, value, at, facts)
    const { coordinates, country } = value.location
    const inside = coordinates && liesIn(country, Number(coordinates.latitude), Number(coordinates.longitude))
    if (coordinates && inside !== null)
      verdicts.check('coordinates_country', MODULE, inside === true, () => ({
        ...at('/cdr_location/coordinates'),
        found: `${coordinates.latitude}, ${coordinates.longitude}`,
        expected: country,
      }))
    verdicts.check('cdr_session', MODULE, value.sessionId !== null || value.totalReservationCost !== null, () => ({
      ...at('/session_id'),
      found: 'none',
    }))
  }
}

function checkSpan(verdicts: Verdicts, cdr: Cdr, at: (path: string) => Place): void {
  const { startedAt, endedAt, chargingPeriods } = cdr
  verdicts.check('cdr_dates', MODULE, endedAt >= startedAt, () => ({
    ...at('/end_date_time'),
    found: new Date(endedAt).toISOString(),
    expected: `≥ ${new Date(startedAt).toISOString()}`,
  }))
  verdicts.check('cdr_periods', MODULE, chargingPeriods.length > 0, () => ({ ...at('/charging_periods'), found: '[]' }))
  const outside = chargingPeriods.findIndex(
    (period, index) =>
      period.startedAt < startedAt ||
      period.startedAt > endedAt ||
      (index > 0 && period.startedAt < (chargingPeriods[index - 1]?.startedAt ?? 0)),
  )
  verdicts.check('cdr_periods', MODULE, outside === -1, () => ({
    ...at(`/charging_periods/${outside}/start_date_time`),
    found: new Date(chargingPeriods[outside]?.startedAt ?? 0).toISOString(),
    expected: `${new Date(startedAt).toISOString()} – ${new Date(endedAt).toISOString()}`,
  }))
}

function checkSums(verdicts: Verdicts, cdr: Cdr, at: (path: string) => Place): void {
  const energy = energyOf(cdr.chargingPeriods)
  if (energy !== null)
    verdicts.check('cdr_energy', MODULE, energy.minus(cdr.totalEnergyKwh).abs().lessThanOrEqualTo(KWH_SLACK), () => ({
      ...at('/total_energy'),
      found: cdr.totalEnergyKwh,
      expected: energy.toFixed(),
    }))
  const hours = decimal(cdr.endedAt - cdr.startedAt).div(HOUR_MS)
  verdicts.check('cdr_time', MODULE, hours.minus(cdr.totalTimeHours).abs().lessThanOrEqualTo(HOUR_SLACK), () => ({
    ...at('/total_time'),
    found: cdr.totalTimeHours,
    expected: hours.toFixed(4),
  }))
  verdicts.check(
    'cdr_power',
    MODULE,
    decimal(cdr.totalEnergyKwh).lessThanOrEqualTo(hours.times(KW_LIMIT).plus(1)),
    () => ({
      ...at('/total_energy'),
      found: `${cdr.totalEnergyKwh} kWh`,
      expected: `${hours.toFixed(2)} h`,
    }),
  )
  checkParts(verdicts, cdr, at)
}

/** What takes another CDR back: said so, or in 2.1.1 told by its sign. */
function isCredit({ credit, totalCost }: Cdr): boolean {
  return credit || (totalCost.excl !== null && decimal(totalCost.excl).isNegative())
}

function checkParts(verdicts: Verdicts, cdr: Cdr, at: (path: string) => Place): void {
  const { totalCost, totalFixedCost, totalEnergyCost, totalTimeCost, totalParkingCost, totalReservationCost } = cdr
  const stated = [totalFixedCost, totalEnergyCost, totalTimeCost, totalParkingCost, totalReservationCost]
  const parts = stated.map((price) => price?.excl ?? null).filter((amount) => amount !== null)
  const total = totalCost.excl
  // Minimum and maximum prices belong to no part, so that parts need not add up where the tariff has them.
  const bounded = cdr.tariffs.some(({ minPrice, maxPrice }) => minPrice !== null || maxPrice !== null)
  if (total !== null && parts.length > 0 && !isCredit(cdr) && !bounded) {
    const together = sum(parts.map((amount) => decimal(amount)))
    verdicts.check('cdr_parts', MODULE, together.minus(total).abs().lessThanOrEqualTo(MONEY_SLACK), () => ({
      ...at('/total_cost'),
      found: total,
      expected: together.toFixed(),
    }))
  }
  if (total !== null && totalCost.incl !== null)
    verdicts.check('cdr_tax', MODULE, decimal(totalCost.incl).abs().greaterThanOrEqualTo(decimal(total).abs()), () => ({
      ...at('/total_cost'),
      found: `${total}, ${totalCost.incl}`,
    }))
}

function checkPrice(
  verdicts: Verdicts,
  cdr: Cdr,
  at: (path: string) => Place,
  { tariffIds, zoneOf, recompute }: CdrFacts,
): void {
  const named = cdr.chargingPeriods.map(({ tariffId }) => tariffId).filter((id) => id !== null)
  const enclosed = new Set(cdr.tariffs.map(({ id }) => foldId(id)))
  const listed = new Set(tariffIds?.map(foldId))
  const missing = named.find((id) => !enclosed.has(foldId(id)) && (tariffIds !== null ? !listed.has(foldId(id)) : true))
  verdicts.check('cdr_tariff', MODULE, cdr.tariffs.length > 0 || (named.length > 0 && missing === undefined), () => ({
    ...at('/tariffs'),
    found: missing ?? 'none',
  }))
  if (isCredit(cdr) || cdr.tariffs.length === 0 || cdr.totalCost.excl === null) return
  if (cdr.chargingPeriods.length === 0) return
  const expected = recompute(cdr, zoneOf(cdr.location.id))
  if (expected === null) return verdicts.skip('cdr_price', MODULE)
  const asked = decimal(cdr.totalCost.excl)
  // A tenth of a percent for what is rounded by period, two hundredths for what is rounded once.
  const slack = decimal(expected).abs().times('0.001').plus(MONEY_SLACK)
  verdicts.check('cdr_price', MODULE, asked.minus(expected).abs().lessThanOrEqualTo(slack), () => ({
    ...at('/total_cost'),
    found: `${asked.toFixed()} ${cdr.currency}`,
    expected: `${decimal(expected).toFixed(4)} ${cdr.currency}`,
  }))
}

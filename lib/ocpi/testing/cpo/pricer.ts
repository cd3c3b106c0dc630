// The operator's own arithmetic for OCPI 2.2.1 tariffs (mod_tariffs, mod_cdrs "step_size"). It shares
// no line with the product's pricing engine: two independent answers are what makes a check a check.
import { add, compare, divide, fraction, multiply, subtract, upToMultiple, ZERO, type Fraction } from './fraction'
import type { LocalClock } from './local-time'
import type { DimensionType, Price, PriceComponent, Tariff, TariffRestrictions } from './wire'

export type MeteredPeriod = {
  startMs: number
  energyWh: number | string
  chargingSeconds: number
  parkingSeconds: number
  minPowerKw?: number
  maxPowerKw?: number
  minCurrentA?: number
  maxCurrentA?: number
}

export type Cost = { exclVat: Fraction; inclVat: Fraction }

export type CostSheet = { total: Cost; fixed: Cost; energy: Cost; time: Cost; parking: Cost; reservation: Cost }

type Moment = { startMs: number; elapsedSeconds: number; energyWh: Fraction; period: MeteredPeriod }
type Line = { type: DimensionType; quantity: Fraction; component: PriceComponent }

export const NO_COST: Cost = { exclVat: ZERO, inclVat: ZERO }
const PER_UNIT: Record<DimensionType, Fraction> = {
  ENERGY: fraction(1000),
  TIME: fraction(3600),
  PARKING_TIME: fraction(3600),
  FLAT: fraction(1),
}

function within(value: Fraction | undefined, min: number | undefined, max: number | undefined): boolean {
  if (value === undefined) return min === undefined && max === undefined
  if (min !== undefined && compare(value, fraction(min)) < 0) return false
  return max === undefined || compare(value, fraction(max)) < 0
}

function timeMatches(now: string, start: string | undefined, end: string | undefined): boolean {
  if (start === undefined && end === undefined) return true
  const from = start ?? '00:00'
  const to = end === undefined || end === '00:00' ? '24:00' : end
  if (from === to) return true
  return from < to ? now >= from && now < to : now >= from || now < to
}

function averagePowerKw({ period }: Moment): Fraction | undefined {
  if (period.chargingSeconds === 0) return undefined
  const kwh = divide(fraction(period.energyWh), fraction(1000))
  return divide(multiply(kwh, fraction(3600)), fraction(period.chargingSeconds))
}

export function matches(limits: TariffRestrictions | undefined, moment: Moment, clock: LocalClock): boolean {
  if (!limits) return true
  if (limits.reservation) return false
  const { period } = moment
  const given = (value: number | undefined) => (value === undefined ? undefined : fraction(value))
  const power = averagePowerKw(moment)
  const kwh = divide(moment.energyWh, fraction(1000))
  const local = clock.at(moment.startMs)
  return (
    timeMatches(local.time, limits.start_time, limits.end_time) &&
    (limits.start_date === undefined || local.date >= limits.start_date) &&
    (limits.end_date === undefined || local.date < limits.end_date) &&
    (!limits.day_of_week?.length || limits.day_of_week.includes(local.weekday)) &&
    within(fraction(moment.elapsedSeconds), limits.min_duration, limits.max_duration) &&
    within(kwh, limits.min_kwh, limits.max_kwh) &&
    within(given(period.minPowerKw) ?? power, limits.min_power, undefined) &&
    within(given(period.maxPowerKw) ?? power, undefined, limits.max_power) &&
    within(given(period.minCurrentA), limits.min_current, undefined) &&
    within(given(period.maxCurrentA), undefined, limits.max_current)
  )
}

/** The first element that matches and prices this dimension. */
function componentFor(
  tariff: Tariff,
  type: DimensionType,
  moment: Moment,
  clock: LocalClock,
): PriceComponent | undefined {
  for (const element of tariff.elements) {
    const component = element.price_components.find((candidate) => candidate.type === type)
    if (component && matches(element.restrictions, moment, clock)) return component
  }
  return undefined
}

function linesOf(tariff: Tariff, periods: readonly MeteredPeriod[], clock: LocalClock): Line[] {
  const lines: Line[] = []
  let energyWh = ZERO
  let flatTaken = false
  const sessionStartMs = periods[0]?.startMs ?? 0
  for (const period of periods) {
    const elapsedSeconds = Math.round((period.startMs - sessionStartMs) / 1000)
    const moment = { startMs: period.startMs, elapsedSeconds, energyWh, period }
    const take = (type: DimensionType, quantity: Fraction) => {
      const component = componentFor(tariff, type, moment, clock)
      if (component) lines.push({ type, quantity, component })
      return component !== undefined
    }
    if (!flatTaken) flatTaken = take('FLAT', fraction(1))
    const volumeWh = fraction(period.energyWh)
    if (volumeWh.n !== 0n) take('ENERGY', volumeWh)
    if (period.chargingSeconds > 0) take('TIME', fraction(period.chargingSeconds))
    if (period.parkingSeconds > 0) take('PARKING_TIME', fraction(period.parkingSeconds))
    energyWh = add(energyWh, volumeWh)
  }
  return lines
}

/** Rounds the billable volume of one dimension up, once a session, at the step and price of its last line. */
function applyStep(lines: Line[], type: DimensionType): void {
  const own = lines.filter((line) => line.type === type)
  const last = own.at(-1)
  if (!last) return
  const total = own.reduce((sum, line) => add(sum, line.quantity), ZERO)
  const billed = upToMultiple(total, fraction(last.component.step_size))
  last.quantity = add(last.quantity, subtract(billed, total))
}

export function plus(a: Cost, b: Cost): Cost {
  return { exclVat: add(a.exclVat, b.exclVat), inclVat: add(a.inclVat, b.inclVat) }
}

export function costOf(lines: readonly Line[], type: DimensionType): Cost {
  return lines
    .filter((line) => line.type === type)
    .reduce((sum, { quantity, component }) => {
      const exclVat = divide(multiply(quantity, fraction(component.price)), PER_UNIT[type])
      const rate = divide(fraction(component.vat ?? 0), fraction(100))
      return plus(sum, { exclVat, inclVat: add(exclVat, multiply(exclVat, rate)) })
    }, NO_COST)
}

function clamp(cost: Cost, bound: Price | undefined, worse: -1 | 1): Cost {
  if (!bound) return cost
  const exclBound = fraction(bound.excl_vat)
  const exclVat = compare(cost.exclVat, exclBound) === worse ? exclBound : cost.exclVat
  if (bound.incl_vat !== undefined) {
    const inclBound = fraction(bound.incl_vat)
    return { exclVat, inclVat: compare(cost.inclVat, inclBound) === worse ? inclBound : cost.inclVat }
  }
  if (exclVat === cost.exclVat) return cost
  const scale = cost.exclVat.n === 0n ? fraction(1) : divide(cost.inclVat, cost.exclVat)
  return { exclVat, inclVat: multiply(exclVat, scale) }
}

/**
 * Prices a session: per dimension, step_size once a session, VAT per component, then the bounds. Exact. A
 * reservation that the session took up has been priced apart and counts towards the bounds.
 */
export function priceSession(
  tariff: Tariff,
  periods: readonly MeteredPeriod[],
  clock: LocalClock,
  reservation: Cost = NO_COST,
): CostSheet {
  const lines = linesOf(tariff, periods, clock)
  applyStep(lines, 'ENERGY')
  applyStep(lines, lines.some((line) => line.type === 'PARKING_TIME') ? 'PARKING_TIME' : 'TIME')
  const fixed = costOf(lines, 'FLAT')
  const energy = costOf(lines, 'ENERGY')
  const time = costOf(lines, 'TIME')
  const parking = costOf(lines, 'PARKING_TIME')
  const sum = [fixed, energy, time, parking, reservation].reduce(plus)
  const total = clamp(clamp(sum, tariff.min_price, -1), tariff.max_price, 1)
  return { total, fixed, energy, time, parking, reservation }
}

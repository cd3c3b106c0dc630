// What keeps rules from being published. Forms put a problem into words at its path.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { isBiddingArea } from './bidding-area'
import type { CurrentType, EnergyPrice, PowerBand, PriceOverride, PricePlanRules, SpotEnergy } from './price-plan'

export type PlanProblem = {
  code:
    | 'negative'
    | 'not_a_number'
    | 'above_hundred'
    | 'too_large'
    | 'bands_missing'
    | 'bands_gap'
    | 'bands_overlap'
    | 'band_empty'
    | 'area_unknown'
    | 'cap_below_floor'
    | 'operator_unreadable'
    | 'discount_twice'
  path: string
  current?: CurrentType
}

const CURRENTS: readonly CurrentType[] = ['AC', 'DC']
const NUMBER = /^-?\d+(\.\d+)?$/
const OPERATOR = /^[A-Z]{2}\*[A-Z0-9]{3}$/

function checkAmount(value: DecimalString, path: string): PlanProblem[] {
  if (!NUMBER.test(value)) return [{ code: 'not_a_number', path }]
  return decimal(value).isNegative() && !decimal(value).isZero() ? [{ code: 'negative', path }] : []
}

function checkOptional(value: DecimalString | null, path: string): PlanProblem[] {
  return value === null ? [] : checkAmount(value, path)
}

function checkShare(value: DecimalString, path: string): PlanProblem[] {
  const problems = checkAmount(value, path)
  return problems.length === 0 && decimal(value).greaterThan(100) ? [{ code: 'above_hundred', path }] : problems
}

/** Ten times the price is no markup but a slip. */
const MOST_MARKUP_PERCENT = 1000

function checkMarkup(value: DecimalString, path: string): PlanProblem[] {
  const problems = checkAmount(value, path)
  return problems.length === 0 && decimal(value).greaterThan(MOST_MARKUP_PERCENT)
    ? [{ code: 'too_large', path }]
    : problems
}

/** The connectors that a price of energy has to cover. */
type Scope = { currents: readonly CurrentType[]; fromKw: number; toKw: number | null }
const EVERYWHERE: Scope = { currents: CURRENTS, fromKw: 0, toKw: null }

/**
 * Bands of one kind must follow each other over all powers of their scope, or some connector would have no price. A
 * problem is named at the band whose bound it is.
 */
function checkBands(bands: readonly PowerBand[], current: CurrentType, path: string, scope: Scope): PlanProblem[] {
  const isNeeded = scope.currents.includes(current)
  const own = bands
    .map((band, index) => ({ ...band, path: `${path}.${index}` }))
    .filter((band) => band.current === current)
    .toSorted((a, b) => a.fromKw - b.fromKw)
  const last = own.at(-1)
  if (!last) return isNeeded ? [{ code: 'bands_missing', path, current }] : []
  const problems: PlanProblem[] = []
  let reached: number | null = null
  for (const [index, band] of own.entries()) {
    const before: number | null = index === 0 ? Math.min(band.fromKw, isNeeded ? scope.fromKw : band.fromKw) : reached
    const at = { path: `${band.path}.fromKw`, current }
    if (band.toKw !== null && band.toKw <= band.fromKw)
      problems.push({ code: 'band_empty', path: `${band.path}.toKw`, current })
    if (before === null || band.fromKw < before) problems.push({ code: 'bands_overlap', ...at })
    else if (band.fromKw > before) problems.push({ code: 'bands_gap', ...at })
    reached = band.toKw
  }
  if (isNeeded && reached !== null && (scope.toKw === null || reached < scope.toKw))
    problems.push({ code: 'bands_gap', path: `${last.path}.toKw`, current })
  return problems
}

// A floor below zero is a promise to pay at most so much per kWh: it may be negative, the cap may not.
function checkSpot(energy: SpotEnergy, path: string): PlanProblem[] {
  const { area, capPerKwh, floorPerKwh } = energy
  const numbers = [
    ...checkOptional(capPerKwh, `${path}.capPerKwh`),
    ...(floorPerKwh !== null && !NUMBER.test(floorPerKwh)
      ? [{ code: 'not_a_number', path: `${path}.floorPerKwh` } as const]
      : []),
  ]
  const isCrossed =
    numbers.length === 0 &&
    capPerKwh !== null &&
    floorPerKwh !== null &&
    decimal(capPerKwh).lessThan(decimal(floorPerKwh))
  return [
    ...(area !== null && !isBiddingArea(area) ? [{ code: 'area_unknown', path: `${path}.area` } as const] : []),
    ...numbers,
    ...(isCrossed ? [{ code: 'cap_below_floor', path: `${path}.capPerKwh` } as const] : []),
  ]
}

function checkEnergy(energy: EnergyPrice, path: string, scope: Scope): PlanProblem[] {
  if (energy.method === 'fixed')
    return [
      ...energy.bands.flatMap((band, index) => checkAmount(band.perKwh, `${path}.bands.${index}.perKwh`)),
      ...CURRENTS.flatMap((current) => checkBands(energy.bands, current, `${path}.bands`, scope)),
    ]
  return [
    ...checkMarkup(energy.markupPercent, `${path}.markupPercent`),
    ...checkAmount(energy.markupPerKwh, `${path}.markupPerKwh`),
    ...(energy.method === 'spot' ? checkSpot(energy, path) : []),
  ]
}

function checkOverride({ operator, current, fromKw, toKw, energy }: PriceOverride, index: number): PlanProblem[] {
  const path = `overrides.${index}`
  const scope = { currents: current === null ? CURRENTS : [current], fromKw, toKw }
  return [
    ...(operator !== null && !OPERATOR.test(operator)
      ? [{ code: 'operator_unreadable', path: `${path}.operator` } as const]
      : []),
    ...(toKw !== null && toKw <= fromKw ? [{ code: 'band_empty', path: `${path}.toKw` } as const] : []),
    ...checkEnergy(energy, `${path}.energy`, scope),
  ]
}

/** Everything that keeps these rules from being published. Empty means publishable. */
export function checkPlanRules(rules: PricePlanRules): PlanProblem[] {
  const { energy, idleFee, discounts } = rules
  return [
    ...checkEnergy(energy, 'energy', EVERYWHERE),
    ...checkAmount(rules.startFee, 'startFee'),
    ...checkAmount(rules.monthlyFee, 'monthlyFee'),
    ...checkShare(rules.vatPercent, 'vatPercent'),
    ...(idleFee ? checkAmount(idleFee.perMinute, 'idleFee.perMinute') : []),
    ...(idleFee && idleFee.freeMinutes < 0 ? [{ code: 'negative', path: 'idleFee.freeMinutes' } as const] : []),
    ...checkOptional(idleFee?.capPerSession ?? null, 'idleFee.capPerSession'),
    ...rules.overrides.flatMap(checkOverride),
    ...discounts.flatMap(({ percent }, index) => checkShare(percent, `discounts.${index}.percent`)),
    ...discounts.flatMap(({ group, base }, index) =>
      discounts.findIndex((other) => other.group === group && other.base === base) < index
        ? [{ code: 'discount_twice', path: `discounts.${index}.group` } as const]
        : [],
    ),
    ...checkOptional(rules.sessionCap, 'sessionCap'),
    ...checkOptional(rules.monthCap, 'monthCap'),
    ...checkOptional(rules.freeKwhPerMonth, 'freeKwhPerMonth'),
  ]
}

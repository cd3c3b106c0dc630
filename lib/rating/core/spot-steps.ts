// A price that follows the exchange, quarter by quarter, as steps of the customer's lines: the spot price, our markup, and
// what a cap or a floor takes off or adds, each for itself, so that every quarter can be worked out by hand.
import { decimal, toDecimalString, ZERO, type Decimal } from '@/lib/kernel/decimal'
import type { ChargeFacts } from './charge-facts'
import type { SpotEnergy } from './price-plan'
import type { RetailStep } from './retail-grouping'
import type { RetailLineKind, RetailNote } from './retail-line'
import type { SpotPrice, SpotPrices } from './spot-prices'
import { spreadEnergy, type EnergySlice } from './spread-energy'

export type SpotRefusal = {
  reason: 'area_unknown' | 'spot_price_missing'
  /** For the finding: which area, from when, how many quarters. */
  params: Readonly<Record<string, string>>
}

type Quarter = EnergySlice & { price: SpotPrice }

/** The percentage is one of a price: of a negative one there is none, so the markup never shrinks. */
export function spotMarkup(energy: Pick<SpotEnergy, 'markupPercent' | 'markupPerKwh'>, spot: Decimal): Decimal {
  const percentage = spot.greaterThan(0) ? spot.times(energy.markupPercent).div(100) : ZERO
  return percentage.plus(energy.markupPerKwh)
}

/** What a kWh costs in all: spot price and markup, within floor and cap. */
export function spotPerKwh(energy: SpotEnergy, spot: Decimal): Decimal {
  const free = spot.plus(spotMarkup(energy, spot))
  const floored = energy.floorPerKwh !== null && free.lessThan(energy.floorPerKwh) ? decimal(energy.floorPerKwh) : free
  return energy.capPerKwh !== null && floored.greaterThan(energy.capPerKwh) ? decimal(energy.capPerKwh) : floored
}

function step(kind: RetailLineKind, { startedAt, endedAt, energy, price }: Quarter, unitPrice: Decimal): RetailStep {
  const { revision, source, minutes } = price
  return {
    kind,
    unit: 'KWH',
    startedAt,
    endedAt,
    quantity: energy,
    unitPrice: toDecimalString(unitPrice),
    amount: energy.times(unitPrice),
    element: null,
    averaged: true,
    spot: { source, revision, minutes },
  }
}

/** EN 16931 knows no negative unit price (BR-27): what is taken off is a negative quantity. */
function takenOff(kind: RetailLineKind, quarter: Quarter, perKwh: Decimal): RetailStep {
  return step(kind, { ...quarter, energy: quarter.energy.negated() }, perKwh)
}

function stepsOf(energy: SpotEnergy, quarter: Quarter): RetailStep[] {
  const spot = decimal(quarter.price.perKwh)
  const markup = spotMarkup(energy, spot)
  const difference = spotPerKwh(energy, spot).minus(spot.plus(markup))
  const steps = [step('energy', quarter, spot.isNegative() ? ZERO : spot)]
  if (spot.isNegative() && !spot.isZero()) steps.push(takenOff('spot_credit', quarter, spot.negated()))
  if (!markup.isZero()) steps.push(step('energy_markup', quarter, markup))
  if (difference.greaterThan(0)) steps.push(step('price_floor', quarter, difference))
  if (difference.lessThan(0)) steps.push(takenOff('price_cap', quarter, difference.negated()))
  return steps
}

/** In the order of the kinds, not of the quarters: spot price first, then markup, then bounds. */
const ORDER: readonly RetailLineKind[] = ['energy', 'spot_credit', 'energy_markup', 'price_floor', 'price_cap']

export function spotSteps(energy: SpotEnergy, facts: ChargeFacts, spot: SpotPrices | null): RetailStep[] | SpotRefusal {
  const spread = spreadEnergy(facts)
  const area = spot?.area ?? null
  if (spread?.slices.length === 0) return []
  if (!spot || area === null) return { reason: 'area_unknown', params: {} }
  if (!spread) return { reason: 'spot_price_missing', params: { area, from: String(facts.startedAt), count: '0' } }
  const missing = spread.slices.filter(({ quarter }) => !spot.prices.has(quarter))
  const [first] = missing
  if (first) {
    const params = { area, from: String(first.quarter), count: String(missing.length) }
    return { reason: 'spot_price_missing', params }
  }
  const quarters = spread.slices.flatMap((slice) => {
    const price = spot.prices.get(slice.quarter)
    return price ? [{ ...slice, price }] : []
  })
  const hourly = quarters.some(({ price }) => price.minutes === 60)
  const note: RetailNote = { kind: 'spot', area, basis: spot.basis, spread: spread.method, hourly }
  return quarters
    .flatMap((quarter) => stepsOf(energy, quarter))
    .map((entry) => (entry.kind === 'energy' ? { ...entry, note } : entry))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

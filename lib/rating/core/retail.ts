// What the customer pays for a session: the plan's rules applied to what happened, and, where the plan passes the
// operator's price on, to the operator's tariff by our own calculation; where it follows the exchange, to the prices of
// the quarters. The CPO's total is no input.
import { roundHalfUp, decimal, type DecimalString } from '@/lib/kernel/decimal'
import { sumMinor } from '@/lib/kernel/money'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { energyVolumes, totalVolume, type ChargeFacts } from './charge-facts'
import { conversionFrom } from './exchange'
import { operatorSteps } from './operator-steps'
import { idleFeeSteps, percentSteps, perKwhSteps, startFeeSteps } from './own-steps'
import { energyPriceAt, findBand, PLAN_CURRENCY, type PricePlanRules } from './price-plan'
import { reduceLines } from './reductions'
import type { RetailContext } from './retail-context'
import { groupSteps, type LineDetail, type RetailStep } from './retail-grouping'
import type { RetailLine } from './retail-line'
import { spotSteps, type SpotRefusal } from './spot-steps'

export type RetailTotals = { netMinor: bigint; vatMinor: bigint; grossMinor: bigint }
export type RetailPrice = RetailTotals & { lines: RetailLine[] }
export type RetailRefusal = 'operator_price_unknown' | 'exchange_rate_missing' | 'band_missing' | SpotRefusal['reason']
export type RetailResult =
  | { ok: true; value: RetailPrice }
  /** `params`: what exactly is missing, for the finding that says so. */
  | { ok: false; reason: RetailRefusal; params?: SpotRefusal['params'] }

export type RetailInput = {
  rules: PricePlanRules
  facts: ChargeFacts
  /** Null when the operator's price could not be worked out. */
  breakdown: Breakdown | null
  context: RetailContext
}

/** VAT is rounded half-up on the sum, never line by line. */
export function roundVat(netMinor: bigint, vatPercent: DecimalString): bigint {
  return BigInt(roundHalfUp(decimal(netMinor).times(vatPercent).div(100), 0).toFixed(0))
}

export function retailTotals(lines: readonly RetailLine[], vatPercent: DecimalString): RetailTotals {
  const netMinor = sumMinor(lines.map((line) => BigInt(line.netMinor)))
  const vatMinor = roundVat(netMinor, vatPercent)
  return { netMinor, vatMinor, grossMinor: netMinor + vatMinor }
}

export function toRetailPrice(lines: RetailLine[], vatPercent: DecimalString): RetailPrice {
  return { lines, ...retailTotals(lines, vatPercent) }
}

function energySteps(input: RetailInput): RetailStep[] | RetailRefusal | SpotRefusal {
  const { rules, facts, breakdown, context } = input
  const energy = energyPriceAt(rules, { operator: context.operator, current: facts.current, powerKw: facts.powerKw })
  if (energy.method !== 'pass_through') {
    const reserved = reservationSteps(input)
    if (reserved) return reserved
    if (energy.method === 'spot') return spotSteps(energy, facts, context.spot)
    const band = findBand(energy.bands, facts.current, facts.powerKw)
    return band ? perKwhSteps('energy', facts, band.perKwh) : 'band_missing'
  }
  const operator = operatorSide({ breakdown, facts, context })
  if (typeof operator === 'string') return operator
  return [
    ...operator,
    ...percentSteps(facts, operator, energy.markupPercent),
    ...perKwhSteps('markup', facts, energy.markupPerKwh),
  ]
}

/** The operator's price in kronor, by the rate of the session's day where it is another currency's. */
function operatorSide({ breakdown, facts, context }: Omit<RetailInput, 'rules'>): RetailStep[] | RetailRefusal {
  if (!breakdown) return 'operator_price_unknown'
  const { currency } = breakdown
  const conversion = currency === PLAN_CURRENCY ? null : conversionFrom(context.exchange, currency)
  if (currency !== PLAN_CURRENCY && !conversion) return 'exchange_rate_missing'
  return operatorSteps(breakdown, facts, conversion) ?? 'operator_price_unknown'
}

/**
 * A price per kWh says nothing about a socket that was kept free and never used: then the operator's fee is passed on as
 * it is, whatever the plan. Null where there was a charge or no reservation.
 */
function reservationSteps({ facts, breakdown, context }: RetailInput): RetailStep[] | RetailRefusal | null {
  const reserved = facts.periods.some((period) => period.dimensions.some((entry) => entry.type === 'RESERVATION_TIME'))
  if (!reserved || totalVolume(energyVolumes(facts)).greaterThan(0)) return null
  const operator = operatorSide({ breakdown, facts, context })
  return typeof operator === 'string' ? operator : operator.filter((step) => step.kind === 'reservation_fee')
}

/**
 * Prices a session for the customer. Refuses where the plan needs a price that nobody knows: the operator's, or the
 * exchange's for a quarter in which energy was delivered.
 */
export function priceRetail(input: RetailInput, detail: LineDetail = 'parts'): RetailResult {
  const { rules, facts, context } = input
  const energy = energySteps(input)
  if (typeof energy === 'string') return { ok: false, reason: energy }
  if (!Array.isArray(energy)) return { ok: false, ...energy }
  const steps = [...energy, ...startFeeSteps(facts, rules.startFee), ...idleFeeSteps(facts, rules.idleFee)]
  const lines = reduceLines(groupSteps(steps, rules.vatPercent, detail), { rules, facts, context })
  return { ok: true, value: toRetailPrice(lines, rules.vatPercent) }
}

/** Nothing to pay: a rejected or a wholly credited session. */
export const NOTHING_TO_PAY: RetailPrice = { lines: [], netMinor: 0n, vatMinor: 0n, grossMinor: 0n }

// What a running, finished or imagined session costs: the same engine, tariff and plan as its bill will have.
import { decimal, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { Breakdown, StepMode } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import type { ChargingPeriod, Session } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { currentTypeOf, powerOf, sortPeriods, type ChargeFacts } from './charge-facts'
import type { PricePlanRules } from './price-plan'
import { priceRetail, type RetailPrice } from './retail'
import type { RetailContext } from './retail-context'

export type EstimateInput = {
  session: Pick<Session, 'startedAt' | 'endedAt' | 'energyKwh' | 'chargingPeriods' | 'currency' | 'lastUpdated'>
  tariffs: readonly Tariff[]
  rules: PricePlanRules
  timeZone: TimeZone
  powerType: string
  maxPowerKw: number | null
  stepMode: StepMode
  context: RetailContext
}

export type Estimate = {
  facts: ChargeFacts
  /** Null where there is no tariff. */
  breakdown: Breakdown | null
  /** Null where nobody knows a price yet: no tariff, or one that we cannot pass on. */
  price: RetailPrice | null
}

/**
 * Operators send the energy so far more often than its periods: what these do not have yet belongs to the last of them.
 */
function withRest(periods: ChargingPeriod[], energyKwh: DecimalString): ChargingPeriod[] {
  const last = periods.at(-1)
  const stated = periods.flatMap(({ dimensions }) => dimensions.filter(({ type }) => type === 'ENERGY'))
  const rest = decimal(energyKwh).minus(sum(stated.map(({ volume }) => decimal(volume))))
  if (!last || rest.lessThanOrEqualTo(0)) return periods
  const more = { type: 'ENERGY', volume: toDecimalString(rest) }
  return [...periods.slice(0, -1), { ...last, dimensions: [...last.dimensions, more] }]
}

/** An operator that sends no periods yet still sends energy and time: one period says what is known. */
function periodsOf(session: EstimateInput['session'], until: Instant): ChargingPeriod[] {
  if (session.chargingPeriods.length > 0) return withRest(sortPeriods(session.chargingPeriods), session.energyKwh)
  const hours: DecimalString = decimal(Math.max(0, until - session.startedAt))
    .div(HOUR_MS)
    .toFixed(6)
  const dimensions = [
    { type: 'ENERGY', volume: session.energyKwh },
    { type: 'TIME', volume: hours },
  ]
  return [{ startedAt: session.startedAt, dimensions, tariffId: null }]
}

/** The price with what it was made of. */
export function explainEstimate(input: EstimateInput): Estimate {
  const { session, tariffs, rules, timeZone, stepMode } = input
  const { startedAt, energyKwh, currency } = session
  const endedAt = session.endedAt ?? session.lastUpdated
  const periods = periodsOf(session, endedAt)
  const breakdown =
    tariffs.length === 0
      ? null
      : priceSession({ startedAt, endedAt, periods, tariffs, timeZone, currency, policy: { stepMode } })
  const facts = {
    startedAt,
    endedAt,
    energyKwh,
    periods,
    current: currentTypeOf(input.powerType),
    powerKw: powerOf(input.maxPowerKw, energyKwh, startedAt, endedAt),
  }
  const price = priceRetail({ rules, facts, breakdown, context: input.context })
  return { facts, breakdown, price: price.ok ? price.value : null }
}

/** Null where nobody knows a price yet: no tariff, or one that we cannot pass on. */
export function estimateCharge(input: EstimateInput): RetailPrice | null {
  return explainEstimate(input).price
}

// Our own fees as steps of the customer's lines: markup, start fee, idle fee.
import { decimal, ONE, roundHalfUp, sum, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import { durationSeconds } from '@/lib/pricing/periods'
import { energyVolumes, totalVolume, volumesOf, type ChargeFacts, type PeriodVolume } from './charge-facts'
import type { IdleFee } from './price-plan'
import type { RetailStep } from './retail-grouping'

/** Quantity of a fee that a cap cut off in the middle of a minute. */
const CAPPED_DIGITS = 6
/** Minutes are counted to the hundredth, below a second. */
const COUNTED_DIGITS = 2

/** Operators state hours with few decimals: the seconds are those that the engine counts too. */
function toMinutes({ startedAt, endedAt, volume }: PeriodVolume): Decimal {
  const lengthSeconds = Math.round(endedAt / 1000) - Math.round(startedAt / 1000)
  return roundHalfUp(decimal(durationSeconds(volume.toNumber(), lengthSeconds)).div(60), COUNTED_DIGITS)
}

/** A fixed amount per kWh delivered, whatever the operator's step size bills. */
export function perKwhSteps(kind: 'energy' | 'markup', facts: ChargeFacts, perKwh: DecimalString): RetailStep[] {
  const price = decimal(perKwh)
  if (kind === 'markup' && price.isZero()) return []
  const unitPrice = toDecimalString(price)
  return energyVolumes(facts).map(({ startedAt, endedAt, volume }) => {
    return {
      kind,
      unit: 'KWH',
      startedAt,
      endedAt,
      quantity: volume,
      unitPrice,
      amount: volume.times(price),
      element: null,
    }
  })
}

/** The percentage of everything the operator asks by its tariff, as one line. */
export function percentSteps(
  facts: ChargeFacts,
  operator: readonly RetailStep[],
  percent: DecimalString,
): RetailStep[] {
  const rate = decimal(percent).div(100)
  if (rate.isZero()) return []
  const amount = sum(operator.map((step) => step.amount)).times(rate)
  if (amount.isZero()) return []
  const quantity = decimal(amount.isNegative() ? -1 : 1)
  const { startedAt, endedAt } = facts
  const unitPrice = toDecimalString(amount.abs())
  return [{ kind: 'markup', unit: 'EA', startedAt, endedAt, quantity, unitPrice, amount, element: null }]
}

/** Nobody pays for having plugged in without getting anything. */
export function startFeeSteps({ startedAt, ...facts }: ChargeFacts, startFee: DecimalString): RetailStep[] {
  const amount = decimal(startFee)
  if (amount.isZero() || totalVolume(energyVolumes({ ...facts, startedAt })).lessThanOrEqualTo(0)) return []
  const unitPrice = toDecimalString(amount)
  return [
    { kind: 'start_fee', unit: 'EA', startedAt, endedAt: startedAt, quantity: ONE, unitPrice, amount, element: null },
  ]
}

/** Minutes for which the car stood without asking for power, over the whole session. */
export function idleMinutes(facts: Pick<ChargeFacts, 'periods' | 'endedAt'>): Decimal {
  return sum(volumesOf(facts, 'PARKING_TIME').map(toMinutes))
}

function mostMinutes(fee: IdleFee, price: Decimal): Decimal | null {
  return fee.capPerSession === null ? null : roundHalfUp(decimal(fee.capPerSession).div(price), CAPPED_DIGITS)
}

/** The free minutes are the first ones; a cap ends the fee after so many minutes. */
export function idleFeeSteps(facts: ChargeFacts, fee: IdleFee | null): RetailStep[] {
  if (!fee) return []
  const price = decimal(fee.perMinute)
  if (price.isZero()) return []
  const unitPrice = toDecimalString(price)
  let free = decimal(fee.freeMinutes)
  let left = mostMinutes(fee, price)
  const steps: RetailStep[] = []
  for (const parked of volumesOf(facts, 'PARKING_TIME')) {
    const { startedAt, endedAt } = parked
    const minutes = toMinutes(parked)
    const unpaid = minutes.lessThan(free) ? minutes : free
    free = free.minus(unpaid)
    const beyond = minutes.minus(unpaid)
    const quantity = left !== null && left.lessThan(beyond) ? left : beyond
    if (quantity.lessThanOrEqualTo(0)) continue
    if (left !== null) left = left.minus(quantity)
    steps.push({
      kind: 'idle_fee',
      unit: 'MIN',
      startedAt,
      endedAt,
      quantity,
      unitPrice,
      amount: quantity.times(price),
      element: null,
    })
  }
  return steps
}

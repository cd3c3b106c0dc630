// Our own fees as steps of the customer's lines: markup, start fee, idle fee.
import {
  decimal,
  roundHalfUp,
  sum,
  toDecimalString,
  ZERO,
  type Decimal,
  type DecimalString,
} from '@/lib/kernel/decimal'
import { energyVolumes, totalVolume, volumesOf, type ChargeFacts } from './charge-facts'
import type { IdleFee } from './price-plan'
import type { RetailStep } from './retail-grouping'

/** Quantity of a fee that a cap cut off in the middle of a minute. */
const MINUTE_DIGITS = 6
/** Operators state hours with few decimals; minutes are counted to the hundredth, below a second. */
const COUNTED_DIGITS = 2

function toMinutes(hours: Decimal): Decimal {
  return roundHalfUp(hours.times(60), COUNTED_DIGITS)
}

/** A fixed amount per kWh delivered, whatever the operator's step size bills. */
export function perKwhSteps(kind: 'energy' | 'markup', facts: ChargeFacts, perKwh: DecimalString): RetailStep[] {
  const unitPrice = decimal(perKwh)
  if (kind === 'markup' && unitPrice.isZero()) return []
  return energyVolumes(facts).map(({ startedAt, endedAt, volume }) => ({
    kind,
    unit: 'KWH',
    unitPrice,
    part: {
      startedAt,
      endedAt,
      quantity: toDecimalString(volume),
      unitPrice: perKwh,
      amount: toDecimalString(volume.times(unitPrice)),
      element: null,
    },
  }))
}

/** The percentage of everything the operator asks by its tariff, as one line. */
export function percentSteps(
  facts: ChargeFacts,
  operator: readonly RetailStep[],
  percent: DecimalString,
): RetailStep[] {
  const rate = decimal(percent).div(100)
  const amount = sum(operator.map((step) => decimal(step.part.amount))).times(rate)
  if (amount.isZero()) return []
  const sign = amount.isNegative() ? '-1' : '1'
  return [
    {
      kind: 'markup',
      unit: 'EA',
      unitPrice: amount.abs(),
      part: {
        startedAt: facts.startedAt,
        endedAt: facts.endedAt,
        quantity: sign,
        unitPrice: toDecimalString(amount.abs()),
        amount: toDecimalString(amount),
        element: null,
      },
    },
  ]
}

/** Nobody pays for having plugged in without getting anything. */
export function startFeeSteps(facts: ChargeFacts, startFee: DecimalString): RetailStep[] {
  const fee = decimal(startFee)
  if (fee.isZero() || totalVolume(energyVolumes(facts)).lessThanOrEqualTo(0)) return []
  const { startedAt } = facts
  const part = { startedAt, endedAt: startedAt, quantity: '1', unitPrice: startFee, amount: startFee, element: null }
  return [{ kind: 'start_fee', unit: 'EA', unitPrice: fee, part }]
}

/** Minutes for which the car stood without asking for power, over the whole session. */
export function idleMinutes(facts: Pick<ChargeFacts, 'periods' | 'endedAt'>): Decimal {
  return sum(volumesOf(facts, 'PARKING_TIME').map(({ volume }) => toMinutes(volume)))
}

function mostMinutes(fee: IdleFee): Decimal | null {
  const perMinute = decimal(fee.perMinute)
  if (fee.capPerSession === null || perMinute.isZero()) return null
  return roundHalfUp(decimal(fee.capPerSession).div(perMinute), MINUTE_DIGITS)
}

/** The free minutes are the first ones; a cap ends the fee after so many minutes. */
export function idleFeeSteps(facts: ChargeFacts, fee: IdleFee | null): RetailStep[] {
  if (!fee || decimal(fee.perMinute).isZero()) return []
  const unitPrice = decimal(fee.perMinute)
  let free = decimal(fee.freeMinutes)
  let left = mostMinutes(fee)
  const steps: RetailStep[] = []
  for (const { startedAt, endedAt, volume } of volumesOf(facts, 'PARKING_TIME')) {
    const minutes = toMinutes(volume)
    const unpaid = minutes.lessThan(free) ? minutes : free
    free = free.minus(unpaid)
    const beyond = minutes.minus(unpaid)
    const billed = left !== null && left.lessThan(beyond) ? left : beyond
    if (billed.lessThanOrEqualTo(ZERO)) continue
    if (left !== null) left = left.minus(billed)
    const amount = toDecimalString(billed.times(unitPrice))
    const quantity = toDecimalString(billed)
    const part = { startedAt, endedAt, quantity, unitPrice: fee.perMinute, amount, element: null }
    steps.push({ kind: 'idle_fee', unit: 'MIN', unitPrice, part })
  }
  return steps
}

// What standing on costs: the session as it would be if the car stayed without charging, by the engine that bills it.
import { decimal, toDecimalString, roundHalfUp, type DecimalString } from '@/lib/kernel/decimal'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { estimateCharge, type EstimateInput } from './estimate-charge'
import type { RetailPrice } from './retail'

const SPAN_MINUTES = 10

function stayed(input: EstimateInput, minutes: number): EstimateInput {
  const { session } = input
  const from = session.lastUpdated
  const until = instant(from + minutes * MINUTE_MS)
  if (minutes === 0) return input
  const hours: DecimalString = toDecimalString(roundHalfUp(decimal(minutes).div(60), 10))
  const known = session.chargingPeriods.length > 0
  const energy = [
    { startedAt: session.startedAt, dimensions: [{ type: 'ENERGY', volume: session.energyKwh }], tariffId: null },
  ]
  const standing = {
    startedAt: from,
    dimensions: [{ type: 'PARKING_TIME', volume: hours }],
    tariffId: session.chargingPeriods.at(-1)?.tariffId ?? null,
  }
  const chargingPeriods = [...(known ? session.chargingPeriods : energy), standing]
  return { ...input, session: { ...session, chargingPeriods, lastUpdated: until } }
}

/**
 * Kronor with VAT for a further minute without charging; null where nobody can tell, zero while it is free. Where only
 * the first of the next twenty minutes are free it is what the later ones cost. `priceOf` keeps what was promised, as the
 * bill will.
 */
export function standingPerMinute(
  input: EstimateInput,
  priceOf: (input: EstimateInput) => Pick<RetailPrice, 'grossMinor'> | null = estimateCharge,
): DecimalString | null {
  const [now, soon, later] = [1, 1 + SPAN_MINUTES, 1 + 2 * SPAN_MINUTES].map((minutes) =>
    priceOf(stayed(input, minutes)),
  )
  if (!now || !soon || !later) return null
  const first = soon.grossMinor - now.grossMinor
  if (first <= 0n) return '0'
  const second = later.grossMinor - soon.grossMinor
  const most = second > first ? second : first
  return toDecimalString(decimal(most).div(100 * SPAN_MINUTES))
}

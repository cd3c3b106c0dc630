// What a session would cost that has not happened: even power, then idling. Unlike an operator's periods its own are cut
// exactly where a price can change, so the estimate is what a flawless CDR of that session would cost.
import { assert } from '@/lib/kernel/assert'
import type { DecimalString } from '@/lib/kernel/decimal'
import { instant, MINUTE_MS, SECOND_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { DEFAULT_POLICY, type Breakdown, type PricingPolicy } from './breakdown'
import { compileTariff } from './compile-tariff'
import { priceSession } from './price-session'
import { divide, fraction, multiply, rational, ceiling, sign, subtract, toText, ZERO } from './rational'
import { listCrossings, type Crossing, type Stretch } from './thresholds'

export type EstimateSessionInput = {
  tariff: Tariff
  startedAt: Instant
  energyKwh: DecimalString
  powerKw: DecimalString
  idleMinutes: number
  timeZone: TimeZone
  policy?: PricingPolicy
}

/** Micro-watt-hours: cumulative energies are cut here, so that the periods' energies sum to the session's. */
const ENERGY_DIGITS = 9

function toHours(ms: number): DecimalString {
  return toText(fraction(ms, 3_600_000), 10)
}

/** The stretch as periods, one from each crossing to the next. */
function splitStretch(
  tariff: Tariff | null,
  stretch: Stretch,
  dimension: 'TIME' | 'PARKING_TIME',
  powerKw: DecimalString,
): ChargingPeriod[] {
  const inside = new Map<number, Crossing>()
  for (const crossing of tariff ? listCrossings(compileTariff(tariff), stretch) : []) {
    if (crossing.at > stretch.from && crossing.at < stretch.to) inside.set(crossing.at, crossing)
  }
  const end: Crossing = { at: stretch.to, energyKwh: stretch.energy }
  const points: Crossing[] = [
    { at: stretch.from, energyKwh: ZERO },
    ...[...inside.values()].toSorted((a, b) => a.at - b.at),
    end,
  ]
  return points.slice(0, -1).map((point, index) => {
    const next = points[index + 1]! // the last point is the end and starts no period
    const dimensions = [{ type: dimension as string, volume: toHours(next.at - point.at) }]
    if (dimension === 'TIME') {
      const [before, after] = [toText(point.energyKwh, ENERGY_DIGITS), toText(next.energyKwh, ENERGY_DIGITS)]
      dimensions.push({ type: 'ENERGY', volume: toText(subtract(rational(after), rational(before)), ENERGY_DIGITS) })
      dimensions.push({ type: 'MIN_POWER', volume: powerKw }, { type: 'MAX_POWER', volume: powerKw })
    }
    return { startedAt: point.at, dimensions, tariffId: null }
  })
}

export type ImagineSessionInput = Omit<EstimateSessionInput, 'tariff' | 'policy'> & {
  /** Null where none is known: then nothing is cut. */
  tariff: Tariff | null
}
export type ImaginedSession = {
  startedAt: Instant
  /** From then on it stands without charging. */
  chargedAt: Instant
  endedAt: Instant
  periods: ChargingPeriod[]
}

/** A session at even power, followed by idling, as a flawless operator would report it. */
export function imagineSession(input: ImagineSessionInput): ImaginedSession {
  const { tariff, startedAt, timeZone, powerKw } = input
  const energy = rational(input.energyKwh)
  assert(sign(energy) >= 0 && input.idleMinutes >= 0, 'an estimate has no negative energy or time')
  assert(sign(energy) === 0 || sign(rational(powerKw)) > 0, 'an estimate of energy needs power')
  // Whole seconds, begun ones counted: no energy without time.
  const seconds = sign(energy) === 0 ? 0n : ceiling(divide(multiply(energy, fraction(3600, 1)), rational(powerKw)))
  const chargedAt = instant(startedAt + Number(seconds) * SECOND_MS)
  const endedAt = instant(chargedAt + Math.round(input.idleMinutes * MINUTE_MS))
  const shared = { chargingStartedAt: startedAt, timeZone }
  const charging: Stretch = { ...shared, from: startedAt, to: chargedAt, energyBefore: ZERO, energy }
  const idling: Stretch = { ...shared, from: chargedAt, to: endedAt, energyBefore: energy, energy: ZERO }
  const periods = [
    ...(chargedAt > startedAt ? splitStretch(tariff, charging, 'TIME', powerKw) : []),
    ...(endedAt > chargedAt ? splitStretch(tariff, idling, 'PARKING_TIME', powerKw) : []),
  ]
  return { startedAt, chargedAt, endedAt, periods }
}

/** Prices an imagined session at even power, followed by idling. Power must be positive where there is energy. */
export function estimateSession(input: EstimateSessionInput): Breakdown {
  const { tariff, timeZone, policy = DEFAULT_POLICY } = input
  const { startedAt, endedAt, periods } = imagineSession(input)
  const { currency } = tariff
  return priceSession({ startedAt, endedAt, periods, tariffs: [tariff], timeZone, currency, policy })
}

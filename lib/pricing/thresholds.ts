// Where inside a stretch of time a tariff can change its prices: times of day, midnights, durations, energies. The
// operator shall start a period there (OCPI 2.2.1 §10.4.6); the engine checks it, the estimate does it.
import { DAY_MS, instant, zoneOffsetMs, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { CompiledTariff } from './compile-tariff'
import { momentAt, quantitiesOf, selectRule } from './dimensions'
import type { PeriodFacts } from './periods'
import { add, compare, divide, fraction, multiply, roundHalfUp, sign, subtract, ZERO, type Rational } from './rational'
import type { Moment } from './restrictions'

/** A stretch of even consumption. */
export type Stretch = {
  readonly from: Instant
  readonly to: Instant
  readonly energyBefore: Rational
  readonly energy: Rational
  readonly chargingStartedAt: Instant
  readonly timeZone: TimeZone
}
/** Longer than any charge: its times are wrong, and it would have a crossing on every day of centuries. */
const LONGEST_MS = 60 * DAY_MS

export type Crossing = { readonly at: Instant; readonly energyKwh: Rational }

/** The first instant at which the zone has its later offset; to the second. */
function clockChange(from: Instant, to: Instant, zone: TimeZone): number {
  const before = zoneOffsetMs(zone, from)
  let [low, high] = [from as number, to as number]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zoneOffsetMs(zone, instant(middle)) === before) low = middle
    else high = middle
  }
  return high
}

function* wallClockInstants(tariff: CompiledTariff, { from, to, timeZone }: Stretch): Generator<number> {
  const { secondsOfDay } = tariff.thresholds
  if (secondsOfDay.length === 0 || to - from > LONGEST_MS) return
  const offsets = new Set([zoneOffsetMs(timeZone, from), zoneOffsetMs(timeZone, to)])
  if (offsets.size > 1) yield clockChange(from, to, timeZone)
  for (const offset of offsets) {
    for (let day = Math.floor((from + offset) / DAY_MS); day * DAY_MS - offset < to; day += 1) {
      for (const second of secondsOfDay) yield day * DAY_MS + second * 1000 - offset
    }
  }
}

function energyAt(stretch: Stretch, at: number): Rational {
  const length = stretch.to - stretch.from
  if (length === 0) return stretch.energyBefore
  return add(stretch.energyBefore, multiply(stretch.energy, fraction(at - stretch.from, length)))
}

function* energyCrossings(tariff: CompiledTariff, stretch: Stretch): Generator<Crossing> {
  if (sign(stretch.energy) <= 0) return
  const length = fraction(stretch.to - stretch.from, 1)
  for (const threshold of tariff.thresholds.energiesKwh) {
    const inside = subtract(threshold, stretch.energyBefore)
    if (compare(inside, ZERO) <= 0 || compare(inside, stretch.energy) >= 0) continue
    const sinceMs = roundHalfUp(divide(multiply(length, inside), stretch.energy), 0)
    yield { at: instant(stretch.from + Number(sinceMs)), energyKwh: threshold }
  }
}

/** All crossings strictly inside the stretch, in order of time; also such as change nothing. */
export function listCrossings(tariff: CompiledTariff, stretch: Stretch): Crossing[] {
  if (!tariff.hasThresholds) return []
  const crossings = [...energyCrossings(tariff, stretch)]
  const durations = tariff.thresholds.durationsMs.map((ms) => stretch.chargingStartedAt + ms)
  for (const at of new Set([...durations, ...wallClockInstants(tariff, stretch)])) {
    if (at > stretch.from && at < stretch.to) crossings.push({ at: instant(at), energyKwh: energyAt(stretch, at) })
  }
  return crossings.toSorted((a, b) => a.at - b.at || compare(a.energyKwh, b.energyKwh))
}

function samePrice(
  tariff: CompiledTariff,
  dimension: 'ENERGY' | 'TIME' | 'PARKING_TIME',
  a: Moment,
  b: Moment,
): boolean {
  const [first, second] = [
    selectRule(tariff.charging[dimension], a).rule,
    selectRule(tariff.charging[dimension], b).rule,
  ]
  if (first === second) return true
  return compare(first?.price ?? ZERO, second?.price ?? ZERO) === 0 && first?.vatPercent === second?.vatPercent
}

/** The first instant inside the period at which something it is priced for has another price; null if there is none. */
export function findPriceChange(
  tariff: CompiledTariff,
  period: PeriodFacts,
  start: Moment,
  stretch: Stretch,
): Instant | null {
  if (!tariff.hasThresholds) return null
  const dimensions = quantitiesOf(period).map(({ dimension }) => dimension)
  for (const { at, energyKwh } of listCrossings(tariff, stretch)) {
    const moment = momentAt(at, period, energyKwh, stretch.chargingStartedAt, tariff, stretch.timeZone)
    if (dimensions.some((dimension) => !samePrice(tariff, dimension, start, moment))) return at
  }
  return null
}

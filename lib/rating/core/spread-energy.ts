// Energy by the quarter of an hour, as far as a session's data can tell it. A charging period is the finest there is: its
// energy is spread evenly over the time in which it charged.
import { decimal, roundHalfUp, sum, ZERO, type Decimal } from '@/lib/kernel/decimal'
import { DAY_MS, HOUR_MS, instant, type Instant } from '@/lib/kernel/time'
import { mergePeriods, type ChargeFacts } from './charge-facts'
import { QUARTER_MS, quarterOf } from './spot-prices'

/**
 * How the energy of a quarter is known. `measured`: every period with energy lies within one quarter. `even`: periods are
 * longer, and their energy is spread evenly over them. `power`: only the total is stated, and it follows the power of the
 * periods. `session`: only the total is stated, and it is spread evenly over the time of charging.
 */
export type EnergySpread = 'measured' | 'even' | 'power' | 'session'
export type EnergySlice = { quarter: Instant; startedAt: Instant; endedAt: Instant; energy: Decimal }
export type SpreadEnergy = { method: EnergySpread; slices: EnergySlice[] }

type Period = ChargeFacts['periods'][number]
type Span = { startedAt: Instant; endedAt: Instant; energy: Decimal }

/** Far below what any meter shows; the shares of a span sum to its energy all the same. */
const SHARE_DIGITS = 9
/** Longer than any charge: times of such a session are wrong, and it would have thousands of quarters. */
const LONGEST_MS = 60 * DAY_MS

function volume({ dimensions }: Period, type: string): Decimal | null {
  const found = dimensions.filter((entry) => entry.type === type)
  return found.length === 0 ? null : sum(found.map((entry) => decimal(entry.volume)))
}

/**
 * The time of a period in which energy can have flowed: where it states both, the time of charging comes before the time
 * of parking. Nothing of a period that only parked.
 */
function chargingEnd(period: Period, endedAt: Instant): Instant {
  const parked = volume(period, 'PARKING_TIME')
  if (parked === null || parked.lessThanOrEqualTo(0)) return endedAt
  const charged = volume(period, 'TIME') ?? ZERO
  const end = period.startedAt + Math.round(charged.times(HOUR_MS).toNumber())
  return instant(Math.min(end, endedAt))
}

/** A socket kept free before the charge: no energy flows there. */
function isReservation(period: Period): boolean {
  return volume(period, 'RESERVATION_TIME') !== null && !volume(period, 'TIME')?.greaterThan(0)
}

function boundsOf({
  periods: stated,
  startedAt,
  endedAt,
}: ChargeFacts): { period: Period | null; from: Instant; to: Instant }[] {
  const periods = mergePeriods(stated)
  if (periods.length === 0) return [{ period: null, from: startedAt, to: endedAt }]
  return periods.map((period, index) => ({
    period,
    from: period.startedAt,
    to: periods[index + 1]?.startedAt ?? endedAt,
  }))
}

/** Splits `total` by weights so that the parts sum to it; evenly where nothing weighs anything. */
function share(total: Decimal, weights: readonly Decimal[]): Decimal[] {
  const whole = sum(weights)
  let reached = ZERO
  let given = ZERO
  return weights.map((weight, index) => {
    reached = whole.isZero() ? decimal(index + 1) : reached.plus(weight)
    const upTo = roundHalfUp(total.times(reached).div(whole.isZero() ? weights.length : whole), SHARE_DIGITS)
    const part = (index === weights.length - 1 ? total : upTo).minus(given)
    given = given.plus(part)
    return part
  })
}

/** A total without energy per period: by the power readings where every charging period has one, else by time. */
function spansOfTotal(facts: ChargeFacts): { method: EnergySpread; spans: Span[] } {
  const charging = boundsOf(facts)
    .filter(({ period }) => !period || !isReservation(period))
    .map(({ period, from, to }) => ({ period, from, to: period ? chargingEnd(period, to) : to }))
    .filter(({ from, to }) => to > from)
  const all = charging.length > 0 ? charging : [{ period: null, from: facts.startedAt, to: facts.endedAt }]
  const readings = all.map(({ period }) => period && volume(period, 'POWER'))
  const hasPower = readings.every((reading) => reading !== null) && readings.some((reading) => reading?.greaterThan(0))
  const weights = all.map(({ from, to }, index) => decimal(to - from).times((hasPower && readings[index]) || 1))
  const energies = share(decimal(facts.energyKwh), weights)
  const spans = all.map(({ from, to }, index) => ({ startedAt: from, endedAt: to, energy: energies[index] ?? ZERO }))
  return { method: hasPower ? 'power' : 'session', spans }
}

function spansOf(facts: ChargeFacts): { method: EnergySpread; spans: Span[] } {
  const spans = boundsOf(facts).flatMap(({ period, from, to }): Span[] => {
    const energy = period && volume(period, 'ENERGY')
    if (!period || energy === null) return []
    const end = chargingEnd(period, to)
    return [{ startedAt: from, endedAt: end > from ? end : to, energy }]
  })
  return spans.length > 0 ? { method: 'even', spans } : spansOfTotal(facts)
}

function slicesOf({ startedAt, endedAt, energy }: Span): EnergySlice[] {
  const cuts: { quarter: Instant; from: Instant; to: Instant }[] = []
  for (let at = quarterOf(startedAt); at < endedAt || cuts.length === 0; at = instant(at + QUARTER_MS)) {
    const to = instant(Math.max(Math.min(at + QUARTER_MS, endedAt), startedAt))
    cuts.push({ quarter: at, from: instant(Math.max(at, startedAt)), to })
  }
  const energies = share(
    energy,
    cuts.map(({ from, to }) => decimal(to - from)),
  )
  return cuts.map(({ quarter, from, to }, index) => ({
    quarter,
    startedAt: from,
    endedAt: to,
    energy: energies[index] ?? ZERO,
  }))
}

/** One slice per quarter that got energy, in time order. Null where the times of the session cannot be true. */
export function spreadEnergy(facts: ChargeFacts): SpreadEnergy | null {
  const { method, spans } = spansOf(facts)
  if (spans.some(({ startedAt, endedAt }) => endedAt - startedAt > LONGEST_MS)) return null
  const byQuarter = new Map<Instant, EnergySlice>()
  let isMeasured = method === 'even'
  for (const span of spans) {
    if (span.energy.isZero()) continue
    const slices = slicesOf(span)
    if (slices.length > 1) isMeasured = false
    for (const slice of slices) {
      const known = byQuarter.get(slice.quarter)
      byQuarter.set(slice.quarter, known ? join(known, slice) : slice)
    }
  }
  const slices = [...byQuarter.values()].toSorted((a, b) => a.quarter - b.quarter)
  return { method: isMeasured ? 'measured' : method, slices }
}

function join(a: EnergySlice, b: EnergySlice): EnergySlice {
  return {
    quarter: a.quarter,
    startedAt: a.startedAt < b.startedAt ? a.startedAt : b.startedAt,
    endedAt: a.endedAt > b.endedAt ? a.endedAt : b.endedAt,
    energy: a.energy.plus(b.energy),
  }
}

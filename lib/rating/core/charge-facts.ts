// What a session was, as far as its price depends on it: the same for a CDR, a running session and a preview.
import { decimal, sum, ZERO, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, type Instant } from '@/lib/kernel/time'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { CurrentType } from './price-plan'

export type ChargeFacts = {
  startedAt: Instant
  endedAt: Instant
  /** As stated in total; serves where the periods state no energy. */
  energyKwh: DecimalString
  /** In time order. */
  periods: readonly ChargingPeriod[]
  current: CurrentType
  powerKw: number
}

export type PeriodVolume = { startedAt: Instant; endedAt: Instant; volume: Decimal }

export function sortPeriods(periods: readonly ChargingPeriod[]): ChargingPeriod[] {
  return periods.toSorted((a, b) => a.startedAt - b.startedAt)
}

/** Periods of the same start are one: which of them came first says nothing. Takes them in time order. */
export function mergePeriods(periods: readonly ChargingPeriod[]): readonly ChargingPeriod[] {
  if (periods.every((period, index) => index === 0 || period.startedAt !== periods[index - 1]?.startedAt))
    return periods
  const merged: ChargingPeriod[] = []
  for (const period of periods) {
    const last = merged.at(-1)
    if (last?.startedAt !== period.startedAt) merged.push(period)
    else merged[merged.length - 1] = { ...last, dimensions: [...last.dimensions, ...period.dimensions] }
  }
  return merged
}

/** OCPI power types are AC_1_PHASE, AC_2_PHASE, AC_2_PHASE_SPLIT, AC_3_PHASE and DC. */
export function currentTypeOf(powerType: string): CurrentType {
  return powerType.toUpperCase().startsWith('DC') ? 'DC' : 'AC'
}

/** The connector's power where we know it, else what the session drew on average. Zero when neither says anything. */
export function powerOf(
  maxPowerKw: number | null,
  energyKwh: DecimalString,
  startedAt: Instant,
  endedAt: Instant,
): number {
  if (maxPowerKw !== null && maxPowerKw > 0) return maxPowerKw
  const hours = (endedAt - startedAt) / HOUR_MS
  return hours > 0 ? Math.max(0, decimal(energyKwh).toNumber() / hours) : 0
}

/** The volumes of one dimension, period by period; periods without it are left out. */
export function volumesOf(facts: Pick<ChargeFacts, 'periods' | 'endedAt'>, dimension: string): PeriodVolume[] {
  const volumes: PeriodVolume[] = []
  const periods = mergePeriods(facts.periods)
  periods.forEach((period, index) => {
    const [first, ...others] = period.dimensions.filter((entry) => entry.type === dimension)
    if (!first) return
    const endedAt = periods[index + 1]?.startedAt ?? facts.endedAt
    const volume = others.reduce((total, entry) => total.plus(entry.volume), decimal(first.volume))
    volumes.push({ startedAt: period.startedAt, endedAt, volume })
  })
  return volumes
}

/** Energy per period; one span over the whole session where no period states any. */
export function energyVolumes(facts: ChargeFacts): PeriodVolume[] {
  const stated = volumesOf(facts, 'ENERGY')
  if (stated.length > 0) return stated
  const total = decimal(facts.energyKwh)
  return total.isZero() ? [] : [{ startedAt: facts.startedAt, endedAt: facts.endedAt, volume: total }]
}

export function totalVolume(volumes: readonly PeriodVolume[]): Decimal {
  return volumes.length === 0 ? ZERO : sum(volumes.map((entry) => entry.volume))
}

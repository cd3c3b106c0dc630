// OCPI 2.2.1 §10.4.6 ChargingPeriod. Facts of each period, sorted: how long, how much, which readings. A period ends
// where the next one starts, so the periods partition the session. Running totals are no facts; they are `Moment`s.
import type { Instant } from '@/lib/kernel/time'
import type { CdrDimension, ChargingPeriod } from '@/lib/roaming/core/session'
import type { PricingInput } from './breakdown'
import type { Note } from './findings'
import { add, divide, fraction, isZero, rational, sign, type Rational } from './rational'

export type PeriodFacts = {
  readonly index: number
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly tariffId: string | null
  /** Null where the operator states no energy at all, which is not the same as 0. */
  readonly energyKwh: Rational | null
  readonly chargingSeconds: number
  readonly parkingSeconds: number
  readonly reservationSeconds: number
  readonly minCurrentA: Rational | null
  readonly maxCurrentA: Rational | null
  /** Readings, else the average over the period. */
  readonly minPowerKw: Rational | null
  readonly maxPowerKw: Rational | null
}

/**
 * Hours of three decimals, cut off, are up to 3.6 s short. Within that the period's own timestamps say what the stated
 * hours mean; beyond it they mean something else, such as a part of the period.
 */
const TIMESTAMP_TOLERANCE_SECONDS = 4

/** Stated in sessions and CDRs, without a price of its own. 2.1.1 may state FLAT. */
const UNPRICED_DIMENSIONS = new Set(['FLAT', 'CURRENT', 'POWER', 'ENERGY_EXPORT', 'ENERGY_IMPORT', 'STATE_OF_CHARGE'])

type Volumes = {
  ENERGY: Rational | null
  hours: { TIME: number; PARKING_TIME: number; RESERVATION_TIME: number }
  readings: Partial<Record<string, Rational>>
}

function canonicalText(period: ChargingPeriod): string {
  const dimensions = period.dimensions.map(({ type, volume }) => `${type}=${volume}`).sort()
  return `${period.tariffId ?? ''}|${dimensions.join('|')}`
}

/** By start; periods of the same start in an order that does not depend on how they arrived. */
function sortPeriods(periods: readonly ChargingPeriod[], note: Note): readonly ChargingPeriod[] {
  let strictly = true
  for (let index = 1; index < periods.length; index += 1) {
    const step = periods[index]!.startedAt - periods[index - 1]!.startedAt // both indices are inside the array
    if (step <= 0) strictly = false
    if (step < 0) note('PERIODS_UNSORTED', null, 'the periods were not in order of time')
  }
  if (strictly) return periods
  return periods.toSorted((a, b) => a.startedAt - b.startedAt || (canonicalText(a) < canonicalText(b) ? -1 : 1))
}

function readVolumes(dimensions: readonly CdrDimension[], index: number, note: Note): Volumes {
  const volumes: Volumes = { ENERGY: null, hours: { TIME: 0, PARKING_TIME: 0, RESERVATION_TIME: 0 }, readings: {} }
  for (const { type, volume } of dimensions) {
    switch (type) {
      case 'ENERGY':
        volumes.ENERGY = volumes.ENERGY ? add(volumes.ENERGY, rational(volume)) : rational(volume)
        break
      case 'TIME':
      case 'PARKING_TIME':
      case 'RESERVATION_TIME':
        if (volume.startsWith('-')) note('NEGATIVE_VOLUME', index, `${type} is ${volume} h and taken as 0`)
        else volumes.hours[type] += Number(volume)
        break
      case 'MIN_CURRENT':
      case 'MAX_CURRENT':
      case 'MIN_POWER':
      case 'MAX_POWER':
        volumes.readings[type] = rational(volume)
        break
      default:
        if (UNPRICED_DIMENSIONS.has(type)) volumes.readings[type] = rational(volume)
        else note('UNKNOWN_DIMENSION', index, `${type} is no dimension we know`)
    }
  }
  if (volumes.ENERGY && sign(volumes.ENERGY) < 0)
    note('NEGATIVE_VOLUME', index, 'energy was fed back: it is credited, without steps')
  return volumes
}

/** Whole seconds: from the timestamps where they agree with the stated hours, else the stated hours snapped. */
export function durationSeconds(hours: number, lengthSeconds: number): number {
  const stated = Math.round(hours * 3600)
  return hours > 0 && Math.abs(hours * 3600 - lengthSeconds) <= TIMESTAMP_TOLERANCE_SECONDS ? lengthSeconds : stated
}

function averagePowerKw(energyKwh: Rational | null, seconds: number): Rational | null {
  return energyKwh === null || seconds <= 0 ? null : divide(energyKwh, fraction(seconds, 3600))
}

function readPeriod(period: ChargingPeriod, index: number, endedAt: Instant, note: Note): PeriodFacts {
  const { ENERGY, hours, readings } = readVolumes(period.dimensions, index, note)
  // Rounded ends, not rounded lengths: the seconds of all periods sum to the seconds of the session.
  const lengthSeconds = Math.round(endedAt / 1000) - Math.round(period.startedAt / 1000)
  const chargingSeconds = durationSeconds(hours.TIME, lengthSeconds)
  const power = readings.POWER ?? averagePowerKw(ENERGY, chargingSeconds || lengthSeconds)
  return {
    index,
    startedAt: period.startedAt,
    endedAt,
    tariffId: period.tariffId,
    energyKwh: ENERGY,
    chargingSeconds,
    parkingSeconds: durationSeconds(hours.PARKING_TIME, lengthSeconds),
    reservationSeconds: durationSeconds(hours.RESERVATION_TIME, lengthSeconds),
    minCurrentA: readings.MIN_CURRENT ?? readings.MAX_CURRENT ?? readings.CURRENT ?? null,
    maxCurrentA: readings.MAX_CURRENT ?? readings.MIN_CURRENT ?? readings.CURRENT ?? null,
    minPowerKw: readings.MIN_POWER ?? readings.MAX_POWER ?? power,
    maxPowerKw: readings.MAX_POWER ?? readings.MIN_POWER ?? power,
  }
}

/** Sorts the periods and states the facts of each. A session without periods is one empty period. */
export function readPeriods(input: PricingInput, note: Note): readonly PeriodFacts[] {
  if (input.periods.length === 0) note('NO_PERIODS', null, 'the session has no charging periods')
  const stated: readonly ChargingPeriod[] =
    input.periods.length > 0 ? input.periods : [{ startedAt: input.startedAt, dimensions: [], tariffId: null }]
  const sorted = sortPeriods(stated, note)
  return sorted.map((period, index) => {
    const next = sorted[index + 1]
    const end = next ? next.startedAt : input.endedAt
    if (period.startedAt < input.startedAt || period.startedAt > input.endedAt) {
      note('PERIOD_OUTSIDE_SESSION', index, 'the period starts outside of the session')
    }
    return readPeriod(period, index, end > period.startedAt ? end : period.startedAt, note)
  })
}

/** Whether anything was delivered or occupied in the period, a reservation apart. */
export function hasVolume(period: PeriodFacts): boolean {
  return (
    (period.energyKwh !== null && !isZero(period.energyKwh)) || period.chargingSeconds > 0 || period.parkingSeconds > 0
  )
}

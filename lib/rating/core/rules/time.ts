// When it happened and how long it took. CDR-13, CDR-16, CDR-22 and product §1d "Time".
import { decimal, sum, ZERO, type Decimal } from '@/lib/kernel/decimal'
import { DAY_MS, HOUR_MS, MINUTE_MS, zoneOffsetMs } from '@/lib/kernel/time'
import type { CdrSums } from '../cdr-sums'
import { mergePeriods, sortPeriods } from '../charge-facts'
import { finding, type Finding } from '../finding'
import { hasTimes, isReservationOnly, termsOf, type CdrSubject } from '../subject'

/** Clocks differ; a session that ended within these minutes from now is not in the future. */
const CLOCK_SKEW_MS = 5 * MINUTE_MS
/** Hours with hardly any energy: below this much, time fees are suspected to run on a dead session. */
const STUCK_BELOW_KWH = decimal('0.5')
const STUCK_FROM_MS = HOUR_MS

/** Within the agreed minutes or one percent, the larger. */
function sameHours(a: Decimal, b: Decimal, minutes: number): boolean {
  const least = decimal(minutes).div(60)
  const percent = b.abs().div(100)
  const allowed = percent.greaterThan(least) ? percent : least
  return a.minus(b).abs().lessThanOrEqualTo(allowed)
}

function timeSums(subject: CdrSubject, sums: CdrSums): Finding[] {
  const { cdr } = subject
  const { timeToleranceMinutes } = termsOf(subject)
  const same = (a: Decimal, b: Decimal) => sameHours(a, b, timeToleranceMinutes)
  const stated = decimal(cdr.totalTimeHours)
  const reserved = sums.reservationHours ?? ZERO
  const params = { stated: cdr.totalTimeHours }
  if (sums.timeHours !== null) {
    // A reservation lies before the session and may or may not be in total_time.
    const periods = sums.timeHours.plus(sums.parkingHours ?? ZERO)
    if (!same(periods, stated) && !same(periods.plus(reserved), stated)) {
      return [finding('TIME_SUM_MISMATCH', { ...params, found: periods.toFixed(4) })]
    }
  }
  if (cdr.totalParkingTimeHours !== null && sums.parkingHours !== null) {
    if (!same(sums.parkingHours, decimal(cdr.totalParkingTimeHours))) {
      return [
        finding('PARKING_SUM_MISMATCH', { stated: cdr.totalParkingTimeHours, found: sums.parkingHours.toFixed(4) }),
      ]
    }
  }
  // Nor is it said whether a CDR starts with its reservation.
  const lengths = [sums.durationHours, sums.durationHours.plus(reserved), sums.durationHours.minus(reserved)]
  if (!lengths.some((length) => same(length, stated))) {
    return [finding('TIME_SUM_MISMATCH', { ...params, found: sums.durationHours.toFixed(4) })]
  }
  return []
}

function periodFindings({ cdr }: CdrSubject): Finding[] {
  const outside = cdr.chargingPeriods.filter(
    (period) => period.startedAt < cdr.startedAt - MINUTE_MS || period.startedAt > cdr.endedAt + MINUTE_MS,
  )
  // A reservation precedes the session it is for.
  const strange = outside.filter((period) => !period.dimensions.some((entry) => entry.type === 'RESERVATION_TIME'))
  return strange.length > 0 ? [finding('PERIODS_OUTSIDE', { count: strange.length.toString() })] : []
}

/**
 * A period that states more hours than it lasts would be paid for twice over, or at the price of another hour. Where
 * nothing is asked for time it costs nobody anything.
 */
function impossibleHours({ cdr, ...subject }: CdrSubject): Finding[] {
  const { timeToleranceMinutes } = termsOf({ ...subject, cdr })
  const periods = mergePeriods(sortPeriods(cdr.chargingPeriods))
  for (const [index, { startedAt, dimensions }] of periods.entries()) {
    const hours = sum(
      dimensions.flatMap(({ type, volume }) => (type === 'TIME' || type === 'PARKING_TIME' ? [decimal(volume)] : [])),
    )
    const endedAt = periods[index + 1]?.startedAt ?? cdr.endedAt
    const length = decimal(Math.max(0, endedAt - startedAt)).div(HOUR_MS)
    if (hours.greaterThan(length) && !sameHours(hours, length, timeToleranceMinutes))
      return [finding('HOURS_IMPOSSIBLE', { stated: hours.toFixed(4), found: length.toFixed(4) })]
  }
  return []
}

function isPaidByTime({ cdr }: CdrSubject): boolean {
  return [cdr.totalTimeCost, cdr.totalParkingCost].some((price) => price?.excl && decimal(price.excl).greaterThan(0))
}

/** `timePriced` tells whether our own calculation found a fee for time or parking. */
function stuck(subject: CdrSubject, timePriced: boolean): Finding[] {
  const { cdr } = subject
  const long = cdr.endedAt - cdr.startedAt >= STUCK_FROM_MS
  const empty = decimal(cdr.totalEnergyKwh).lessThan(STUCK_BELOW_KWH)
  if (!long || !empty || cdr.credit || isReservationOnly(cdr) || !(timePriced || isPaidByTime(subject))) return []
  const minutes = Math.round((cdr.endedAt - cdr.startedAt) / MINUTE_MS)
  return [finding('STUCK_SESSION', { kwh: cdr.totalEnergyKwh, minutes: minutes.toString() })]
}

/** The clocks were changed during the session: hours and prices by the clock are not what they seem. */
function crossesDst({ cdr, timeZone }: CdrSubject): boolean {
  return cdr.endedAt > cdr.startedAt && zoneOffsetMs(timeZone, cdr.startedAt) !== zoneOffsetMs(timeZone, cdr.endedAt)
}

export function timeFindings(subject: CdrSubject, sums: CdrSums, timePriced: boolean): Finding[] {
  const { cdr, receivedAt, overlapping } = subject
  if (!hasTimes(cdr))
    return [finding('TIMES_UNKNOWN'), ...(cdr.chargingPeriods.length === 0 ? [finding('NO_PERIODS')] : [])]
  const days = Math.floor((receivedAt - cdr.endedAt) / DAY_MS)
  const most = termsOf(subject).cdrDeadlineDays
  return [
    ...(cdr.endedAt < cdr.startedAt ? [finding('END_BEFORE_START')] : timeSums(subject, sums)),
    ...(cdr.endedAt > receivedAt + CLOCK_SKEW_MS ? [finding('IN_THE_FUTURE', { at: cdr.endedAt.toString() })] : []),
    ...(days > most ? [finding('TOO_OLD', { days: days.toString(), most: most.toString() })] : []),
    // The specification's own example breaks this rule (errata, guide §5.2).
    ...(cdr.lastUpdated < cdr.endedAt ? [finding('LAST_UPDATED_BEFORE_END')] : []),
    ...(cdr.chargingPeriods.length === 0 ? [finding('NO_PERIODS')] : periodFindings(subject)),
    ...(overlapping && !cdr.credit ? [finding('OVERLAPPING_SESSION', overlapping)] : []),
    ...(crossesDst(subject) ? [finding('CROSSES_DST', { zone: subject.timeZone })] : []),
    ...stuck(subject, timePriced),
    ...(timePriced && cdr.endedAt >= cdr.startedAt ? impossibleHours(subject) : []),
  ]
}

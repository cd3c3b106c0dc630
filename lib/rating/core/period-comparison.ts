// Our calculation beside the operator's claim. OCPI states no amount per period, so the claim is what the operator's
// own snapshot gives for the period, and whatever its total asks beyond that stands as unexplained.
import { decimal, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'
import type { Breakdown, BreakdownLine, PricedDimension } from '@/lib/pricing/breakdown'
import type { Price } from '@/lib/roaming/core/common'
import type { Cdr, ChargingPeriod } from '@/lib/roaming/core/session'
import { sortPeriods } from './charge-facts'

export type PeriodRow = {
  startedAt: Instant
  endedAt: Instant
  energyKwh: DecimalString
  parkingMinutes: DecimalString
  oursExcl: DecimalString | null
  claimedExcl: DecimalString | null
  lines: BreakdownLine[]
}

export type ComponentRow = {
  component: 'fixed' | 'energy' | 'time' | 'parking' | 'reservation'
  oursExcl: DecimalString | null
  cpoExcl: DecimalString | null
}

function volume(period: ChargingPeriod, type: string) {
  return sum(period.dimensions.filter((entry) => entry.type === type).map((entry) => decimal(entry.volume)))
}

function sumLines(lines: readonly BreakdownLine[]): DecimalString | null {
  if (lines.some((line) => line.excl === null)) return null
  return toDecimalString(sum(lines.map((line) => decimal(line.excl ?? '0'))))
}

function linesOf(breakdown: Breakdown | null, period: number): BreakdownLine[] {
  return (breakdown?.lines ?? []).filter((line) => line.period === period)
}

export function comparePeriods(
  cdr: Pick<Cdr, 'chargingPeriods' | 'endedAt'>,
  ours: Breakdown | null,
  claimed: Breakdown | null,
): PeriodRow[] {
  const periods = sortPeriods(cdr.chargingPeriods)
  return periods.map((period, index) => ({
    startedAt: period.startedAt,
    endedAt: periods[index + 1]?.startedAt ?? cdr.endedAt,
    energyKwh: toDecimalString(volume(period, 'ENERGY')),
    parkingMinutes: toDecimalString(volume(period, 'PARKING_TIME').times(60)),
    oursExcl: ours ? sumLines(linesOf(ours, index)) : null,
    claimedExcl: claimed ? sumLines(linesOf(claimed, index)) : null,
    lines: linesOf(ours, index),
  }))
}

const OF_COMPONENT: Readonly<Record<ComponentRow['component'], readonly PricedDimension[]>> = {
  fixed: ['FLAT'],
  energy: ['ENERGY'],
  time: ['TIME'],
  parking: ['PARKING_TIME'],
  reservation: ['RESERVATION_TIME'],
}

/** The parts of the CPO's total as it states them (CDR-17) beside ours; rows without either are left out. */
export function compareComponents(cdr: Cdr, ours: Breakdown | null): ComponentRow[] {
  const stated: Record<ComponentRow['component'], Price | null> = {
    fixed: cdr.totalFixedCost,
    energy: cdr.totalEnergyCost,
    time: cdr.totalTimeCost,
    parking: cdr.totalParkingCost,
    reservation: cdr.totalReservationCost,
  }
  const components = Object.keys(OF_COMPONENT) as ComponentRow['component'][] // the keys of the record above
  return components.flatMap((component) => {
    const lines = (ours?.lines ?? []).filter((line) => OF_COMPONENT[component].includes(line.dimension))
    const cpoExcl = stated[component]?.excl ?? null
    if (lines.length === 0 && cpoExcl === null) return []
    return [{ component, oursExcl: ours ? sumLines(lines) : null, cpoExcl }]
  })
}

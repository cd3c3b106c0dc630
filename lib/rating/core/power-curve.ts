// The power of a charge over time, as far as charging periods can tell it.
import { decimal, roundHalfUp, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { HOUR_MS, type Instant } from '@/lib/kernel/time'
import type { ChargingPeriod } from '@/lib/roaming/core/session'
import type { CustomerLine } from './customer-lines'
import { sortPeriods } from './charge-facts'

export type CurvePoint = {
  startedAt: Instant
  endedAt: Instant
  energyKwh: DecimalString
  averageKw: DecimalString
  /** Per kWh including VAT, where an energy line prices the period. */
  unitPrice: DecimalString | null
}

export function powerCurve(
  periods: readonly ChargingPeriod[],
  endedAt: Instant,
  lines: readonly CustomerLine[] = [],
): CurvePoint[] {
  const sorted = sortPeriods(periods)
  const energyParts = lines.filter((line) => line.kind === 'energy').flatMap((line) => line.parts)
  return sorted.map((period, index) => {
    const end = sorted[index + 1]?.startedAt ?? endedAt
    const energy = sum(
      period.dimensions.filter((entry) => entry.type === 'ENERGY').map((entry) => decimal(entry.volume)),
    )
    const hours = decimal(end - period.startedAt).div(HOUR_MS)
    return {
      startedAt: period.startedAt,
      endedAt: end,
      energyKwh: toDecimalString(energy),
      averageKw: hours.greaterThan(0) ? toDecimalString(roundHalfUp(energy.div(hours), 1)) : '0',
      unitPrice: energyParts.find((part) => part.startedAt === period.startedAt)?.unitPrice ?? null,
    }
  })
}

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

export type QuarterPrice = {
  startedAt: Instant
  endedAt: Instant
  /** Per kWh including VAT, all of the price that is per kWh; may be negative. */
  perKwh: DecimalString
}

const PER_KWH = ['energy', 'spot_credit', 'energy_markup', 'price_floor', 'price_cap']

/** What a kWh cost in each quarter of a charge whose price follows the exchange; empty for any other. */
export function quarterPrices(lines: readonly CustomerLine[]): QuarterPrice[] {
  const energy = lines.find((line) => line.kind === 'energy' && line.note?.kind === 'spot')
  if (!energy) return []
  const others = lines.filter((line) => line !== energy && PER_KWH.includes(line.kind)).flatMap((line) => line.parts)
  return energy.parts.map(({ startedAt, endedAt, quantity, unitPrice }) => {
    const sameTime = others.filter((part) => part.startedAt === startedAt && part.endedAt === endedAt)
    const kwh = decimal(quantity)
    const rest = sameTime.map((part) =>
      decimal(part.unitPrice).times(kwh.isZero() ? 1 : decimal(part.quantity).div(kwh)),
    )
    return { startedAt, endedAt, perKwh: toDecimalString(roundHalfUp(sum([decimal(unitPrice), ...rest]), 4)) }
  })
}

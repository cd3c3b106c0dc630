// Sums over the charging periods of a CDR, made once for all rules.
import { decimal, ZERO, type Decimal } from '@/lib/kernel/decimal'
import { HOUR_MS } from '@/lib/kernel/time'
import type { Cdr, ChargingPeriod } from '@/lib/roaming/core/session'

export type CdrSums = {
  /** Null where no period states the dimension: that is unknown, not zero. */
  energyKwh: Decimal | null
  timeHours: Decimal | null
  parkingHours: Decimal | null
  reservationHours: Decimal | null
  /** End minus start. */
  durationHours: Decimal
}

export function sumPeriods(cdr: Cdr): CdrSums {
  const sums = new Map<string, Decimal>()
  for (const period of cdr.chargingPeriods) {
    for (const { type, volume } of period.dimensions) {
      const known = sums.get(type)
      sums.set(type, known ? known.plus(volume) : decimal(volume))
    }
  }
  return {
    energyKwh: sums.get('ENERGY') ?? null,
    timeHours: sums.get('TIME') ?? null,
    parkingHours: sums.get('PARKING_TIME') ?? null,
    reservationHours: sums.get('RESERVATION_TIME') ?? null,
    durationHours: decimal(cdr.endedAt - cdr.startedAt).div(HOUR_MS),
  }
}

/**
 * The periods with their energy: where the CDR states it in total only, and there is one period, it is that period's.
 * How it lies over several nobody can tell.
 */
export function periodsWithEnergy({
  chargingPeriods,
  totalEnergyKwh,
}: Pick<Cdr, 'chargingPeriods' | 'totalEnergyKwh'>): readonly ChargingPeriod[] {
  const [only, ...others] = chargingPeriods
  if (!only || others.length > 0 || decimal(totalEnergyKwh).isZero() || statesEnergy(only)) return chargingPeriods
  return [{ ...only, dimensions: [...only.dimensions, { type: 'ENERGY', volume: totalEnergyKwh }] }]
}

function statesEnergy({ dimensions }: ChargingPeriod): boolean {
  return dimensions.some(({ type }) => type === 'ENERGY')
}

/** Time in which the car could charge: the session without parking, and no less than the charging time stated. */
export function chargingHours(sums: CdrSums): Decimal {
  const withoutParking = sums.durationHours.minus(sums.parkingHours ?? ZERO)
  const stated = sums.timeHours ?? ZERO
  return withoutParking.greaterThan(stated) ? withoutParking : stated
}

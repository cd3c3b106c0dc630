// Sums over the charging periods of a CDR, made once for all rules.
import { decimal, sum, ZERO, type Decimal } from '@/lib/kernel/decimal'
import { HOUR_MS } from '@/lib/kernel/time'
import type { Cdr } from '@/lib/roaming/core/session'

export type CdrSums = {
  /** Null where no period states the dimension: that is unknown, not zero. */
  energyKwh: Decimal | null
  timeHours: Decimal | null
  parkingHours: Decimal | null
  reservationHours: Decimal | null
  /** End minus start. */
  durationHours: Decimal
}

function sumOf(cdr: Cdr, type: string): Decimal | null {
  const volumes = cdr.chargingPeriods.flatMap((period) =>
    period.dimensions.flatMap((dimension) => (dimension.type === type ? [decimal(dimension.volume)] : [])),
  )
  return volumes.length === 0 ? null : sum(volumes)
}

export function sumPeriods(cdr: Cdr): CdrSums {
  return {
    energyKwh: sumOf(cdr, 'ENERGY'),
    timeHours: sumOf(cdr, 'TIME'),
    parkingHours: sumOf(cdr, 'PARKING_TIME'),
    reservationHours: sumOf(cdr, 'RESERVATION_TIME'),
    durationHours: decimal(cdr.endedAt - cdr.startedAt).div(HOUR_MS),
  }
}

/** Time in which the car could charge: the session without parking, and no less than the charging time stated. */
export function chargingHours(sums: CdrSums): Decimal {
  const withoutParking = sums.durationHours.minus(sums.parkingHours ?? ZERO)
  const stated = sums.timeHours ?? ZERO
  return withoutParking.greaterThan(stated) ? withoutParking : stated
}

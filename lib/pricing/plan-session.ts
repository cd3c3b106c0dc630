// What is known of a session before its first period is priced: the periods in order, their tariffs, the reservation.
import type { Instant } from '@/lib/kernel/time'
import { foldId } from '@/lib/roaming/core/common'
import type { PricingInput } from './breakdown'
import { compileTariff, type CompiledTariff } from './compile-tariff'
import type { Note } from './findings'
import { readPeriods, type PeriodFacts } from './periods'
import { readReservation, type Reservation } from './reservation'

export type Plan = {
  readonly input: PricingInput
  readonly periods: readonly PeriodFacts[]
  readonly tariffOf: (period: PeriodFacts) => CompiledTariff | null
  readonly reservation: Reservation
  readonly chargingStartedAt: Instant
  readonly note: Note
}

/** Reads periods and tariffs. A period that names a tariff is priced by no other one. */
export function planSession(input: PricingInput, note: Note): Plan {
  const tariffs = input.tariffs.map(compileTariff)
  const periods = readPeriods(input, note)
  const reservation = readReservation(periods, input.reservationExpired)
  const firstCharging = periods.find(reservation.isCharging)
  if (tariffs.length === 0) note('NO_TARIFF', null, 'there is no tariff to price the session with')
  return {
    input,
    periods,
    reservation,
    note,
    chargingStartedAt: reservation.exists && firstCharging ? firstCharging.startedAt : input.startedAt,
    tariffOf: (period) => {
      if (period.tariffId === null) return tariffs[0] ?? null
      const folded = foldId(period.tariffId)
      return tariffs.find(({ foldedId }) => foldedId === folded) ?? null
    },
  }
}

// Reservations, OCPI 2.2.1 §11.4.4 ReservationRestrictionType. Elements for reservations price the reservation and never
// the charging; their other restrictions are read at its start. Where it ran out, an element for that wins per dimension.
import type { BreakdownLine, PricingInput } from './breakdown'
import type { CompiledTariff } from './compile-tariff'
import { draftLine, momentAt, selectRule, type DraftLine } from './dimensions'
import type { Note } from './findings'
import { hasVolume, type PeriodFacts } from './periods'
import { fraction, ZERO } from './rational'

export type Reservation = {
  readonly exists: boolean
  readonly expired: boolean
  /** Periods that charge or park: all of them where nothing was reserved. */
  readonly isCharging: (period: PeriodFacts) => boolean
  readonly first: PeriodFacts | null
}

/** Tells the reservation's periods from those of the charging that followed it, if any. */
export function readReservation(periods: readonly PeriodFacts[], expired: boolean | undefined): Reservation {
  const first = periods.find((period) => period.reservationSeconds > 0) ?? null
  return {
    exists: first !== null,
    first,
    expired: first !== null && (expired ?? !periods.some(hasVolume)),
    isCharging: first === null ? () => true : hasVolume,
  }
}

function selectReserved(
  tariff: CompiledTariff,
  dimension: 'FLAT' | 'TIME',
  reservation: Reservation,
  input: PricingInput,
) {
  const { first } = reservation
  if (!first) return null
  const moment = momentAt(first.startedAt, first, ZERO, first.startedAt, tariff, input.timeZone)
  const expiredRule = reservation.expired ? selectRule(tariff.reservationExpired[dimension], moment).rule : null
  const rule = expiredRule ?? selectRule(tariff.reservation[dimension], moment).rule
  const reason: BreakdownLine['reason'] = expiredRule ? 'reservation_expired' : 'reservation'
  return rule && { rule, reason }
}

/** The reservation's lines of one period: its time, and in its first period the flat fee, once per reservation. */
export function reservationLines(
  period: PeriodFacts,
  tariff: CompiledTariff,
  reservation: Reservation,
  input: PricingInput,
  note: Note,
): DraftLine[] {
  if (period.reservationSeconds === 0) return []
  const lines: DraftLine[] = []
  const flat = period === reservation.first ? selectReserved(tariff, 'FLAT', reservation, input) : null
  if (flat) lines.push(draftLine('FLAT', period, tariff, flat))
  const time = selectReserved(tariff, 'TIME', reservation, input)
  if (time) {
    lines.push(draftLine('RESERVATION_TIME', period, tariff, time, fraction(period.reservationSeconds, 3600)))
  }
  if (input.reservationExpired === undefined && lines.some(({ reason }) => reason === 'reservation_expired')) {
    note('RESERVATION_EXPIRY_ASSUMED', null, 'nothing followed the reservation, so it is priced as expired')
  }
  return lines
}

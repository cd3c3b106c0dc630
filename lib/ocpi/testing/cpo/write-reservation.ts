// Session and CDR of a reservation that no charge took up.
import { toDateTime } from './clock'
import type { Reservation } from './cpo'
import type { LocalClock } from './local-time'
import { priceReservation } from './price-reservation'
import { hours, tenThousandths, toCdrLocation, toCdrToken, toPrice } from './write-cdr'
import type { Cdr, Session, SessionStatus } from './wire'

const NOT_AVAILABLE = '#NA'

export function toReservationSession(
  reservation: Reservation,
  status: SessionStatus,
  nowMs: number,
  endMs?: number,
): Session {
  const { location, evse, tariff } = reservation
  return {
    country_code: location.country_code,
    party_id: location.party_id,
    id: reservation.sessionId,
    start_date_time: toDateTime(reservation.startMs),
    ...(endMs !== undefined && { end_date_time: toDateTime(endMs) }),
    kwh: 0,
    cdr_token: toCdrToken(reservation.token),
    auth_method: 'COMMAND',
    ...(reservation.reference && { authorization_reference: reservation.reference }),
    location_id: location.id,
    evse_uid: evse?.uid ?? NOT_AVAILABLE,
    connector_id: NOT_AVAILABLE,
    currency: tariff.currency,
    status,
    last_updated: toDateTime(nowMs),
  }
}

/** What was not used is not named: neither EVSE nor connector, unless the EVSE itself was reserved. */
export function toReservationCdr(
  reservation: Reservation,
  clock: LocalClock,
  written: { id: string; endMs: number; expired: boolean; lastUpdatedMs: number },
): Cdr {
  const { location, evse, tariff, startMs } = reservation
  const seconds = Math.round((written.endMs - startMs) / 1000)
  const cost = toPrice(priceReservation(tariff, { startMs, seconds, expired: written.expired }, clock), 2)
  const [anyEvse] = location.evses
  const [connector] = (evse ?? anyEvse)?.connectors ?? []
  const start = toDateTime(startMs)
  const volume = hours(tenThousandths(seconds))
  return {
    country_code: location.country_code,
    party_id: location.party_id,
    id: written.id,
    start_date_time: start,
    end_date_time: toDateTime(written.endMs),
    session_id: reservation.sessionId,
    cdr_token: toCdrToken(reservation.token),
    auth_method: 'COMMAND',
    ...(reservation.reference && { authorization_reference: reservation.reference }),
    cdr_location: {
      ...toCdrLocation(location),
      evse_uid: evse?.uid ?? NOT_AVAILABLE,
      evse_id: evse?.evse_id ?? NOT_AVAILABLE,
      connector_id: NOT_AVAILABLE,
      connector_standard: connector?.standard ?? 'IEC_62196_T2',
      connector_format: connector?.format ?? 'SOCKET',
      connector_power_type: connector?.power_type ?? 'AC_3_PHASE',
    },
    currency: tariff.currency,
    tariffs: [tariff],
    charging_periods: [
      { start_date_time: start, dimensions: [{ type: 'RESERVATION_TIME', volume }], tariff_id: tariff.id },
    ],
    total_cost: cost,
    total_energy: 0,
    total_time: 0,
    total_reservation_cost: cost,
    last_updated: toDateTime(written.lastUpdatedMs),
  }
}

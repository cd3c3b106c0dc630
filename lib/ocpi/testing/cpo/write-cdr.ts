// From what the meter saw to Session and CDR of the model.
import { toDateTime } from './clock'
import { toNumber } from './fraction'
import type { LocalClock } from './local-time'
import { priceReservation } from './price-reservation'
import { priceSession, type Cost, type MeteredPeriod } from './pricer'
import type {
  AuthMethod,
  Cdr,
  CdrDimension,
  CdrToken,
  ChargingPeriod,
  Connector,
  Evse,
  Location,
  Price,
  Session,
  SessionStatus,
  Tariff,
} from './wire'

export type Visit = {
  sessionId: string
  startMs: number
  token: CdrToken
  authMethod: AuthMethod
  authorizationReference?: string
  location: Location
  evse: Evse
  connector: Connector
  tariff: Tariff
  /** How long the EVSE had been reserved when the charge began. */
  reservedSeconds?: number
}

/** Totals are written to the öre, their parts to four decimals so that the parts still add up. */
export function toPrice(cost: Cost, decimals: 2 | 4): Price {
  return { excl_vat: toNumber(cost.exclVat, decimals), incl_vat: toNumber(cost.inclVat, decimals) }
}

/** Hours to four decimals of a running total, so that the hours of the periods add up to the session's. */
export function tenThousandths(seconds: number): number {
  return Math.round((seconds * 10_000) / 3600)
}

export function kwh(energyWh: number): number {
  return Number((energyWh / 1000).toFixed(3))
}

export const hours = (units: number): number => Number((units / 10_000).toFixed(4))

/** Charging periods; `form` decides which power dimension is allowed. `beforeSeconds` have been written already. */
export function toChargingPeriods(
  periods: readonly MeteredPeriod[],
  tariffId: string,
  form: 'session' | 'cdr',
  beforeSeconds = 0,
): ChargingPeriod[] {
  let seconds = beforeSeconds
  return periods.map((period) => {
    const before = tenThousandths(seconds)
    seconds += period.chargingSeconds + period.parkingSeconds
    const volume = hours(tenThousandths(seconds) - before)
    const power = form === 'session' ? 'POWER' : 'MAX_POWER'
    const dimensions: CdrDimension[] =
      period.parkingSeconds > 0
        ? [{ type: 'PARKING_TIME', volume }]
        : [
            { type: 'ENERGY', volume: kwh(Number(period.energyWh)) },
            { type: 'TIME', volume },
            ...(period.maxPowerKw === undefined ? [] : [{ type: power, volume: period.maxPowerKw }]),
          ]
    return { start_date_time: toDateTime(period.startMs), dimensions, tariff_id: tariffId }
  })
}

const sumOf = (periods: readonly MeteredPeriod[], pick: (period: MeteredPeriod) => number): number =>
  periods.reduce((sum, period) => sum + pick(period), 0)

/** The Session object after the given periods. */
export function toSession(
  visit: Visit,
  periods: readonly MeteredPeriod[],
  clock: LocalClock,
  state: { status: SessionStatus; endMs?: number; lastUpdatedMs: number },
): Session {
  return {
    country_code: visit.location.country_code,
    party_id: visit.location.party_id,
    id: visit.sessionId,
    start_date_time: toDateTime(visit.startMs),
    ...(state.endMs !== undefined && { end_date_time: toDateTime(state.endMs) }),
    kwh: kwh(sumOf(periods, (period) => Number(period.energyWh))),
    cdr_token: visit.token,
    auth_method: visit.authMethod,
    ...(visit.authorizationReference && { authorization_reference: visit.authorizationReference }),
    location_id: visit.location.id,
    evse_uid: visit.evse.uid,
    connector_id: visit.connector.id,
    currency: visit.tariff.currency,
    ...(periods.length > 0 && {
      charging_periods: toChargingPeriods(periods, visit.tariff.id, 'session'),
      total_cost: toPrice(priceSession(visit.tariff, periods, clock, reservationOf(visit, clock)?.cost).total, 2),
    }),
    status: state.status,
    last_updated: toDateTime(state.lastUpdatedMs),
  }
}

/** The time before the charge for which the EVSE was kept free. */
function reservationOf({ tariff, startMs: chargeMs, reservedSeconds: seconds }: Visit, clock: LocalClock) {
  if (seconds === undefined) return undefined
  const startMs = chargeMs - seconds * 1000
  const dimensions = [{ type: 'RESERVATION_TIME', volume: hours(tenThousandths(seconds)) }]
  return {
    startMs,
    cost: priceReservation(tariff, { startMs, seconds, expired: false }, clock),
    periods: [{ start_date_time: toDateTime(startMs), dimensions, tariff_id: tariff.id }],
  }
}

/** The Location in a CDR, without what was used there. */
export function toCdrLocation(location: Location) {
  const { id, name, address, city, postal_code, country, coordinates } = location
  return { id, name, address, city, postal_code, country, coordinates }
}

/** The CDR of a finished session, with the tariff as it was when the session began. */
export function toCdr(
  visit: Visit,
  periods: readonly MeteredPeriod[],
  clock: LocalClock,
  written: { id: string; endMs: number; lastUpdatedMs: number },
): Cdr {
  const { location, evse, connector, tariff } = visit
  const reserved = reservationOf(visit, clock)
  const costs = priceSession(tariff, periods, clock, reserved?.cost)
  const chargingPeriods = toChargingPeriods(periods, tariff.id, 'cdr')
  const parked = chargingPeriods
    .flatMap((period) => period.dimensions)
    .filter((dimension) => dimension.type === 'PARKING_TIME')
    .reduce((sum, dimension) => sum + Math.round(dimension.volume * 10_000), 0)
  const seconds = sumOf(periods, (period) => period.chargingSeconds + period.parkingSeconds)
  const charged = (cost: Cost) => cost.exclVat.n !== 0n
  return {
    country_code: location.country_code,
    party_id: location.party_id,
    id: written.id,
    // With a reservation, the start of it.
    start_date_time: toDateTime(reserved?.startMs ?? visit.startMs),
    end_date_time: toDateTime(written.endMs),
    session_id: visit.sessionId,
    cdr_token: visit.token,
    auth_method: visit.authMethod,
    ...(visit.authorizationReference && { authorization_reference: visit.authorizationReference }),
    cdr_location: {
      ...toCdrLocation(location),
      evse_uid: evse.uid,
      evse_id: evse.evse_id,
      connector_id: connector.id,
      connector_standard: connector.standard,
      connector_format: connector.format,
      connector_power_type: connector.power_type,
    },
    currency: tariff.currency,
    tariffs: [tariff],
    charging_periods: [...(reserved?.periods ?? []), ...chargingPeriods],
    total_cost: toPrice(costs.total, 2),
    ...(charged(costs.fixed) && { total_fixed_cost: toPrice(costs.fixed, 4) }),
    total_energy: kwh(sumOf(periods, (period) => Number(period.energyWh))),
    total_energy_cost: toPrice(costs.energy, 4),
    total_time: hours(tenThousandths(seconds)),
    ...(charged(costs.time) && { total_time_cost: toPrice(costs.time, 4) }),
    ...(parked > 0 && { total_parking_time: hours(parked) }),
    ...(charged(costs.parking) && { total_parking_cost: toPrice(costs.parking, 4) }),
    ...(reserved && { total_reservation_cost: toPrice(costs.reservation, 4) }),
    last_updated: toDateTime(written.lastUpdatedMs),
  }
}

/** The CdrToken part of a Token. */
export function toCdrToken(token: CdrToken): CdrToken {
  return {
    country_code: token.country_code,
    party_id: token.party_id,
    uid: token.uid,
    type: token.type,
    contract_id: token.contract_id,
  }
}

// OCPI 2.1.1: no parties in bodies, one tariff a connector, bare costs, the Location enclosed in Session and CDR.
import type { Cdr, ChargingPeriod, Connector, Evse, Location, Session, Tariff, TariffElement } from '../wire'
import type { Json } from '../distort-objects'
import { written, type LocationOf, type Writer } from './writer'

// What came later. Anything else is written as it is: an unknown value is the reader's affair.
const LATER_CAPABILITIES = [
  'CHARGING_PREFERENCES_CAPABLE',
  'CHIP_CARD_SUPPORT',
  'CONTACTLESS_CARD_SUPPORT',
  'DEBIT_CARD_PAYABLE',
  'PED_TERMINAL',
  'START_SESSION_CONNECTOR_REQUIRED',
  'TOKEN_GROUP_CAPABLE',
]
const LATER_FACILITIES = ['BIKE_SHARING', 'PARKING_LOT', 'TRAM_STOP', 'METRO_STATION']
const LATER_DIMENSIONS = [
  'CURRENT',
  'ENERGY_EXPORT',
  'ENERGY_IMPORT',
  'MAX_POWER',
  'MIN_POWER',
  'POWER',
  'RESERVATION_TIME',
  'STATE_OF_CHARGE',
]
const LATER_RESTRICTIONS = ['min_current', 'max_current', 'reservation']

const without = (list: readonly string[], later: readonly string[]) => list.filter((entry) => !later.includes(entry))

function connector(given: Connector): Json {
  return written({
    id: given.id,
    standard: given.standard,
    format: given.format,
    power_type: given.power_type,
    voltage: given.max_voltage,
    amperage: given.max_amperage,
    tariff_id: given.tariff_ids[0],
    last_updated: given.last_updated,
  })
}

function evse(given: Evse): Json {
  return written({
    uid: given.uid,
    evse_id: given.evse_id,
    status: given.status,
    capabilities: without(given.capabilities, LATER_CAPABILITIES),
    connectors: given.connectors.map(connector),
    floor_level: given.floor_level,
    physical_reference: given.physical_reference,
    last_updated: given.last_updated,
  })
}

function hours({ twentyfourseven, regular_hours: regular }: Location['opening_times']): Json {
  return twentyfourseven || !regular ? { twentyfourseven: true } : { regular_hours: regular }
}

function location(given: Location, evses = given.evses): Json {
  return written({
    id: given.id,
    type: given.parking_type === 'ALONG_MOTORWAY' ? 'OTHER' : (given.parking_type ?? 'UNKNOWN'),
    name: given.name,
    address: given.address,
    city: given.city,
    postal_code: given.postal_code,
    country: given.country,
    coordinates: given.coordinates,
    evses: evses.map(evse),
    operator: given.operator,
    facilities: given.facilities && without(given.facilities, LATER_FACILITIES),
    time_zone: given.time_zone,
    opening_times: hours(given.opening_times),
    charging_when_closed: given.charging_when_closed,
    last_updated: given.last_updated,
  })
}

function element(given: TariffElement): Json {
  const limits = Object.entries(given.restrictions ?? {}).filter(([name]) => !LATER_RESTRICTIONS.includes(name))
  return {
    price_components: given.price_components.map(({ vat: _since22, ...component }) => component),
    ...(limits.length > 0 && { restrictions: Object.fromEntries(limits) }),
  }
}

/** Prices of reservations and bounds of the total cannot be said in 2.1.1. */
function tariff(given: Tariff): Json {
  return written({
    id: given.id,
    currency: given.currency,
    tariff_alt_text: given.tariff_alt_text,
    elements: given.elements.filter((entry) => !entry.restrictions?.reservation).map(element),
    last_updated: given.last_updated,
  })
}

function periods(given: readonly ChargingPeriod[]): Json[] {
  return given
    .map((period) => ({
      start_date_time: period.start_date_time,
      dimensions: period.dimensions.filter((dimension) => !LATER_DIMENSIONS.includes(dimension.type)),
    }))
    .filter(({ dimensions }) => dimensions.length > 0)
}

/** The Location with the one EVSE and the one Connector that were used. */
function usedLocation(found: Location | undefined, evseUid: string, connectorId: string): Json | undefined {
  if (!found) return undefined
  const used = found.evses
    .filter((candidate) => candidate.uid === evseUid)
    .map((candidate) => ({ ...candidate, connectors: candidate.connectors.filter(({ id }) => id === connectorId) }))
  return location(found, used)
}

const authMethod = (given: string) => (given === 'COMMAND' ? 'AUTH_REQUEST' : given)
const status = (given: string | undefined) => (given === 'RESERVATION' ? 'PENDING' : given)

function session(given: Session, locationOf: LocationOf): Json {
  return written({
    id: given.id,
    start_datetime: given.start_date_time,
    end_datetime: given.end_date_time,
    kwh: given.kwh,
    auth_id: given.cdr_token.contract_id,
    auth_method: authMethod(given.auth_method),
    location: usedLocation(locationOf(given.location_id), given.evse_uid, given.connector_id),
    currency: given.currency,
    charging_periods: given.charging_periods && periods(given.charging_periods),
    total_cost: given.total_cost?.excl_vat,
    status: status(given.status),
    last_updated: given.last_updated,
  })
}

function sessionChanges(changes: Partial<Session>): Json {
  return written({
    start_datetime: changes.start_date_time,
    end_datetime: changes.end_date_time,
    kwh: changes.kwh,
    charging_periods: changes.charging_periods && periods(changes.charging_periods),
    total_cost: changes.total_cost?.excl_vat,
    status: status(changes.status),
    last_updated: changes.last_updated,
  })
}

function cdr(given: Cdr, locationOf: LocationOf): Json {
  const at = given.cdr_location
  return written({
    id: given.id,
    start_date_time: given.start_date_time,
    stop_date_time: given.end_date_time,
    auth_id: given.cdr_token.contract_id,
    auth_method: authMethod(given.auth_method),
    location: usedLocation(locationOf(at.id), at.evse_uid, at.connector_id),
    currency: given.currency,
    tariffs: given.tariffs?.map(tariff),
    charging_periods: periods(given.charging_periods),
    total_cost: given.total_cost.excl_vat,
    total_energy: given.total_energy,
    total_time: given.total_time,
    total_parking_time: given.total_parking_time,
    remark: given.remark,
    last_updated: given.last_updated,
  })
}

export const v211: Writer = {
  location: (given) => location(given),
  tariff,
  session,
  sessionChanges,
  cdr,
  credentials: ({ token, url, roles }) => ({
    token,
    url,
    business_details: roles[0]?.business_details,
    party_id: roles[0]?.party_id,
    country_code: roles[0]?.country_code,
  }),
}

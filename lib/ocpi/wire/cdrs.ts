// CDRs of 2.2 and later, OCPI 2.3.0 §10; they differ in prices and tariffs only. The body is immutable evidence: nothing
// is corrected here, only read.
import type { Cdr, CdrLocation, SignedData } from '@/lib/roaming/core/session'
import type { CdrCodec } from './codec'
import {
  noteCountry,
  readCdrToken,
  readChargingPeriods,
  readCurrency,
  readKey,
  writeCdrToken,
  writeChargingPeriods,
} from './common'
import { WireObject, type WireJson } from './reader'
import { readTariff, writeTariff, type TariffWords } from './tariffs'
import { compact, toDateTime, toNumber } from './writer'

function readCdrLocation(object: WireObject): CdrLocation {
  return {
    id: object.id('id', 36),
    name: object.optionalText('name', 255),
    address: object.textOr('address', 255, ''),
    city: object.textOr('city', 45, ''),
    postalCode: object.optionalText('postal_code', 10),
    state: object.optionalText('state', 45),
    country: noteCountry(object, object.textOr('country', 3, '')),
    coordinates: object.lenientObject('coordinates', (point) => ({
      latitude: point.text('latitude', 10),
      longitude: point.text('longitude', 11),
    })),
    evseUid: object.textOr('evse_uid', 36, '#NA'),
    evseId: object.optionalText('evse_id', 48),
    connectorId: object.textOr('connector_id', 36, '#NA'),
    connectorStandard: object.textOr('connector_standard', 40, 'UNKNOWN').toUpperCase(),
    connectorFormat: object.textOr('connector_format', 20, 'UNKNOWN').toUpperCase(),
    connectorPowerType: object.textOr('connector_power_type', 20, 'UNKNOWN').toUpperCase(),
  }
}

function readSignedData(object: WireObject): SignedData {
  return {
    encodingMethod: object.text('encoding_method', 36),
    encodingMethodVersion: object.optionalInteger('encoding_method_version'),
    publicKey: object.optionalText('public_key', 512),
    signedValues: object.list('signed_values', (item, path) => {
      const value = new WireObject(item, path, object.findings)
      return {
        nature: value.text('nature', 32),
        plainData: value.text('plain_data', 5000),
        signedData: value.text('signed_data', 5000),
      }
    }),
    url: object.optionalText('url', 512),
  }
}

/** When a CDR says that it was changed; required, and never before its end. */
export function readCdrDate(object: WireObject, endedAt: Cdr['endedAt']): Cdr['lastUpdated'] {
  const lastUpdated = object.optionalInstant('last_updated')
  if (lastUpdated === null) object.note('last_updated', 'missing', 'is required')
  else if (lastUpdated < endedAt) object.note('last_updated', 'before_end', 'is before the end of the session')
  return lastUpdated ?? endedAt
}

export function readPeriodsOfCdr(object: WireObject): Cdr['chargingPeriods'] {
  const periods = readChargingPeriods(object)
  if (periods.length === 0) object.note('charging_periods', 'missing', 'must not be empty')
  return periods
}

function readCdr(object: WireObject, words: TariffWords, key: Parameters<CdrCodec['fromWire']>[1]): Cdr {
  const { prices } = words
  const chargingPeriods = readPeriodsOfCdr(object)
  const { countryCode, partyId, id } = readKey(object, key, 39)
  const endedAt = object.instant('end_date_time')
  const lastUpdated = readCdrDate(object, endedAt)
  return {
    countryCode,
    partyId,
    id,
    startedAt: object.instant('start_date_time'),
    endedAt,
    sessionId: object.optionalText('session_id', 36),
    token: object.object('cdr_token', readCdrToken) ?? object.fail('cdr_token', 'is required'),
    authMethod: object.textOr('auth_method', 20, 'UNKNOWN').toUpperCase(),
    authorizationReference: object.optionalText('authorization_reference', 36),
    location: object.object('cdr_location', readCdrLocation) ?? object.fail('cdr_location', 'is required'),
    meterId: object.optionalText('meter_id', 255),
    currency: readCurrency(object),
    tariffs: object.lenientList('tariffs', (item, path) =>
      readTariff(new WireObject(item, path, object.findings), words),
    ),
    chargingPeriods,
    signedData: object.lenientObject('signed_data', readSignedData),
    totalCost: prices.read(object, 'total_cost') ?? object.fail('total_cost', 'is required'),
    totalFixedCost: prices.read(object, 'total_fixed_cost'),
    totalEnergyKwh: object.exact('total_energy'),
    totalEnergyCost: prices.read(object, 'total_energy_cost'),
    totalTimeHours: object.exact('total_time'),
    totalTimeCost: prices.read(object, 'total_time_cost'),
    totalParkingTimeHours: object.optionalExact('total_parking_time'),
    totalParkingCost: prices.read(object, 'total_parking_cost'),
    totalReservationCost: prices.read(object, 'total_reservation_cost'),
    remark: object.optionalText('remark', 255),
    invoiceReferenceId: object.optionalText('invoice_reference_id', 39),
    credit: object.optionalFlag('credit') ?? false,
    creditReferenceId: object.optionalText('credit_reference_id', 39),
    homeChargingCompensation: object.optionalFlag('home_charging_compensation') ?? false,
    lastUpdated,
  }
}

function writeCdrLocation(location: CdrLocation): WireJson {
  return compact({
    id: location.id,
    name: location.name,
    address: location.address,
    city: location.city,
    postal_code: location.postalCode,
    state: location.state,
    country: location.country,
    coordinates: location.coordinates,
    evse_uid: location.evseUid,
    evse_id: location.evseId,
    connector_id: location.connectorId,
    connector_standard: location.connectorStandard,
    connector_format: location.connectorFormat,
    connector_power_type: location.connectorPowerType,
  })
}

function writeSignedData(signed: SignedData): WireJson {
  return compact({
    encoding_method: signed.encodingMethod,
    encoding_method_version: signed.encodingMethodVersion,
    public_key: signed.publicKey,
    signed_values: signed.signedValues.map(({ nature, plainData, signedData }) => ({
      nature,
      plain_data: plainData,
      signed_data: signedData,
    })),
    url: signed.url,
  })
}

function writeCdr(cdr: Cdr, words: TariffWords): WireJson {
  const { prices } = words
  return compact({
    country_code: cdr.countryCode,
    party_id: cdr.partyId,
    id: cdr.id,
    start_date_time: toDateTime(cdr.startedAt),
    end_date_time: toDateTime(cdr.endedAt),
    session_id: cdr.sessionId,
    cdr_token: writeCdrToken(cdr.token),
    auth_method: cdr.authMethod,
    authorization_reference: cdr.authorizationReference,
    cdr_location: writeCdrLocation(cdr.location),
    meter_id: cdr.meterId,
    currency: cdr.currency,
    tariffs: cdr.tariffs.map((tariff) => writeTariff(tariff, words)),
    charging_periods: writeChargingPeriods(cdr.chargingPeriods),
    signed_data: cdr.signedData && writeSignedData(cdr.signedData),
    total_cost: prices.write(cdr.totalCost),
    total_fixed_cost: prices.write(cdr.totalFixedCost),
    total_energy: toNumber(cdr.totalEnergyKwh),
    total_energy_cost: prices.write(cdr.totalEnergyCost),
    total_time: toNumber(cdr.totalTimeHours),
    total_time_cost: prices.write(cdr.totalTimeCost),
    total_parking_time: toNumber(cdr.totalParkingTimeHours),
    total_parking_cost: prices.write(cdr.totalParkingCost),
    total_reservation_cost: prices.write(cdr.totalReservationCost),
    remark: cdr.remark,
    invoice_reference_id: cdr.invoiceReferenceId,
    credit: cdr.credit || null,
    credit_reference_id: cdr.creditReferenceId,
    home_charging_compensation: cdr.homeChargingCompensation || null,
    last_updated: toDateTime(cdr.lastUpdated),
  })
}

export function cdrCodec(words: TariffWords): CdrCodec {
  return {
    fromWire(json, key) {
      const object = new WireObject(json, '', [])
      return { value: readCdr(object, words, key), findings: object.findings }
    },
    toWire: (cdr) => writeCdr(cdr, words),
  }
}

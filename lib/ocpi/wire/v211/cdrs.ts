// OCPI 2.1.1 mod_cdrs: a bare amount without VAT, the contract instead of the token, the whole location inside. No
// session, no credit, no costs by part: they are unknown, not zero.
import type { Cdr, CdrLocation } from '@/lib/roaming/core/session'
import type { CdrCodec } from '../codec'
import { readCdrDate, readPeriodsOfCdr } from '../cdrs'
import { noteCountry, readCurrency, readOwnedKey, writeChargingPeriods } from '../common'
import { CONNECTOR_TYPE, openValue } from '../enums'
import { PRICE_211 } from '../prices'
import { WireObject, type WireJson } from '../reader'
import { readTariff, writeTariff } from '../tariffs'
import { compact, toDateTime, toNumber } from '../writer'
import { readContract, usedParts, writeContract } from './common'
import { TARIFF_211 } from './tariffs'

function readLocation(object: WireObject): CdrLocation {
  const { evse, connector } = usedParts(object)
  return {
    id: object.id('id', 39),
    name: object.optionalText('name', 255),
    address: object.textOr('address', 45, ''),
    city: object.textOr('city', 45, ''),
    postalCode: object.optionalText('postal_code', 10),
    state: null,
    country: noteCountry(object, object.textOr('country', 3, '')),
    coordinates: object.lenientObject('coordinates', (point) => ({
      latitude: point.text('latitude', 10),
      longitude: point.text('longitude', 11),
    })),
    evseUid: evse?.textOr('uid', 39, '#NA') ?? '#NA',
    evseId: evse?.optionalText('evse_id', 48) ?? null,
    connectorId: connector?.textOr('id', 36, '#NA') ?? '#NA',
    connectorStandard: openValue(connector?.textOr('standard', 40, 'UNKNOWN') ?? 'UNKNOWN', CONNECTOR_TYPE),
    connectorFormat: connector?.textOr('format', 20, 'UNKNOWN').toUpperCase() ?? 'UNKNOWN',
    connectorPowerType: connector?.textOr('power_type', 20, 'UNKNOWN').toUpperCase() ?? 'UNKNOWN',
  }
}

function writeLocation(location: CdrLocation): WireJson {
  return compact({
    id: location.id,
    name: location.name,
    address: location.address,
    city: location.city,
    postal_code: location.postalCode,
    country: location.country,
    coordinates: location.coordinates,
    evses: [
      compact({
        uid: location.evseUid,
        evse_id: location.evseId,
        connectors: [
          {
            id: location.connectorId,
            standard: location.connectorStandard,
            format: location.connectorFormat,
            power_type: location.connectorPowerType,
          },
        ],
      }),
    ],
  })
}

const UNSAID = {
  signedData: null,
  totalFixedCost: null,
  totalEnergyCost: null,
  totalTimeCost: null,
  totalParkingCost: null,
  totalReservationCost: null,
  invoiceReferenceId: null,
  credit: false,
  creditReferenceId: null,
  homeChargingCompensation: false,
} satisfies Partial<Cdr>

export const cdrs: CdrCodec = {
  fromWire(json, key, owner) {
    const object = new WireObject(json, '', [])
    const named = readOwnedKey(object, key, owner, 39)
    const endedAt = object.instant('stop_date_time')
    const value: Cdr = {
      ...UNSAID,
      ...named,
      startedAt: object.instant('start_date_time'),
      endedAt,
      // Not of 2.1.1, but some give it all the same.
      sessionId: object.optionalText('session_id', 36),
      authorizationReference: object.optionalText('authorization_reference', 36),
      token: readContract(object),
      authMethod: object.textOr('auth_method', 20, 'UNKNOWN').toUpperCase(),
      location: object.object('location', readLocation) ?? object.fail('location', 'is required'),
      meterId: object.optionalText('meter_id', 255),
      currency: readCurrency(object),
      tariffs: object.lenientList('tariffs', (item, path) =>
        readTariff(new WireObject(item, path, object.findings), TARIFF_211, undefined, named),
      ),
      chargingPeriods: readPeriodsOfCdr(object),
      totalCost: PRICE_211.read(object, 'total_cost') ?? object.fail('total_cost', 'is required'),
      totalEnergyKwh: object.exact('total_energy'),
      totalTimeHours: object.exact('total_time'),
      totalParkingTimeHours: object.optionalExact('total_parking_time'),
      remark: object.optionalText('remark', 255),
      lastUpdated: readCdrDate(object, endedAt),
    }
    return { value, findings: object.findings }
  },
  toWire: (cdr) =>
    compact({
      id: cdr.id,
      start_date_time: toDateTime(cdr.startedAt),
      stop_date_time: toDateTime(cdr.endedAt),
      auth_id: writeContract(cdr.token),
      auth_method: cdr.authMethod,
      location: writeLocation(cdr.location),
      meter_id: cdr.meterId,
      currency: cdr.currency,
      tariffs: cdr.tariffs.map((tariff) => writeTariff(tariff, TARIFF_211)),
      charging_periods: writeChargingPeriods(cdr.chargingPeriods.map((period) => ({ ...period, tariffId: null }))),
      total_cost: PRICE_211.write(cdr.totalCost),
      total_energy: toNumber(cdr.totalEnergyKwh),
      total_time: toNumber(cdr.totalTimeHours),
      total_parking_time: toNumber(cdr.totalParkingTimeHours),
      remark: cdr.remark,
      last_updated: toDateTime(cdr.lastUpdated),
    }),
}

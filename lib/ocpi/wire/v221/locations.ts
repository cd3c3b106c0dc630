// OCPI 2.2.1 §8 Locations.
import type { Connector, Evse, Location } from '@/lib/roaming/core/location'
import { readKey } from '../common'
import { openValue, PARKING_TYPE } from '../enums'
import { locationCodec, type LocationWords } from '../locations'
import type { WireObject, WireJson } from '../reader'
import { writeCommonOfConnector, writeCommonOfEvse, writeCommonOfLocation } from '../write-locations'
import { compact } from '../writer'

function readPublish(object: WireObject): boolean {
  const flag = object.optionalFlag('publish')
  if (flag === null) object.note('publish', 'missing', 'is required')
  return flag ?? true
}

/** The fields of 2.2.1, which 2.3.0 adds to. */
export const connectorFields = (connector: Connector): WireJson => ({
  ...writeCommonOfConnector(connector),
  max_voltage: connector.maxVoltage,
  max_amperage: connector.maxAmperage,
  max_electric_power: connector.maxPowerW,
  tariff_ids: connector.tariffIds,
})

export const locationFields = (location: Omit<Location, 'evses'>): WireJson => ({
  ...writeCommonOfLocation(location),
  country_code: location.countryCode,
  party_id: location.partyId,
  publish: location.publish,
  publish_allowed_to: location.publishAllowedTo.map(({ uid, type, visualNumber, issuer, groupId }) =>
    compact({ uid, type, visual_number: visualNumber, issuer, group_id: groupId }),
  ),
  state: location.state,
  parking_type: location.parkingType,
})

const writeConnector = (connector: Connector): WireJson => compact(connectorFields(connector))

export const LOCATION_221: LocationWords = {
  readKey: (object, key) => readKey(object, key, 36),
  idLength: 36,
  readConnector(object) {
    const maxVoltage = object.optionalInteger('max_voltage')
    const maxAmperage = object.optionalInteger('max_amperage')
    if (maxVoltage === null) object.note('max_voltage', 'missing', 'is required')
    if (maxAmperage === null) object.note('max_amperage', 'missing', 'is required')
    const maxPowerW = object.optionalInteger('max_electric_power')
    return { maxVoltage, maxAmperage, maxPowerW, tariffIds: object.texts('tariff_ids', 36) }
  },
  readPublish,
  readParkingType(object) {
    const type = object.optionalText('parking_type', 30)
    return type === null ? null : openValue(type, PARKING_TYPE)
  },
  lax: false,
  writeConnector,
  writeEvse: (evse: Evse) => compact(writeCommonOfEvse(evse, writeConnector)),
  writeLocation: (location) => compact(locationFields(location)),
  foreign: { location: ['type'], connector: ['voltage', 'amperage', 'tariff_id'] },
}

export const locations = locationCodec(LOCATION_221)

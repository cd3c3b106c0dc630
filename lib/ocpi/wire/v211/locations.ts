// OCPI 2.1.1 mod_locations. No owner in the body, no `publish` (everything is shown), one tariff per connector, the
// parking type as `type`, and a date in a PATCH only where the sender likes.
import type { Connector, Evse } from '@/lib/roaming/core/location'
import { readOwnedKey } from '../common'
import { openValue, PARKING_TYPE } from '../enums'
import { locationCodec } from '../locations'
import type { WireJson, WireObject } from '../reader'
import { writeCommonOfConnector, writeCommonOfEvse, writeCommonOfLocation } from '../write-locations'
import { compact } from '../writer'

const LATER_TYPES = new Set(['ALONG_MOTORWAY', 'ON_DRIVEWAY'])

/** `type` is required and may be UNKNOWN: that is to say nothing. */
function readParkingType(object: WireObject): string | null {
  const type = openValue(object.textOr('type', 30, 'UNKNOWN'), PARKING_TYPE)
  return type === 'UNKNOWN' ? null : type
}

const writeParkingType = (type: string | null): string =>
  type === null ? 'UNKNOWN' : LATER_TYPES.has(type) ? 'OTHER' : type

/** Several tariffs, where a later version named them and the one of now is among them. */
function readTariffIds(object: WireObject): string[] {
  const id = object.optionalText('tariff_id', 36)
  const several = object.texts('tariff_ids', 36)
  return id === null || several.includes(id) ? several : [id]
}

function readConnector(object: WireObject) {
  const maxVoltage = object.optionalInteger('voltage')
  const maxAmperage = object.optionalInteger('amperage')
  if (maxVoltage === null) object.note('voltage', 'missing', 'is required')
  if (maxAmperage === null) object.note('amperage', 'missing', 'is required')
  const maxPowerW = object.optionalInteger('max_electric_power')
  return { maxVoltage, maxAmperage, maxPowerW, tariffIds: readTariffIds(object) }
}

const writeConnector = (connector: Connector): WireJson =>
  compact({
    ...writeCommonOfConnector(connector),
    voltage: connector.maxVoltage,
    amperage: connector.maxAmperage,
    tariff_id: connector.tariffIds[0],
  })

export const locations = locationCodec({
  readKey: (object, key, owner) => readOwnedKey(object, key, owner, 39),
  idLength: 39,
  readConnector,
  readPublish: (object) => object.optionalFlag('publish') ?? true,
  readParkingType,
  lax: true,
  writeConnector,
  writeEvse: (evse: Evse) => compact(writeCommonOfEvse(evse, writeConnector)),
  writeLocation: (location) =>
    compact({ ...writeCommonOfLocation(location, 'source'), type: writeParkingType(location.parkingType) }),
  foreign: { location: ['parking_type'], connector: ['max_voltage', 'max_amperage'] },
})

// OCPI 2.2.1 §8 Locations: Location, EVSE and Connector.
import { instant, isTimeZone, type Instant } from '@/lib/kernel/time'
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { Connector, Evse, EvseStatus, Location, OpeningHours, PublishTokenType } from '@/lib/roaming/core/location'
import { isJsonObject, WireObject, type Place, type Read, type WireJson } from '../reader'
import { compact, toDateTime } from '../writer'
import { readBusinessDetails, readDisplayText, readKey, sameOrMissing } from './common'

const EVSE_STATUSES = [
  'AVAILABLE',
  'BLOCKED',
  'CHARGING',
  'INOPERATIVE',
  'OUTOFORDER',
  'PLANNED',
  'REMOVED',
  'RESERVED',
  'UNKNOWN',
]

const UNDATED = instant(0)

export function readStatus(object: WireObject): EvseStatus {
  const status = object.textOr('status', 20, 'UNKNOWN').toUpperCase()
  if (EVSE_STATUSES.includes(status)) return status as EvseStatus // one of them, checked
  object.note('status', 'unknown_value', `"${status}" is not known`)
  return 'UNKNOWN'
}

/** A child that does not say when it changed is as old as its parent. */
function readLastUpdated(object: WireObject, parent: Instant | undefined): Instant {
  const at = object.optionalInstant('last_updated')
  if (at !== null) return at
  object.note('last_updated', 'missing', 'is required')
  return parent ?? UNDATED
}

function readConnector(object: WireObject, id: string | undefined, parent: Instant | undefined): Connector {
  const voltage = object.optionalInteger('max_voltage')
  const amperage = object.optionalInteger('max_amperage')
  if (voltage === null) object.note('max_voltage', 'missing', 'is required')
  if (amperage === null) object.note('max_amperage', 'missing', 'is required')
  return {
    id: id === undefined ? object.id('id', 36) : sameOrMissing(object, 'id', id),
    standard: object.textOr('standard', 40, 'UNKNOWN').toUpperCase(),
    format: object.textOr('format', 20, 'UNKNOWN').toUpperCase(),
    powerType: object.textOr('power_type', 20, 'UNKNOWN').toUpperCase(),
    maxVoltage: voltage,
    maxAmperage: amperage,
    maxPowerW: object.optionalInteger('max_electric_power'),
    tariffIds: object.texts('tariff_ids', 36),
    termsUrl: object.optionalText('terms_and_conditions', 255),
    lastUpdated: readLastUpdated(object, parent),
  }
}

function readCoordinates(object: WireObject): { latitude: string; longitude: string } {
  const latitude = object.text('latitude', 10)
  const longitude = object.text('longitude', 11)
  if (!/^-?\d{1,2}\.\d{5,7}$/.test(latitude)) object.note('latitude', 'format', 'is not of the form 57.708870')
  if (!/^-?\d{1,3}\.\d{5,7}$/.test(longitude)) object.note('longitude', 'format', 'is not of the form 11.974560')
  return { latitude, longitude }
}

function readEvse(object: WireObject, uid: string | undefined, parent: Instant | undefined): Evse {
  const lastUpdated = readLastUpdated(object, parent)
  const connectors = object.list('connectors', (item, path) =>
    readConnector(new WireObject(item, path, object.findings), undefined, lastUpdated),
  )
  if (connectors.length === 0) object.note('connectors', 'missing', 'must not be empty')
  return {
    uid: uid === undefined ? object.id('uid', 36) : sameOrMissing(object, 'uid', uid),
    evseId: object.optionalText('evse_id', 48),
    status: readStatus(object),
    capabilities: object.texts('capabilities', 50).map((capability) => capability.toUpperCase()),
    connectors,
    floorLevel: object.optionalText('floor_level', 4),
    coordinates: object.lenientObject('coordinates', readCoordinates),
    physicalReference: object.optionalText('physical_reference', 16),
    directions: object.lenientList('directions', (item, path) => readDisplayText(item, path, object)),
    parkingRestrictions: object.texts('parking_restrictions', 50).map((restriction) => restriction.toUpperCase()),
    lastUpdated,
  }
}

function readPublishToken(item: unknown, path: Place, into: WireObject): PublishTokenType {
  const object = new WireObject(item, path, into.findings)
  return {
    uid: object.optionalText('uid', 36),
    type: object.optionalText('type', 20)?.toUpperCase() ?? null,
    visualNumber: object.optionalText('visual_number', 64),
    issuer: object.optionalText('issuer', 64),
    groupId: object.optionalText('group_id', 36),
  }
}

function readOpeningHours(object: WireObject): OpeningHours {
  const period = (item: unknown, path: Place) => {
    const exception = new WireObject(item, path, object.findings)
    return { from: exception.instant('period_begin'), to: exception.instant('period_end') }
  }
  const regular = object.lenientList('regular_hours', (item, path) => {
    const hours = new WireObject(item, path, object.findings)
    return {
      weekday: hours.optionalInteger('weekday') ?? hours.fail('weekday', 'is required'),
      begin: hours.text('period_begin', 5),
      end: hours.text('period_end', 5),
    }
  })
  return {
    twentyFourSeven: object.optionalFlag('twentyfourseven') ?? regular.length === 0,
    regular,
    openings: object.lenientList('exceptional_openings', period),
    closings: object.lenientList('exceptional_closings', period),
  }
}

function readTimeZone(object: WireObject): string | null {
  const zone = object.optionalText('time_zone', 255)
  if (zone === null) object.note('time_zone', 'missing', 'is required')
  else if (!isTimeZone(zone)) object.note('time_zone', 'unknown_value', `"${zone}" is no time zone`)
  else return zone
  return null
}

function readFlag(object: WireObject, name: string, fallback: boolean): boolean {
  const flag = object.optionalFlag(name)
  if (flag === null) object.note(name, 'missing', 'is required')
  return flag ?? fallback
}

/** Reads a Location object with its EVSEs. With `key`, the owner's key in the address, the body must agree. */
export function fromWire(json: unknown, key?: ObjectKey): Read<Location> {
  const object = new WireObject(json, '', [])
  const lastUpdated = object.instant('last_updated')
  const value: Location = {
    ...readKey(object, key, 36),
    publish: readFlag(object, 'publish', true),
    publishAllowedTo: object.lenientList('publish_allowed_to', (item, path) => readPublishToken(item, path, object)),
    name: object.optionalText('name', 255),
    address: object.text('address', 255),
    city: object.text('city', 45),
    postalCode: object.optionalText('postal_code', 10),
    state: object.optionalText('state', 45),
    country: object.text('country', 3).toUpperCase(),
    coordinates: object.object('coordinates', readCoordinates) ?? object.fail('coordinates', 'is required'),
    parkingType: object.optionalText('parking_type', 30)?.toUpperCase() ?? null,
    evses: object.list('evses', (item, path) =>
      readEvse(new WireObject(item, path, object.findings), undefined, lastUpdated),
    ),
    directions: object.lenientList('directions', (item, path) => readDisplayText(item, path, object)),
    operator: object.lenientObject('operator', readBusinessDetails),
    facilities: object.texts('facilities', 50).map((facility) => facility.toUpperCase()),
    timeZone: readTimeZone(object),
    openingHours: object.lenientObject('opening_times', readOpeningHours),
    chargingWhenClosed: object.optionalFlag('charging_when_closed') ?? true,
    helpPhone: object.optionalText('help_phone', 25),
    lastUpdated,
  }
  return { value, findings: object.findings }
}

/** Reads an EVSE object. With `uid`, that of the address, the body must agree. */
export function evseFromWire(json: unknown, uid?: string): Read<Evse> {
  const object = new WireObject(json, '', [])
  if (!object.has('last_updated')) object.fail('last_updated', 'is required')
  return { value: readEvse(object, uid, undefined), findings: object.findings }
}

/** Reads a Connector object. With `id`, that of the address, the body must agree. */
export function connectorFromWire(json: unknown, id?: string): Read<Connector> {
  const object = new WireObject(json, '', [])
  if (!object.has('last_updated')) object.fail('last_updated', 'is required')
  return { value: readConnector(object, id, undefined), findings: object.findings }
}

/** What the commonest message says, and nothing else (LOC-2); null for any other PATCH of an EVSE. */
export function statusPatch(json: unknown): Read<{ status: EvseStatus; lastUpdated: Instant }> | null {
  if (!isJsonObject(json)) return null
  const names = Object.keys(json)
  if (names.length !== 2 || typeof json['status'] !== 'string' || !('last_updated' in json)) return null
  const object = new WireObject(json, '', [])
  return {
    value: { lastUpdated: object.instant('last_updated'), status: readStatus(object) },
    findings: object.findings,
  }
}

/** The sender's `last_updated` of a PATCH, which 2.2.1 requires (§4.2.3.3). */
export function patchLastUpdated(patch: unknown): Instant {
  return new WireObject(patch, '', []).instant('last_updated')
}

export function connectorToWire(connector: Connector): WireJson {
  return compact({
    id: connector.id,
    standard: connector.standard,
    format: connector.format,
    power_type: connector.powerType,
    max_voltage: connector.maxVoltage,
    max_amperage: connector.maxAmperage,
    max_electric_power: connector.maxPowerW,
    tariff_ids: connector.tariffIds,
    terms_and_conditions: connector.termsUrl,
    last_updated: toDateTime(connector.lastUpdated),
  })
}

export function evseToWire(evse: Evse): WireJson {
  return compact({
    uid: evse.uid,
    evse_id: evse.evseId,
    status: evse.status,
    capabilities: evse.capabilities,
    connectors: evse.connectors.map(connectorToWire),
    floor_level: evse.floorLevel,
    coordinates: evse.coordinates,
    physical_reference: evse.physicalReference,
    directions: evse.directions,
    parking_restrictions: evse.parkingRestrictions,
    last_updated: toDateTime(evse.lastUpdated),
  })
}

function writeOpeningHours(hours: OpeningHours): WireJson {
  const exception = ({ from, to }: { from: Instant; to: Instant }) => ({
    period_begin: toDateTime(from),
    period_end: toDateTime(to),
  })
  return compact({
    twentyfourseven: hours.twentyFourSeven,
    regular_hours: hours.regular.map(({ weekday, begin, end }) => ({ weekday, period_begin: begin, period_end: end })),
    exceptional_openings: hours.openings.map(exception),
    exceptional_closings: hours.closings.map(exception),
  })
}

export function toWire(location: Location): WireJson {
  return compact({
    country_code: location.countryCode,
    party_id: location.partyId,
    id: location.id,
    publish: location.publish,
    publish_allowed_to: location.publishAllowedTo.map(({ uid, type, visualNumber, issuer, groupId }) =>
      compact({ uid, type, visual_number: visualNumber, issuer, group_id: groupId }),
    ),
    name: location.name,
    address: location.address,
    city: location.city,
    postal_code: location.postalCode,
    state: location.state,
    country: location.country,
    coordinates: location.coordinates,
    parking_type: location.parkingType,
    evses: location.evses.map(evseToWire),
    directions: location.directions,
    operator: location.operator && compact(location.operator),
    facilities: location.facilities,
    time_zone: location.timeZone,
    opening_times: location.openingHours && writeOpeningHours(location.openingHours),
    charging_when_closed: location.chargingWhenClosed,
    help_phone: location.helpPhone,
    last_updated: toDateTime(location.lastUpdated),
  })
}

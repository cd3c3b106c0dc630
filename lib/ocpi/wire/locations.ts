// Locations, OCPI 2.3.0 §8: Location, EVSE and Connector. One adapter for all versions; newer fields are read in older
// ones too, where a partner gives them.
import { instant, isTimeZone, type Instant } from '@/lib/kernel/time'
import type { ObjectKey } from '@/lib/roaming/core/common'
import type {
  Connector,
  Coordinates,
  Evse,
  EvseStatus,
  Location,
  OpeningHours,
  PublishTokenType,
} from '@/lib/roaming/core/location'
import type { LocationCodec, Party } from './codec'
import { noteCountry, readBusinessDetails, readDisplayText, readImages, sameOrMissing } from './common'
import { CAPABILITY, CONNECTOR_CAPABILITY, CONNECTOR_TYPE, FACILITY, openValue, PARKING_RESTRICTION } from './enums'
import { readEnergyMix, readEvseParking, readParkingPlace } from './parking'
import { isJsonObject, WireObject, type Place, type Read, type WireJson } from './reader'

type ConnectorParts = Pick<Connector, 'maxVoltage' | 'maxAmperage' | 'maxPowerW' | 'tariffIds'>

/** What distinguishes a version. */
export type LocationWords = {
  readKey(object: WireObject, key: ObjectKey | undefined, owner: Party | undefined): ObjectKey
  readonly idLength: number
  readConnector(object: WireObject): ConnectorParts
  readPublish(object: WireObject): boolean
  readParkingType(object: WireObject): string | null
  /** What is required since 2.2 and optional before: a date in a PATCH and in an object put alone, a time zone. */
  readonly lax: boolean
  writeLocation(location: Omit<Location, 'evses'>): WireJson
  writeEvse(evse: Evse): WireJson
  writeConnector(connector: Connector): WireJson
  readonly foreign: LocationCodec['foreign']
}

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

function readConnector(
  object: WireObject,
  words: LocationWords,
  id: string | undefined,
  parent: Instant | undefined,
): Connector {
  return {
    id: id === undefined ? object.id('id', 36) : sameOrMissing(object, 'id', id),
    standard: openValue(object.textOr('standard', 40, 'UNKNOWN'), CONNECTOR_TYPE),
    format: object.textOr('format', 20, 'UNKNOWN').toUpperCase(),
    powerType: object.textOr('power_type', 20, 'UNKNOWN').toUpperCase(),
    ...words.readConnector(object),
    termsUrl: object.optionalText('terms_and_conditions', 255),
    capabilities: object.texts('capabilities', 50).map((value) => openValue(value, CONNECTOR_CAPABILITY)),
    lastUpdated: readLastUpdated(object, parent),
  }
}

export function readCoordinates(object: WireObject): Coordinates {
  const latitude = object.text('latitude', 10)
  const longitude = object.text('longitude', 11)
  if (!/^-?\d{1,2}\.\d{5,7}$/.test(latitude)) object.note('latitude', 'format', 'is not of the form 57.708870')
  if (!/^-?\d{1,3}\.\d{5,7}$/.test(longitude)) object.note('longitude', 'format', 'is not of the form 11.974560')
  return { latitude, longitude }
}

function readEvse(
  object: WireObject,
  words: LocationWords,
  uid: string | undefined,
  parent: Instant | undefined,
): Evse {
  const lastUpdated = readLastUpdated(object, parent)
  const connectors = object.list('connectors', (item, path) =>
    readConnector(new WireObject(item, path, object.findings), words, undefined, lastUpdated),
  )
  if (connectors.length === 0) object.note('connectors', 'missing', 'must not be empty')
  return {
    uid: uid === undefined ? object.id('uid', words.idLength) : sameOrMissing(object, 'uid', uid),
    evseId: object.optionalText('evse_id', 48),
    status: readStatus(object),
    statusSchedule: object.lenientList('status_schedule', (item, path) => {
      const entry = new WireObject(item, path, object.findings)
      const [from, to] = [entry.instant('period_begin'), entry.optionalInstant('period_end')]
      return { from, to, status: readStatus(entry) }
    }),
    capabilities: object.texts('capabilities', 50).map((value) => openValue(value, CAPABILITY)),
    connectors,
    floorLevel: object.optionalText('floor_level', 4),
    coordinates: object.lenientObject('coordinates', readCoordinates),
    physicalReference: object.optionalText('physical_reference', 16),
    directions: object.lenientList('directions', (item, path) => readDisplayText(item, path, object)),
    parkingRestrictions: object.texts('parking_restrictions', 50).map((value) => openValue(value, PARKING_RESTRICTION)),
    parking: object.lenientList('parking', (item, path) => readEvseParking(item, path, object)),
    images: readImages(object),
    acceptedServiceProviders: object.texts('accepted_service_providers', 50),
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

function readTimeZone(object: WireObject, lax: boolean): string | null {
  const zone = object.optionalText('time_zone', 255)
  if (zone === null && lax) return null
  if (zone === null) object.note('time_zone', 'missing', 'is required')
  else if (!isTimeZone(zone)) object.note('time_zone', 'unknown_value', `"${zone}" is no time zone`)
  else return zone
  return null
}

function readRelated(item: unknown, path: Place, into: WireObject): Location['relatedLocations'][number] {
  const object = new WireObject(item, path, into.findings)
  const name = object.object('name', (text) => readDisplayText(text.fields, text.place, text))
  return { ...readCoordinates(object), name }
}

function readLocation(object: WireObject, words: LocationWords, key?: ObjectKey, owner?: Party): Location {
  const lastUpdated = object.instant('last_updated')
  return {
    ...words.readKey(object, key, owner),
    publish: words.readPublish(object),
    publishAllowedTo: object.lenientList('publish_allowed_to', (item, path) => readPublishToken(item, path, object)),
    name: object.optionalText('name', 255),
    address: object.text('address', 255),
    city: object.text('city', 45),
    postalCode: object.optionalText('postal_code', 10),
    state: object.optionalText('state', 45),
    country: noteCountry(object, object.text('country', 3)),
    coordinates: object.object('coordinates', readCoordinates) ?? object.fail('coordinates', 'is required'),
    relatedLocations: object.lenientList('related_locations', (item, path) => readRelated(item, path, object)),
    parkingType: words.readParkingType(object),
    evses: object.list('evses', (item, path) =>
      readEvse(new WireObject(item, path, object.findings), words, undefined, lastUpdated),
    ),
    directions: object.lenientList('directions', (item, path) => readDisplayText(item, path, object)),
    operator: object.lenientObject('operator', readBusinessDetails),
    suboperator: object.lenientObject('suboperator', readBusinessDetails),
    owner: object.lenientObject('owner', readBusinessDetails),
    facilities: object.texts('facilities', 50).map((value) => openValue(value, FACILITY)),
    timeZone: readTimeZone(object, words.lax),
    openingHours: object.lenientObject('opening_times', readOpeningHours),
    chargingWhenClosed: object.optionalFlag('charging_when_closed') ?? true,
    images: readImages(object),
    energyMix: object.lenientObject('energy_mix', readEnergyMix),
    parkingPlaces: object.lenientList('parking_places', (item, path) => readParkingPlace(item, path, object)),
    helpPhone: object.optionalText('help_phone', 25),
    lastUpdated,
  }
}

/** A status and nothing else: the commonest message (LOC-2). */
function readStatusPatch(
  json: unknown,
  lax: boolean,
): Read<{ status: EvseStatus; lastUpdated: Instant | null }> | null {
  if (!isJsonObject(json) || typeof json['status'] !== 'string') return null
  const dated = 'last_updated' in json
  if (Object.keys(json).length !== (dated ? 2 : 1) || (!dated && !lax)) return null
  const object = new WireObject(json, '', [])
  const lastUpdated = lax ? object.optionalInstant('last_updated') : object.instant('last_updated')
  return { value: { lastUpdated, status: readStatus(object) }, findings: object.findings }
}

export function locationCodec(words: LocationWords): LocationCodec {
  const { lax, foreign } = words
  const part = (json: unknown): WireObject => {
    const object = new WireObject(json, '', [])
    if (!lax && !object.has('last_updated')) object.fail('last_updated', 'is required')
    return object
  }
  return {
    foreign,
    fromWire(json, key, owner) {
      const object = new WireObject(json, '', [])
      return { value: readLocation(object, words, key, owner), findings: object.findings }
    },
    evseFromWire(json, uid, receivedAt) {
      const object = part(json)
      return { value: readEvse(object, words, uid, receivedAt), findings: object.findings }
    },
    connectorFromWire(json, id, receivedAt) {
      const object = part(json)
      return { value: readConnector(object, words, id, receivedAt), findings: object.findings }
    },
    statusPatch: (json) => readStatusPatch(json, lax),
    patchLastUpdated(patch) {
      const object = new WireObject(patch, '', [])
      return lax ? object.optionalInstant('last_updated') : object.instant('last_updated')
    },
    toWire: ({ evses, ...location }) => ({
      ...words.writeLocation(location),
      ...(evses.length > 0 && { evses: evses.map(words.writeEvse) }),
    }),
    evseToWire: words.writeEvse,
    connectorToWire: words.writeConnector,
  }
}

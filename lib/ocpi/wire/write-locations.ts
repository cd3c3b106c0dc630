// What every version writes of a location alike.
import type { Instant } from '@/lib/kernel/time'
import type { Connector, Evse, Location, OpeningHours } from '@/lib/roaming/core/location'
import { writeBusinessDetails, writeImage } from './common'
import { writeEnergyMix } from './parking'
import type { WireJson } from './reader'
import { compact, toDateTime } from './writer'

const period = ({ from, to }: { from: Instant; to: Instant }): WireJson => ({
  period_begin: toDateTime(from),
  period_end: toDateTime(to),
})

function writeOpeningHours(hours: OpeningHours): WireJson {
  return compact({
    twentyfourseven: hours.twentyFourSeven,
    regular_hours: hours.regular.map(({ weekday, begin, end }) => ({ weekday, period_begin: begin, period_end: end })),
    exceptional_openings: hours.openings.map(period),
    exceptional_closings: hours.closings.map(period),
  })
}

export function writeCommonOfConnector(connector: Connector): WireJson {
  return {
    id: connector.id,
    standard: connector.standard,
    format: connector.format,
    power_type: connector.powerType,
    terms_and_conditions: connector.termsUrl,
    last_updated: toDateTime(connector.lastUpdated),
  }
}

export function writeCommonOfEvse(evse: Evse, writeConnector: (connector: Connector) => WireJson): WireJson {
  return {
    uid: evse.uid,
    evse_id: evse.evseId,
    status: evse.status,
    status_schedule: evse.statusSchedule.map(({ from, to, status }) =>
      compact({ period_begin: toDateTime(from), period_end: toDateTime(to), status }),
    ),
    capabilities: evse.capabilities,
    connectors: evse.connectors.map(writeConnector),
    floor_level: evse.floorLevel,
    coordinates: evse.coordinates,
    physical_reference: evse.physicalReference,
    directions: evse.directions,
    parking_restrictions: evse.parkingRestrictions,
    images: evse.images.map(writeImage),
    last_updated: toDateTime(evse.lastUpdated),
  }
}

export function writeCommonOfLocation(
  location: Omit<Location, 'evses'>,
  impactName: 'category' | 'source' = 'category',
): WireJson {
  const { operator, suboperator, owner, openingHours, energyMix } = location
  return {
    id: location.id,
    name: location.name,
    address: location.address,
    city: location.city,
    postal_code: location.postalCode,
    country: location.country,
    coordinates: location.coordinates,
    related_locations: location.relatedLocations.map(compact),
    directions: location.directions,
    operator: operator && writeBusinessDetails(operator),
    suboperator: suboperator && writeBusinessDetails(suboperator),
    owner: owner && writeBusinessDetails(owner),
    facilities: location.facilities,
    time_zone: location.timeZone,
    opening_times: openingHours && writeOpeningHours(openingHours),
    charging_when_closed: location.chargingWhenClosed,
    images: location.images.map(writeImage),
    energy_mix: energyMix && writeEnergyMix(energyMix, impactName),
    last_updated: toDateTime(location.lastUpdated),
  }
}

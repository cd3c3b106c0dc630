// OCPI 2.3.0 §8 Locations: 2.2.1 with parking places, a help phone, and what a connector and an EVSE can do for whom.
import type { Connector, Evse } from '@/lib/roaming/core/location'
import type { WireJson } from '../reader'
import { locationCodec, type LocationWords } from '../locations'
import { writeEvseParking, writeParkingPlace } from '../parking'
import { connectorFields, LOCATION_221, locationFields } from '../v221/locations'
import { writeCommonOfEvse } from '../write-locations'
import { compact } from '../writer'

const writeConnector = (connector: Connector): WireJson =>
  compact({ ...connectorFields(connector), capabilities: connector.capabilities })

const LOCATION_230: LocationWords = {
  ...LOCATION_221,
  writeConnector,
  writeEvse: (evse: Evse) =>
    compact({
      ...writeCommonOfEvse(evse, writeConnector),
      parking: evse.parking.map(writeEvseParking),
      accepted_service_providers: evse.acceptedServiceProviders,
    }),
  writeLocation: (location) =>
    compact({
      ...locationFields(location),
      parking_places: location.parkingPlaces.map(writeParkingPlace),
      help_phone: location.helpPhone,
    }),
}

export const locations = locationCodec(LOCATION_230)

// OCPI 2.2.1 §8.2.2 Locations, Receiver: GET, PUT and PATCH of Location, EVSE and Connector; POST and DELETE do not
// exist: an EVSE ends by its status REMOVED.
import { foldId, type ObjectKey } from '@/lib/roaming/core/common'
import { changeEvse, type EvseChange } from '@/lib/roaming/locations/change-evse'
import { patchLocation } from '@/lib/roaming/locations/patch-location'
import { putLocation } from '@/lib/roaming/locations/put-location'
import { findReceivedEvse, findReceivedLocation } from '@/lib/roaming/locations/queries'
import { setEvseStatus } from '@/lib/roaming/locations/set-evse-status'
import type { LocationCodec } from '../wire/codec'
import {
  mergeConnector,
  mergeEvse,
  mergeLocation,
  toIncoming,
  wholeEvse,
  writeReceived,
  writeReceivedEvse,
} from '../wire/location-merge'
import type { Call, Routes } from '../http/receiver'
import { created, notFound, ok, STATUS, type Reply } from '../http/reply'

const unknownLocation = () => notFound(STATUS.unknownLocation, 'There is no such location')
const unknownEvse = () => notFound(STATUS.unknownLocation, 'There is no such EVSE')
const unknownConnector = () => notFound(STATUS.unknownLocation, 'There is no such connector')

const answer = (outcome: 'created' | 'updated' | 'ignored' | 'unknown', unknown: () => Reply): Reply => {
  if (outcome === 'unknown') return unknown()
  return outcome === 'created' ? created() : ok()
}

export function receiveLocations(wire: LocationCodec): Routes {
  return {
    '{country_code}/{party_id}/{location_id}': locationMethods(wire),
    '{country_code}/{party_id}/{location_id}/{evse_uid}': evseMethods(wire),
    '{country_code}/{party_id}/{location_id}/{evse_uid}/{connector_id}': connectorMethods(wire),
  }
}

function locationMethods(wire: LocationCodec): Routes[string] {
  return {
    GET: async (call) => {
      const found = await findReceivedLocation(call.ctx, keyOf(call))
      return found ? ok(writeReceived(wire, found)) : unknownLocation()
    },
    PUT: async (call) => {
      const { value: location, findings } = wire.fromWire(call.body, keyOf(call))
      return answer(await putLocation(call.ctx, toIncoming(wire, location, call.body, findings)), unknownLocation)
    },
    PATCH: async (call) => {
      const apply = mergeLocation(wire, call.body, wire.patchLastUpdated(call.body))
      return answer(await patchLocation(call.ctx, { key: keyOf(call), apply }), unknownLocation)
    },
  }
}

function evseMethods(wire: LocationCodec): Routes[string] {
  return {
    GET: async (call) => {
      const found = await findReceivedEvse(call.ctx, keyOf(call), uidOf(call))
      return found ? ok(writeReceivedEvse(wire, found)) : unknownEvse()
    },
    PUT: async (call) => {
      const { value } = wire.evseFromWire(call.body, uidOf(call), call.ctx.clock.now())
      const { over, ...evse } = wholeEvse(wire, value, call.body)
      const apply: EvseChange['apply'] = (current) => (current ? (over?.(current) ?? 'ignored') : evse)
      return answer(await changeEvse(call.ctx, { locationKey: keyOf(call), uid: uidOf(call), apply }), unknownLocation)
    },
    PATCH: async (call) => {
      const target = { locationKey: keyOf(call), uid: uidOf(call) }
      const status = wire.statusPatch(call.body)
      if (status)
        return answer(await setEvseStatus(call.ctx, { ...target, ...status.value, received: call.body }), unknownEvse)
      const merge = mergeEvse(wire, call.body, wire.patchLastUpdated(call.body))
      return answer(
        await changeEvse(call.ctx, { ...target, apply: (current) => current && merge(current) }),
        unknownEvse,
      )
    },
  }
}

function connectorMethods(wire: LocationCodec): Routes[string] {
  return {
    GET: async (call) => {
      const found = await findReceivedEvse(call.ctx, keyOf(call), uidOf(call))
      const connectors = found ? writeReceivedEvse(wire, found)['connectors'] : null
      const wanted = foldId(connectorOf(call))
      const connector = (connectors as { id: string }[] | null)?.find(({ id }) => foldId(id) === wanted) // written above
      return connector ? ok(connector) : unknownConnector()
    },
    PUT: async (call) => {
      const { value: connector } = wire.connectorFromWire(call.body, connectorOf(call), call.ctx.clock.now())
      const apply = mergeConnector(wire, connectorOf(call), call.body, 'put')
      const target = {
        locationKey: keyOf(call),
        uid: uidOf(call),
        connectorId: connectorOf(call),
        lastUpdated: connector.lastUpdated,
      }
      return answer(
        await changeEvse(call.ctx, { ...target, apply: (current) => current && apply(current) }),
        unknownEvse,
      )
    },
    PATCH: async (call) => {
      const lastUpdated = wire.patchLastUpdated(call.body)
      const apply = mergeConnector(wire, connectorOf(call), call.body, 'patch')
      const target = { locationKey: keyOf(call), uid: uidOf(call), connectorId: connectorOf(call), lastUpdated }
      return answer(
        await changeEvse(call.ctx, { ...target, apply: (current) => current && apply(current) }),
        unknownConnector,
      )
    },
  }
}

function keyOf({ params }: Call): ObjectKey {
  return { countryCode: params['country_code']!, partyId: params['party_id']!, id: params['location_id']! } // named by the route
}

const uidOf = ({ params }: Call): string => params['evse_uid']! // named by the route
const connectorOf = ({ params }: Call): string => params['connector_id']! // named by the route

// OCPI 2.1.1 mod_sessions. Other names for the times; the contract instead of the token; the whole location inside.
import type { Session } from '@/lib/roaming/core/session'
import { readCurrency, readOwnedKey, writeChargingPeriods } from '../common'
import { PRICE_211 } from '../prices'
import { isJsonObject, WireObject, type WireJson } from '../reader'
import { readStatus, sessionCodec } from '../sessions'
import { compact, toDateTime, toNumber } from '../writer'
import { readContract, readPlace, writeContract, writePlace } from './common'

export const sessions = sessionCodec({
  foreign: ['start_date_time', 'end_date_time', 'location_id', 'evse_uid', 'connector_id'],
  // 2.1.1 does not ask for it, and its own examples leave it out.
  patchLastUpdated: (patch) => new WireObject(patch, '', []).optionalInstant('last_updated'),
  read(object, key, owner) {
    const endedAt = object.optionalInstant('end_datetime')
    const place = object.object('location', readPlace) ?? object.fail('location', 'is required')
    return {
      ...readOwnedKey(object, key, owner, 36),
      startedAt: object.instant('start_datetime'),
      endedAt,
      energyKwh: object.exact('kwh'),
      token: readContract(object),
      authMethod: object.textOr('auth_method', 20, 'UNKNOWN').toUpperCase(),
      authorizationReference: object.optionalText('authorization_reference', 36),
      locationId: place.id,
      evseUid: place.evseUid,
      connectorId: place.connectorId,
      meterId: object.optionalText('meter_id', 255),
      currency: readCurrency(object),
      totalCost: PRICE_211.read(object, 'total_cost'),
      status: readStatus(object, endedAt !== null),
      lastUpdated: object.instant('last_updated'),
    }
  },
  write: (session) =>
    compact({
      id: session.id,
      start_datetime: toDateTime(session.startedAt),
      end_datetime: toDateTime(session.endedAt),
      kwh: toNumber(session.energyKwh),
      auth_id: writeContract(session.token),
      auth_method: session.authMethod,
      location: writePlace({ id: session.locationId, evseUid: session.evseUid, connectorId: session.connectorId }),
      meter_id: session.meterId,
      currency: session.currency,
      // They name no tariff.
      charging_periods: writeChargingPeriods(session.chargingPeriods.map((period) => ({ ...period, tariffId: null }))),
      total_cost: PRICE_211.write(session.totalCost),
      status: session.status,
      last_updated: toDateTime(session.lastUpdated),
    }),
  keep: keepLocation,
})

/** We know the ids only; the partner's words know the place. */
function keepLocation({ location }: WireJson, session: Session): WireJson {
  if (!isJsonObject(location)) return {}
  const place = readPlace(new WireObject(location, '', []))
  const isSame = place.id === session.locationId && place.evseUid === session.evseUid
  return isSame && place.connectorId === session.connectorId ? { location } : {}
}

// OCPI 2.2.1 §13 Commands: we send the command, the CPO answers at once and later with a result.
import type { CommandResponseType, CommandResultType } from '@/lib/roaming/core/command'
import type { CommandResponse, CommandResult, ReserveNow, StartSession, UnlockConnector } from '../codec'
import { WireObject, type Read, type WireJson } from '../reader'
import { compact, toDateTime } from '../writer'
import { readDisplayText } from '../common'
import { writeToken } from './tokens'

const RESPONSES = ['NOT_SUPPORTED', 'REJECTED', 'ACCEPTED', 'UNKNOWN_SESSION']
const RESULTS = [
  'ACCEPTED',
  'CANCELED_RESERVATION',
  'EVSE_OCCUPIED',
  'EVSE_INOPERATIVE',
  'FAILED',
  'NOT_SUPPORTED',
  'REJECTED',
  'TIMEOUT',
  'UNKNOWN_RESERVATION',
]

const readMessage = (object: WireObject): string | null =>
  object.lenientList('message', (item, path) => readDisplayText(item, path, object))[0]?.text ?? null

/** The synchronous answer. An answer that we do not know is no acceptance. */
export function commandResponseFromWire(json: unknown): Read<CommandResponse> {
  const object = new WireObject(json, '', [])
  const result = object.text('result', 40).toUpperCase()
  if (!RESPONSES.includes(result)) object.note('result', 'unknown_value', `"${result}" is not known`)
  const value = {
    result: (RESPONSES.includes(result) ? result : 'REJECTED') as CommandResponseType, // one of them, checked
    timeoutSeconds: object.optionalInteger('timeout'),
    message: readMessage(object),
  }
  return { value, findings: object.findings }
}

/** The asynchronous result. A result that we do not know is a failure. */
export function commandResultFromWire(json: unknown): Read<CommandResult> {
  const object = new WireObject(json, '', [])
  const result = object.text('result', 40).toUpperCase()
  if (!RESULTS.includes(result)) object.note('result', 'unknown_value', `"${result}" is not known`)
  const value = {
    result: (RESULTS.includes(result) ? result : 'FAILED') as CommandResultType, // one of them, checked
    message: readMessage(object),
  }
  return { value, findings: object.findings }
}

export function startSessionToWire(command: StartSession): WireJson {
  return compact({
    response_url: command.responseUrl,
    token: writeToken(command.token),
    location_id: command.locationId,
    evse_uid: command.evseUid,
    connector_id: command.connectorId,
    authorization_reference: command.authorizationReference,
  })
}

export function stopSessionToWire(command: { responseUrl: string; sessionId: string }): WireJson {
  return { response_url: command.responseUrl, session_id: command.sessionId }
}

export function reserveNowToWire(command: ReserveNow): WireJson {
  return compact({
    response_url: command.responseUrl,
    token: writeToken(command.token),
    expiry_date: toDateTime(command.expiresAt),
    reservation_id: command.reservationId,
    location_id: command.locationId,
    evse_uid: command.evseUid,
    authorization_reference: command.authorizationReference,
  })
}

export function cancelReservationToWire(command: { responseUrl: string; reservationId: string }): WireJson {
  return { response_url: command.responseUrl, reservation_id: command.reservationId }
}

export function unlockConnectorToWire({ responseUrl, locationId, evseUid, connectorId }: UnlockConnector): WireJson {
  return { response_url: responseUrl, location_id: locationId, evse_uid: evseUid, connector_id: connectorId }
}

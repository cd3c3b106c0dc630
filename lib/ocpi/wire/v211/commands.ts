// OCPI 2.1.1 mod_commands: CommandResponse is both the answer and the later result, without a time limit; a command
// carries no reference and names no connector.
import type { CommandResponseType, CommandResultType } from '@/lib/roaming/core/command'
import type { CommandCodec } from '../codec'
import { WireObject } from '../reader'
import { stopSessionToWire, unlockConnectorToWire } from '../v221/commands'
import { compact, toDateTime } from '../writer'
import { writeToken } from './tokens'

const RESULTS = ['NOT_SUPPORTED', 'REJECTED', 'ACCEPTED', 'TIMEOUT', 'UNKNOWN_SESSION']

function readResult(json: unknown, fallback: string) {
  const object = new WireObject(json, '', [])
  const result = object.text('result', 40).toUpperCase()
  if (!RESULTS.includes(result)) object.note('result', 'unknown_value', `"${result}" is not known`)
  return { result: RESULTS.includes(result) ? result : fallback, message: null, findings: object.findings }
}

export const commands: CommandCodec = {
  commandResponseFromWire(json) {
    const { result, message, findings } = readResult(json, 'REJECTED')
    return { value: { result: result as CommandResponseType, timeoutSeconds: null, message }, findings } // one of them, checked
  },
  commandResultFromWire(json) {
    const { result, message, findings } = readResult(json, 'FAILED')
    return { value: { result: result as CommandResultType, message }, findings } // one of them, checked
  },
  startSessionToWire: (command) =>
    compact({
      response_url: command.responseUrl,
      token: writeToken(command.token),
      location_id: command.locationId,
      evse_uid: command.evseUid,
    }),
  stopSessionToWire,
  reserveNowToWire: (command) =>
    compact({
      response_url: command.responseUrl,
      token: writeToken(command.token),
      expiry_date: toDateTime(command.expiresAt),
      reservation_id: command.reservationNumber,
      location_id: command.locationId,
      evse_uid: command.evseUid,
    }),
  unlockConnectorToWire,
  cancelReservationToWire: null,
}

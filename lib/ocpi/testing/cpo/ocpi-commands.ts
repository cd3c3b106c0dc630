// OCPI commands, Receiver side: a synchronous answer, then the station's own at response_url.
import { choosePlace, choosePlan } from './choose-plan'
import { findPlace, type Cpo, type Place } from './cpo'
import { startSession, stopSession } from './live-session'
import { invalid, ok, OcpiRefusal, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { callPartner } from './partner-client'
import { readUsedToken } from './read-token'
import type { Version } from './version'
import type { Connector } from './wire'

const TIMEOUT_SECONDS = 30
const UNSUPPORTED = ['UNLOCK_CONNECTOR', 'RESERVE_NOW', 'CANCEL_RESERVATION']

type CommandBody = Record<string, unknown>

function text(body: CommandBody, field: string): string | undefined {
  const value = body[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function required(body: CommandBody, field: string): string {
  const value = text(body, field)
  if (value === undefined) throw invalid(`${field} is missing`)
  return value
}

function answered(result: string, afterwards?: () => void): OcpiAnswer {
  return { ...ok({ result, timeout: TIMEOUT_SECONDS }), ...(afterwards && { afterwards }) }
}

type Verdict = { result: string; act?: () => void }

/** Asks the station, after the time that stations take, tells the eMSP what it said, then does it. */
function askStation(cpo: Cpo, url: string, station: () => Verdict): () => void {
  const run = async () => {
    const wrong = cpo.misbehaviour.takeForCommand('command_failed', 'command_no_result')
    await cpo.clock.sleep(cpo.settings.commandDelayMs, cpo.closing.signal)
    if (cpo.closing.signal.aborted) return
    const { result, act } = wrong?.kind === 'command_failed' ? { result: 'FAILED' } : station()
    const silent = wrong?.kind === 'command_no_result' || cpo.standing.on('command_never_answers')
    const late = cpo.standing.on('command_result_late')
    if (late) act?.()
    if (late) await cpo.clock.sleep(late.delayMs ?? (TIMEOUT_SECONDS + 5) * 1000, cpo.closing.signal)
    if (!silent) await callPartner(cpo, { method: 'POST', url, body: { result } })
    if (!late) act?.()
  }
  return () => void run().catch((error: unknown) => cpo.log(`command result failed: ${String(error)}`))
}

function chooseConnector(place: Place, wanted: string | undefined): Connector | undefined {
  return place.evse.connectors.find((connector) => !wanted || connector.id === wanted)
}

function start(cpo: Cpo, body: CommandBody, version: Version): OcpiAnswer {
  const responseUrl = required(body, 'response_url')
  const token = readUsedToken(cpo, version, body.token)
  const locationId = required(body, 'location_id')
  const evseUid = text(body, 'evse_uid')
  const named = findPlace(cpo, locationId, evseUid)
  if (!named) throw new OcpiRefusal(200, 2003, 'unknown location or EVSE')
  const place = evseUid ? named : (choosePlace(cpo, locationId) ?? named)
  const connector = chooseConnector(place, text(body, 'connector_id'))
  if (!connector) throw new OcpiRefusal(200, 2003, 'unknown connector')
  const reference = text(body, 'authorization_reference')
  const station = (): Verdict => {
    const { status } = place.evse
    if (status === 'CHARGING' || status === 'BLOCKED') return { result: 'EVSE_OCCUPIED' }
    if (status !== 'AVAILABLE') return { result: 'EVSE_INOPERATIVE' }
    place.evse.status = 'CHARGING'
    const authorized = { authMethod: 'COMMAND' as const, ...(reference && { authorizationReference: reference }) }
    if (cpo.standing.on('accepts_but_no_session')) {
      place.evse.status = 'AVAILABLE'
      return { result: 'ACCEPTED' }
    }
    const plan = choosePlan(cpo, connector, {})
    return { result: 'ACCEPTED', act: () => void startSession(cpo, { place, connector, token, plan, ...authorized }) }
  }
  return answered('ACCEPTED', askStation(cpo, responseUrl, station))
}

function stop(cpo: Cpo, body: CommandBody): OcpiAnswer {
  const responseUrl = required(body, 'response_url')
  const sessionId = required(body, 'session_id').toUpperCase()
  const known = [...cpo.live.keys()].some((id) => id.toUpperCase() === sessionId)
  if (!known) return answered('UNKNOWN_SESSION')
  const act = () => void stopSession(cpo, sessionId)
  return answered(
    'ACCEPTED',
    askStation(cpo, responseUrl, () => ({ result: 'ACCEPTED', act })),
  )
}

/** POST {commands}/{command}. */
export function handleCommand(cpo: Cpo, { path, body, version }: OcpiRequest): OcpiAnswer {
  const command = (path[1] ?? '').toUpperCase()
  if (UNSUPPORTED.includes(command)) return answered('NOT_SUPPORTED')
  if (command !== 'START_SESSION' && command !== 'STOP_SESSION') throw new OcpiRefusal(404, 2000, 'unknown command')
  if (typeof body !== 'object' || body === null) throw invalid('the body is no object')
  if (cpo.misbehaviour.takeForCommand('command_rejected')) return answered('REJECTED')
  const fields = body as CommandBody // Every field is checked when read.
  return command === 'START_SESSION' ? start(cpo, fields, version) : stop(cpo, fields)
}

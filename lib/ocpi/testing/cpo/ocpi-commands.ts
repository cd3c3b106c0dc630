// OCPI commands, Receiver side: a synchronous answer, then the station's own at response_url.
import { answered, askStation, type Verdict } from './ask-station'
import { choosePlace, choosePlan, isHeldFor } from './choose-plan'
import { fromDateTime } from './clock'
import { findPlace, type Cpo, type Place } from './cpo'
import { startSession, stopSession } from './live-session'
import { isParty } from './hub'
import { invalid, OcpiRefusal, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { partnerParty } from './partner-client'
import { readUsedToken } from './read-token'
import { cancelReservation, findReservation, reserve } from './reservations'
import { hasParties } from './version'
import type { Json } from './distort-objects'
import type { Connector } from './wire'

type Command = (cpo: Cpo, request: OcpiRequest, body: Json) => OcpiAnswer

function text(body: Json, field: string): string | undefined {
  const value = body[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function required(body: Json, field: string): string {
  const value = text(body, field)
  if (value === undefined) throw invalid(`${field} is missing`)
  return value
}

/** A text since 2.2, a whole number before. */
function reservationId(body: Json): string {
  const value = body.reservation_id
  return typeof value === 'number' ? String(value) : required(body, 'reservation_id')
}

function namedPlace(cpo: Cpo, { party }: OcpiRequest, body: Json): Place {
  const place = findPlace(cpo, required(body, 'location_id'), text(body, 'evse_uid'))
  // Behind a hub a party knows its own stations only.
  if (!place || (party && !isParty(party, place.location))) throw new OcpiRefusal(200, 2003, 'unknown location or EVSE')
  return place
}

function chooseConnector(place: Place, wanted: string | undefined): Connector | undefined {
  return place.evse.connectors.find((connector) => !wanted || connector.id === wanted)
}

/** What the station says about an EVSE that somebody wants. */
function occupied(cpo: Cpo, { evse }: Place, tokenUid: string): Verdict | undefined {
  if (evse.status === 'AVAILABLE' || isHeldFor(cpo, evse, tokenUid)) return undefined
  const taken = evse.status === 'CHARGING' || evse.status === 'BLOCKED' || evse.status === 'RESERVED'
  return { result: taken ? 'EVSE_OCCUPIED' : 'EVSE_INOPERATIVE' }
}

const start: Command = (cpo, request, body) => {
  const url = required(body, 'response_url')
  const token = readUsedToken(cpo, request.version, body.token)
  const named = namedPlace(cpo, request, body)
  const evseUid = text(body, 'evse_uid')
  const place = evseUid ? named : (choosePlace(cpo, named.location.id, undefined, token.uid) ?? named)
  const connector = chooseConnector(place, text(body, 'connector_id'))
  if (!connector) throw new OcpiRefusal(200, 2003, 'unknown connector')
  const reference = text(body, 'authorization_reference')
  const station = (): Verdict => {
    const no = occupied(cpo, place, token.uid)
    if (no) return no
    if (cpo.standing.on('accepts_but_no_session')) return { result: 'ACCEPTED' }
    place.evse.status = 'CHARGING'
    const authorized = { authMethod: 'COMMAND' as const, ...(reference && { authorizationReference: reference }) }
    const plan = choosePlan(cpo, connector, {})
    return { result: 'ACCEPTED', act: () => void startSession(cpo, { place, connector, token, plan, ...authorized }) }
  }
  return answered(request, 'ACCEPTED', askStation(cpo, { request, url, owner: place.location, station }))
}

const stop: Command = (cpo, request, body) => {
  const url = required(body, 'response_url')
  const sessionId = required(body, 'session_id').toUpperCase()
  const live = [...cpo.live.values()].find(({ visit }) => visit.sessionId.toUpperCase() === sessionId)
  const theirs = live && request.party && !isParty(request.party, live.visit.location)
  if (!live || theirs) return answered(request, 'UNKNOWN_SESSION')
  const act = () => void stopSession(cpo, sessionId)
  const station = () => ({ result: 'ACCEPTED', act })
  return answered(request, 'ACCEPTED', askStation(cpo, { request, url, owner: live.visit.location, station }))
}

const reserveNow: Command = (cpo, request, body) => {
  const url = required(body, 'response_url')
  const id = reservationId(body)
  const token = readUsedToken(cpo, request.version, body.token)
  const expiryMs = fromDateTime(required(body, 'expiry_date'))
  if (expiryMs === undefined) throw invalid('expiry_date is no DateTime')
  const place = namedPlace(cpo, request, body)
  const evse = text(body, 'evse_uid') ? place.evse : undefined
  const able = (evse ? [evse] : place.location.evses).some(({ capabilities }) => capabilities.includes('RESERVABLE'))
  if (!able) return answered(request, 'NOT_SUPPORTED')
  if (expiryMs <= cpo.clock.now()) return answered(request, 'REJECTED')
  const reference = text(body, 'authorization_reference')
  const station = (): Verdict => {
    const before = findReservation(cpo, id)
    const no = evse && before?.evse?.uid !== evse.uid ? occupied(cpo, place, '') : undefined
    if (no) return no
    const free = choosePlace(cpo, place.location.id)
    if (!evse && !free && !before) return { result: 'EVSE_OCCUPIED' }
    const wish = { id, token, location: place.location, expiryMs, responseUrl: url, version: request.version }
    const act = () => reserve(cpo, { ...wish, ...(evse && { evse }), ...(reference && { reference }) })
    return { result: 'ACCEPTED', act }
  }
  return answered(request, 'ACCEPTED', askStation(cpo, { request, url, owner: place.location, station }))
}

const cancel: Command = (cpo, request, body) => {
  const url = required(body, 'response_url')
  const id = reservationId(body)
  const known = findReservation(cpo, id)
  const owner = known?.location ?? request.to ?? partnerParty(cpo)
  const station = (): Verdict => {
    const reservation = findReservation(cpo, id)
    if (!reservation) return { result: 'UNKNOWN_RESERVATION' }
    return { result: 'ACCEPTED', act: () => cancelReservation(cpo, reservation) }
  }
  if (!owner) return answered(request, 'REJECTED')
  return answered(request, 'ACCEPTED', askStation(cpo, { request, url, owner, station }))
}

/** A cable is let go; whoever was charging by it is not any more. */
const unlock: Command = (cpo, request, body) => {
  const url = required(body, 'response_url')
  const evseUid = required(body, 'evse_uid')
  const place = namedPlace(cpo, request, body)
  if (!chooseConnector(place, required(body, 'connector_id'))) throw new OcpiRefusal(200, 2003, 'unknown connector')
  if (!place.evse.capabilities.includes('UNLOCK_CAPABLE')) return answered(request, 'NOT_SUPPORTED')
  const act = () => {
    const live = [...cpo.live.values()].find(({ visit }) => visit.evse.uid.toUpperCase() === evseUid.toUpperCase())
    if (live) stopSession(cpo, live.visit.sessionId)
  }
  const station = () => ({ result: 'ACCEPTED', act })
  return answered(request, 'ACCEPTED', askStation(cpo, { request, url, owner: place.location, station }))
}

const COMMANDS: Record<string, Command> = {
  START_SESSION: start,
  STOP_SESSION: stop,
  RESERVE_NOW: reserveNow,
  CANCEL_RESERVATION: cancel,
  UNLOCK_CONNECTOR: unlock,
}

/** POST {commands}/{command}. */
export function handleCommand(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const name = (request.path[1] ?? '').toUpperCase()
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command || (name === 'CANCEL_RESERVATION' && !hasParties(request.version))) {
    throw new OcpiRefusal(404, 2000, 'unknown command')
  }
  const { body } = request
  if (typeof body !== 'object' || body === null) throw invalid('the body is no object')
  if (cpo.misbehaviour.takeForCommand('command_rejected')) return answered(request, 'REJECTED')
  return command(cpo, request, body as Json) // Every field is checked when read.
}

// Control API, the part about charging: taps, sessions, histories, single CDRs, misbehaviour.
import { authorizeToken } from './authorize'
import { planSeconds, cutPeriods, priceChanges } from './charge-plan'
import { choosePlace, choosePlan } from './choose-plan'
import { fromDateTime } from './clock'
import {
  ControlError,
  fieldsOf,
  given,
  optionalNumber,
  optionalText,
  requiredMoment,
  requiredText,
  type Fields,
} from './control-input'
import { findPlace, nextId, tokenKey, type Cpo, type Place } from './cpo'
import { deliverCdr, followUp, sendCdr } from './deliver-cdr'
import type { DriverWish } from './driver-habits'
import { generateHistory, type Job } from './generate'
import { startSession, stopSession } from './live-session'
import { isCdrKind, isKind, toCreditCdr, type CdrKind, type Intention } from './misbehave'
import { isStanding } from './misbehaviours'
import { toSignedData } from './signed-data'
import { toCdr, toCdrToken } from './write-cdr'
import type { Cdr, CdrToken, Connector } from './wire'

function readWish(fields: Fields) {
  return given({
    kwhTarget: optionalNumber(fields, 'kwhTarget'),
    minutes: optionalNumber(fields, 'minutes'),
    parkingMinutes: optionalNumber(fields, 'parkingMinutes'),
  })
}

function readPlace(cpo: Cpo, fields: Fields): { place: Place; connector: Connector } {
  const uid = optionalText(fields, 'uid')
  const place = choosePlace(cpo, optionalText(fields, 'locationId'), optionalText(fields, 'evseUid'), uid)
  const connector = place?.evse.connectors[0]
  if (!place || !connector) throw new ControlError('no such free EVSE', 409)
  return { place, connector }
}

function readToken(cpo: Cpo, value: unknown): CdrToken {
  const fields = fieldsOf(value)
  const uid = requiredText(fields, 'uid')
  const type = optionalText(fields, 'type') ?? 'RFID'
  const known = cpo.tokens.get(tokenKey(uid, type))
  if (known && !fields.contract_id) return toCdrToken(known)
  return {
    uid,
    type,
    contract_id: requiredText(fields, 'contract_id'),
    country_code: requiredText(fields, 'country_code'),
    party_id: requiredText(fields, 'party_id'),
  }
}

/** POST /control/tap: a card at a reader. */
export async function tap(cpo: Cpo, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const uid = requiredText(fields, 'uid')
  const type = optionalText(fields, 'type') ?? 'RFID'
  const { place, connector } = readPlace(cpo, fields)
  const where = { locationId: place.location.id, evseUid: place.evse.uid }
  const authorization = await authorizeToken(cpo, uid, type, place)
  const { allowed, token, authMethod, authorizationReference } = authorization
  if (allowed !== 'ALLOWED' || !token) return { allowed, ...where }
  const sessionId = startSession(cpo, {
    place,
    connector,
    token,
    authMethod,
    ...given({ authorizationReference, speed: optionalNumber(fields, 'speed') }),
    plan: choosePlan(cpo, connector, readWish(fields)),
  })
  return { allowed, ...where, ...given({ authorizationReference }), sessionId }
}

/** POST /control/sessions: a session without asking anybody. */
export function begin(cpo: Cpo, body: unknown): object {
  const fields = fieldsOf(body)
  const { place, connector } = readPlace(cpo, fields)
  const authorizationReference = optionalText(fields, 'authorizationReference')
  const sessionId = startSession(cpo, {
    place,
    connector,
    token: readToken(cpo, fields.token),
    authMethod: 'WHITELIST',
    ...given({ authorizationReference, speed: optionalNumber(fields, 'speed') }),
    plan: choosePlan(cpo, connector, readWish(fields)),
  })
  return { sessionId, locationId: place.location.id, evseUid: place.evse.uid }
}

/** POST /control/sessions/{id}/stop */
export function stop(cpo: Cpo, sessionId: string): object {
  if (!stopSession(cpo, sessionId)) throw new ControlError('no such live session', 404)
  return { stopping: sessionId }
}

function readDrivers(value: unknown): DriverWish[] {
  if (!Array.isArray(value) || value.length === 0) throw new ControlError('tokens must be a list with entries')
  return value.map((entry) => {
    const fields = fieldsOf(entry)
    return {
      uid: requiredText(fields, 'uid'),
      type: optionalText(fields, 'type') ?? 'RFID',
      contract_id: requiredText(fields, 'contract_id'),
      country_code: requiredText(fields, 'country_code'),
      party_id: requiredText(fields, 'party_id'),
      ...given({ weight: optionalNumber(fields, 'weight'), home: optionalText(fields, 'home') }),
    }
  })
}

function readWrongs(value: unknown): Partial<Record<CdrKind, number>> {
  const wrongs: Partial<Record<CdrKind, number>> = {}
  const fields = fieldsOf(value)
  for (const kind of Object.keys(fields)) {
    if (!isCdrKind(kind)) throw new ControlError(`${kind} is no misbehaviour of CDRs`)
    wrongs[kind] = optionalNumber(fields, kind) ?? 0
  }
  return wrongs
}

/** POST /control/generate */
export function generate(cpo: Cpo, body: unknown, jobs: Map<string, Job>): Job {
  const fields = fieldsOf(body)
  const from = requiredMoment(fields, 'from')
  const to = Math.min(requiredMoment(fields, 'to'), cpo.clock.now() - 20 * 60_000)
  if (from >= to) throw new ControlError('from must lie before to, and in the past')
  const misbehaveFrom = optionalText(fields, 'misbehaveFrom')
  const id = `job-${jobs.size + 1}`
  const job = generateHistory(
    cpo,
    {
      fromMs: from,
      toMs: to,
      count: optionalNumber(fields, 'count') ?? 100,
      tokens: readDrivers(fields.tokens),
      misbehave: readWrongs(fields.misbehave),
      ...given({ misbehaveFromMs: misbehaveFrom === undefined ? undefined : fromDateTime(misbehaveFrom) }),
      concurrency: optionalNumber(fields, 'concurrency') ?? 16,
      sessions: fields.sessions === true,
    },
    id,
  )
  jobs.set(id, job)
  return job
}

function readIntention(cpo: Cpo, fields: Fields, name: string): Intention | undefined {
  const kind = optionalText(fields, name)
  if (kind === undefined) return undefined
  if (!isKind(kind)) throw new ControlError(`${kind} is no misbehaviour`)
  const variant = optionalText(fields, 'variant')
  const intention = { kind, ...given({ variant, delayMs: optionalNumber(fields, 'delayMs') }) }
  return name === 'misbehave' ? cpo.misbehaviour.withVariant(intention) : intention
}

/** What goes wrong at present: next, and until it is taken back. */
export function wrongsOf(cpo: Cpo): object {
  return { waiting: cpo.misbehaviour.waiting(), standing: cpo.standing.list() }
}

/** POST /control/misbehave: the next so many actions of a kind go wrong, or all until it is taken back. */
export function misbehave(cpo: Cpo, body: unknown): object {
  const fields = fieldsOf(body)
  if (isStanding(fields.kind)) {
    const where = { module: optionalText(fields, 'module'), field: optionalText(fields, 'field') }
    cpo.standing.plant({ name: fields.kind, ...given({ ...where, delayMs: optionalNumber(fields, 'delayMs') }) })
    return wrongsOf(cpo)
  }
  const intention = readIntention(cpo, fields, 'kind')
  if (!intention) throw new ControlError('kind is missing')
  const only = optionalText(fields, 'module')
  cpo.misbehaviour.add({ ...intention, ...given({ module: only }) }, optionalNumber(fields, 'count') ?? 1)
  return wrongsOf(cpo)
}

/** A correct CDR of a session that never was. */
function imagineCdr(cpo: Cpo, fields: Fields): Cdr {
  const named = optionalText(fields, 'locationId') ?? optionalText(fields, 'evseUid')
  const place = named
    ? findPlace(cpo, optionalText(fields, 'locationId'), optionalText(fields, 'evseUid'))
    : choosePlace(cpo)
  const connector = place?.evse.connectors[0]
  const tariff = cpo.tariffs.find((candidate) => connector?.tariff_ids.includes(candidate.id))
  if (!place || !connector || !tariff) throw new ControlError('no such EVSE', 404)
  const plan = choosePlan(cpo, connector, { kwhTarget: 18, ...readWish(fields) })
  const endedAt = fields.endedAt === undefined ? cpo.clock.now() - 60_000 : requiredMoment(fields, 'endedAt')
  const startMs = Math.floor(endedAt / 1000) * 1000 - planSeconds(plan) * 1000
  const clock = cpo.localClock(place.location.time_zone)
  const changes = priceChanges(tariff, plan, startMs, clock)
  const toSecond = planSeconds(plan)
  const periods = cutPeriods({ plan, startMs, fromSecond: 0, toSecond, changes, everySeconds: 900 })
  const token = readToken(cpo, fields.token)
  const visit = { sessionId: nextId(cpo, 'S', place.location), startMs, token, authMethod: 'WHITELIST' as const }
  return toCdr({ ...visit, ...place, connector, tariff }, periods, clock, {
    id: nextId(cpo, 'C', place.location),
    endMs: startMs + toSecond * 1000,
    lastUpdatedMs: cpo.clock.now(),
  })
}

/** POST /control/cdr: one CDR, altered by `overrides`, distorted by `misbehave`. */
export async function sendOne(cpo: Cpo, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const intention = readIntention(cpo, fields, 'misbehave')
  if (intention && !isCdrKind(intention.kind)) throw new ControlError(`${intention.kind} is no misbehaviour of CDRs`)
  const wrong = intention && { ...intention, kind: intention.kind as CdrKind } // Checked on the line above.
  // Overrides may make the CDR anything, which is their purpose.
  const imagined = imagineCdr(cpo, fields)
  const cdr = {
    ...imagined,
    ...(fields.signed === true && { signed_data: toSignedData(imagined) }),
    ...(fields.home === true && { home_charging_compensation: true }),
    ...fieldsOf(fields.overrides),
  } as Cdr
  const delivery = await deliverCdr(cpo, cdr, wrong)
  const later = await followUp(cpo, delivery)
  return { cdr: delivery.cdr, answers: later ? [...delivery.answers, later] : delivery.answers }
}

/** Takes back what was sent before: on what the eMSP asks for, or for a mistake of the operator's own. */
export async function creditOne(cpo: Cpo, body: unknown): Promise<object> {
  const cdr = cpo.cdrs.get(requiredText(fieldsOf(body), 'cdrId'))
  if (!cdr) throw new ControlError('there is no such CDR', 404)
  const credit = toCreditCdr(cdr, cpo.clock.now())
  return { cdr: credit, answers: [await sendCdr(cpo, credit)] }
}

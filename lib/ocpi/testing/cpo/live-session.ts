// Sessions played in accelerated time. The end of the planned charge is the present, so that however fast
// time runs, no timestamp lies in the future and no two sessions of a card or an EVSE overlap.
import { toDateTime } from './clock'
import { cutPeriods, energyWhAt, planSeconds, priceChanges, type ChargePlan } from './charge-plan'
import { nextId, overlapping, releaseTime, takeTime, type Cpo, type LiveSession, type Place } from './cpo'
import { deliverCdr, followUp, sendCdr, type Delivery } from './deliver-cdr'
import { setEvseStatus } from './evse-status'
import { patchSession, putObject } from './push-object'
import { takeReservation } from './reservations'
import type { MeteredPeriod } from './pricer'
import { kwh, toCdr, toCdrToken, toChargingPeriods, toSession } from './write-cdr'
import type { AuthMethod, CdrToken, Connector, Session, SessionStatus } from './wire'

export type StartRequest = {
  place: Place
  connector: Connector
  token: CdrToken
  authMethod: AuthMethod
  authorizationReference?: string
  plan: ChargePlan
  speed?: number
}

function placeInTime(cpo: Cpo, keys: string[], seconds: number, speed: number): number {
  const lengthMs = seconds * 1000
  const second = (ms: number) => Math.floor(ms / 1000) * 1000
  let startMs = second(cpo.clock.now() - lengthMs * (1 - 1 / speed))
  for (;;) {
    const taken = overlapping(cpo, keys, startMs, startMs + lengthMs)
    if (taken === undefined) return startMs
    startMs = second(taken - lengthMs - 60_000)
  }
}

/** Begins a session and plays it to its end in the background; returns its id at once. */
export function startSession(cpo: Cpo, request: StartRequest): string {
  const { place, connector, token, plan } = request
  const speed = Math.max(1, request.speed ?? cpo.settings.speed)
  const tariff = cpo.tariffs.find((candidate) => connector.tariff_ids.includes(candidate.id))
  if (!tariff) throw new Error(`connector ${place.evse.uid}/${connector.id} has no tariff`)
  const keys = [token.uid, place.evse.uid]
  const startMs = placeInTime(cpo, keys, planSeconds(plan), speed)
  takeTime(cpo, keys, startMs, startMs + planSeconds(plan) * 1000)
  const reservation = takeReservation(cpo, place.evse, place.location.id, token.uid)
  const sessionId = reservation?.sessionId ?? nextId(cpo, 'S', place.location)
  const reference = request.authorizationReference ?? reservation?.reference
  const changes = priceChanges(tariff, plan, startMs, cpo.localClock(place.location.time_zone))
  const live: LiveSession = {
    visit: {
      sessionId,
      startMs,
      token: toCdrToken(token),
      authMethod: request.authMethod,
      ...(reference && { authorizationReference: reference }),
      location: structuredClone(place.location),
      evse: structuredClone(place.evse),
      connector: structuredClone(connector),
      tariff: structuredClone(tariff),
      ...(reservation && { reservedSeconds: Math.max(1, Math.round((cpo.clock.now() - reservation.startMs) / 1000)) }),
    },
    plan,
    unlimited: plan,
    changes,
    speed,
    realStartMs: cpo.clock.now(),
    cutSecond: 0,
    periods: [],
    stopRequested: false,
  }
  cpo.live.set(sessionId, live)
  place.evse.status = 'CHARGING'
  remember(cpo, live, 'ACTIVE')
  playSession(cpo, live, true)
  return sessionId
}

/** Continues the sessions that were live when the operator was last closed. */
export function resumeSessions(cpo: Cpo): void {
  for (const live of cpo.live.values()) playSession(cpo, live, false)
}

/** Asks a session to stop; it ends, with its CDR, shortly after. False if it is not live. */
export function stopSession(cpo: Cpo, sessionId: string): boolean {
  const live = [...cpo.live.values()].find(
    (candidate) => candidate.visit.sessionId.toUpperCase() === sessionId.toUpperCase(),
  )
  if (!live) return false
  live.stopRequested = true
  cpo.wakers.get(live.visit.sessionId)?.abort()
  return true
}

function playSession(cpo: Cpo, live: LiveSession, fresh: boolean): void {
  play(cpo, live, fresh).catch((error: unknown) => {
    if (!cpo.closing.signal.aborted) cpo.log(`session ${live.visit.sessionId} broke off: ${String(error)}`)
  })
}

function livePlace(cpo: Cpo, live: LiveSession): Place | undefined {
  const location = cpo.locations.find((candidate) => candidate.id === live.visit.location.id)
  const evse = location?.evses.find((candidate) => candidate.uid === live.visit.evse.uid)
  return location && evse && { location, evse }
}

async function play(cpo: Cpo, live: LiveSession, fresh: boolean): Promise<void> {
  const { visit } = live
  const place = livePlace(cpo, live)
  if (fresh) {
    await putObject(cpo, 'sessions', remember(cpo, live, 'ACTIVE'))
    if (place) await setEvseStatus(cpo, place, 'CHARGING')
  }
  const goesOn = () => elapsedSeconds(cpo, live) < planSeconds(live.plan) || cpo.standing.on('session_never_ends')
  while (!live.stopRequested && goesOn()) {
    const waker = new AbortController()
    cpo.wakers.set(visit.sessionId, waker)
    const remainingMs = ((planSeconds(live.plan) - elapsedSeconds(cpo, live)) * 1000) / live.speed
    const pauseMs = remainingMs > 0 ? Math.max(1, Math.min(cpo.settings.tickMs, remainingMs)) : cpo.settings.tickMs
    await cpo.clock.sleep(pauseMs, AbortSignal.any([waker.signal, cpo.closing.signal]))
    if (cpo.closing.signal.aborted) return
    if (!live.stopRequested) await reportProgress(cpo, live)
  }
  await finish(cpo, live)
}

export function elapsedSeconds(cpo: Cpo, live: LiveSession): number {
  const real = ((cpo.clock.now() - live.realStartMs) * live.speed) / 1000
  return Math.max(1, Math.min(planSeconds(live.plan), Math.floor(real)))
}

function cutUpTo(live: LiveSession, second: number, everySeconds: number): MeteredPeriod[] {
  const { plan, changes, cutSecond } = live
  return cutPeriods({
    plan,
    startMs: live.visit.startMs,
    fromSecond: cutSecond,
    toSecond: second,
    changes,
    everySeconds,
  })
}

function settle(cpo: Cpo, live: LiveSession, second: number): MeteredPeriod[] {
  const fresh = cutUpTo(live, second, cpo.settings.periodSeconds)
  live.periods.push(...fresh)
  live.cutSecond = second
  return fresh
}

/** PATCH with what is new: energy, the charging periods that have closed, the running cost. */
async function reportProgress(cpo: Cpo, live: LiveSession): Promise<void> {
  const { visit, plan } = live
  const second = elapsedSeconds(cpo, live)
  const before = live.cutSecond
  const closed = second - before >= cpo.settings.periodSeconds ? settle(cpo, live, second) : []
  const running = cutUpTo(live, second, cpo.settings.periodSeconds)
  const clock = cpo.localClock(visit.location.time_zone)
  const soFar = toSession(visit, [...live.periods, ...running], clock, { status: 'ACTIVE', lastUpdatedMs: 0 })
  await patchSession(cpo, remember(cpo, live, 'ACTIVE'), {
    kwh: kwh(energyWhAt(plan, second)),
    ...(closed.length > 0 && { charging_periods: toChargingPeriods(closed, visit.tariff.id, 'session', before) }),
    ...(soFar.total_cost && { total_cost: soFar.total_cost }),
    last_updated: toDateTime(cpo.clock.now()),
  })
}

function remember(cpo: Cpo, live: LiveSession, status: SessionStatus, endMs?: number) {
  const clock = cpo.localClock(live.visit.location.time_zone)
  const session = toSession(live.visit, live.periods, clock, {
    status,
    ...(endMs !== undefined && { endMs }),
    lastUpdatedMs: cpo.clock.now(),
  })
  cpo.sessions.set(session.id, session)
  cpo.changed()
  return session
}

/** COMPLETED, and then not. */
async function goBack(cpo: Cpo, { end_date_time: _end, ...completed }: Session): Promise<void> {
  await cpo.clock.sleep(cpo.settings.tickMs, cpo.closing.signal)
  const active = { ...completed, status: 'ACTIVE' as const, last_updated: toDateTime(cpo.clock.now() + 1000) }
  cpo.sessions.set(active.id, active)
  await putObject(cpo, 'sessions', active)
}

/** The end: Session COMPLETED, EVSE free, CDR; in another order or form if that is intended. */
async function finish(cpo: Cpo, live: LiveSession): Promise<void> {
  const { visit } = live
  const second = Math.max(live.cutSecond, elapsedSeconds(cpo, live))
  settle(cpo, live, second)
  const endMs = visit.startMs + second * 1000
  releaseTime(cpo, [visit.token.uid, visit.evse.uid], visit.startMs, endMs)
  const completed = remember(cpo, live, 'COMPLETED', endMs)
  const sendSession = () => putObject(cpo, 'sessions', completed)
  const intention = cpo.misbehaviour.takeForCdr()
  if (intention?.kind !== 'out_of_order') await sendSession()
  if (cpo.standing.on('session_goes_back')) await goBack(cpo, completed)
  const place = livePlace(cpo, live)
  if (place) await setEvseStatus(cpo, place, 'AVAILABLE')
  const lateMs = intention?.kind === 'late' ? (intention.delayMs ?? 60_000) : 0
  await cpo.clock.sleep(cpo.settings.cdrDelayMs + lateMs, cpo.closing.signal)
  if (cpo.closing.signal.aborted) return
  const cdr = toCdr(visit, live.periods, cpo.localClock(visit.location.time_zone), {
    id: nextId(cpo, 'C', visit.location),
    endMs,
    lastUpdatedMs: cpo.clock.now(),
  })
  cpo.live.delete(visit.sessionId)
  cpo.wakers.delete(visit.sessionId)
  const delivery: Delivery = intention
    ? await deliverCdr(cpo, cdr, intention)
    : { cdr, answers: [await sendCdr(cpo, cdr)] }
  if (intention?.kind === 'out_of_order') await sendSession()
  await followUp(cpo, delivery)
}

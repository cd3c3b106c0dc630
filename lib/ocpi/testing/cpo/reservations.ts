// Reservations: a Session with status RESERVATION that a charge takes over, or that expires, is cancelled by
// the driver, or by the operator. Real time, also where charging is played faster.
import { sendResult } from './ask-station'
import { toDateTime } from './clock'
import { nextId, type Cpo, type Reservation } from './cpo'
import { sendCdr } from './deliver-cdr'
import { setEvseStatus } from './evse-status'
import { putObject } from './push-object'
import { hasParties } from './version'
import { toReservationCdr, toReservationSession } from './write-reservation'
import type { Evse, SessionStatus } from './wire'

export type ReservationWish = Pick<
  Reservation,
  'id' | 'token' | 'location' | 'evse' | 'reference' | 'expiryMs' | 'responseUrl' | 'version'
>

export function findReservation(cpo: Cpo, id: string): Reservation | undefined {
  return cpo.reservations.get(id.toUpperCase())
}

/** The reservation that a charge of that card at that EVSE takes up. */
export function takeReservation(cpo: Cpo, evse: Evse, locationId: string, tokenUid: string): Reservation | undefined {
  const found = [...cpo.reservations.values()].find(
    (held) =>
      held.token.uid.toUpperCase() === tokenUid.toUpperCase() &&
      held.location.id === locationId &&
      (!held.evse || held.evse.uid === evse.uid),
  )
  if (found) forget(cpo, found)
  return found
}

function forget(cpo: Cpo, reservation: Reservation): void {
  cpo.reservations.delete(reservation.id.toUpperCase())
  cpo.wakers.get(`reservation ${reservation.id}`)?.abort()
  cpo.wakers.delete(`reservation ${reservation.id}`)
  cpo.changed()
}

function inBackground(cpo: Cpo, reservation: Reservation, work: Promise<void>): void {
  work.catch((error: unknown) => {
    if (!cpo.closing.signal.aborted) cpo.log(`reservation ${reservation.id} broke off: ${String(error)}`)
  })
}

/** Holds an EVSE, or a place at the location; the same id at the same location replaces. */
export function reserve(cpo: Cpo, wish: ReservationWish): void {
  const before = findReservation(cpo, wish.id)
  if (before) forget(cpo, before)
  const [connector] = (wish.evse ?? wish.location.evses[0])?.connectors ?? []
  const tariff = cpo.tariffs.find((candidate) => connector?.tariff_ids.includes(candidate.id))
  if (!tariff) throw new Error(`location ${wish.location.id} has no tariff`)
  const reservation: Reservation = {
    ...wish,
    sessionId: before?.sessionId ?? nextId(cpo, 'S', wish.location),
    tariff,
    startMs: before?.startMs ?? Math.floor(cpo.clock.now() / 1000) * 1000,
  }
  cpo.reservations.set(reservation.id.toUpperCase(), reservation)
  cpo.changed()
  inBackground(cpo, reservation, announce(cpo, reservation, before))
  inBackground(cpo, reservation, watch(cpo, reservation))
}

/** Continues to watch the reservations that were there when the operator was last closed. */
export function resumeReservations(cpo: Cpo): void {
  for (const reservation of cpo.reservations.values()) inBackground(cpo, reservation, watch(cpo, reservation))
}

async function announce(cpo: Cpo, reservation: Reservation, before: Reservation | undefined): Promise<void> {
  await report(cpo, reservation, 'RESERVATION')
  if (before?.evse && before.evse.uid !== reservation.evse?.uid) await release(cpo, before)
  const { evse } = reservation
  if (evse) await setEvseStatus(cpo, { location: reservation.location, evse }, 'RESERVED')
}

async function watch(cpo: Cpo, reservation: Reservation): Promise<void> {
  const waker = new AbortController()
  cpo.wakers.set(`reservation ${reservation.id}`, waker)
  const signal = AbortSignal.any([waker.signal, cpo.closing.signal])
  await cpo.clock.sleep(Math.max(0, reservation.expiryMs - cpo.clock.now()), signal)
  if (!signal.aborted) await expireReservation(cpo, reservation)
}

async function report(cpo: Cpo, reservation: Reservation, status: SessionStatus, endMs?: number): Promise<void> {
  const session = toReservationSession(reservation, status, cpo.clock.now(), endMs)
  cpo.sessions.set(session.id, session)
  cpo.changed()
  await putObject(cpo, 'sessions', session)
}

async function release(cpo: Cpo, { location, evse }: Reservation): Promise<void> {
  if (evse?.status === 'RESERVED') await setEvseStatus(cpo, { location, evse }, 'AVAILABLE')
}

/** Nobody came: what the tariff says about reservations that expire. */
export async function expireReservation(cpo: Cpo, reservation: Reservation): Promise<void> {
  await end(cpo, reservation, true)
}

/** The driver does not come and says so: the time until now. */
export function cancelReservation(cpo: Cpo, reservation: Reservation): void {
  inBackground(cpo, reservation, end(cpo, reservation, false))
}

async function end(cpo: Cpo, reservation: Reservation, expired: boolean): Promise<void> {
  forget(cpo, reservation)
  const endMs = Math.max(reservation.startMs, Math.floor(cpo.clock.now() / 1000) * 1000)
  await report(cpo, reservation, 'COMPLETED', endMs)
  await release(cpo, reservation)
  const clock = cpo.localClock(reservation.location.time_zone)
  const cdr = toReservationCdr(reservation, clock, {
    id: nextId(cpo, 'C', reservation.location),
    endMs,
    expired,
    lastUpdatedMs: cpo.clock.now(),
  })
  // What costs nothing needs no CDR, and 2.1.1 has no words for a reservation.
  if (cdr.total_cost.excl_vat !== 0 && hasParties(cpo.connection?.version ?? '2.2.1')) await sendCdr(cpo, cdr)
}

/** The operator cannot keep its word: it costs nothing, and the eMSP is told where it asked to be told. */
export async function withdrawReservation(cpo: Cpo, reservation: Reservation): Promise<object> {
  forget(cpo, reservation)
  const { version, location: owner, responseUrl: url } = reservation
  if (hasParties(version)) await sendResult(cpo, { version, owner, url }, { result: 'CANCELED_RESERVATION' })
  await report(cpo, reservation, 'INVALID', cpo.clock.now())
  await release(cpo, reservation)
  return { withdrawn: reservation.id, sessionId: reservation.sessionId }
}

/** GET /control/reservations */
export function listReservations(cpo: Cpo): object {
  return [...cpo.reservations.values()].map((held) => ({
    id: held.id,
    sessionId: held.sessionId,
    tokenUid: held.token.uid,
    locationId: held.location.id,
    evseUid: held.evse?.uid,
    from: toDateTime(held.startMs),
    until: toDateTime(held.expiryMs),
  }))
}

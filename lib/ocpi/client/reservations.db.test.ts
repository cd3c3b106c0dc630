import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { insertCustomer } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { openStubScene, type StubScene } from '@/db/factories/stub-scene'
import type { StubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type ReservationId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { cancelReservation, reserve, startCharging, unlockConnector } from '@/lib/ocpi/client/send-command'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { linkCommands } from '@/lib/roaming/commands/link-commands'
import { listCommands } from '@/lib/roaming/commands/list-commands'
import { findMyCommand } from '@/lib/roaming/commands/queries'
import { expireCommands } from '@/lib/roaming/commands/settle-command'
import { closeReservations } from '@/lib/roaming/reservations/close-reservations'
import { findMyOpenReservation, findMyReservation } from '@/lib/roaming/reservations/queries'

const sql = testSql()
let scene: StubScene
let partner: StubPartner
beforeEach(async () => {
  scene = await openStubScene()
  partner = scene.partner
})
afterEach(() => partner.close())
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const QUOTE = { currency: 'SEK', usedMinor: '1250', unusedMinor: '2500' }
const book = (minutes = 30) => reserve(scene.me, { evseId: scene.evseId, minutes, quote: QUOTE })
const stateOf = async (id: ReservationId) => (await findMyReservation(scene.me, id))?.state
const system = () => mintSystemCtx({ job: 'expire-commands', requestId: 'test', clock: scene.clock })
const later = (ms: number) => scene.clock.set(instant(scene.clock.now() + ms))
const staff = (role: 'support' | 'auditor') =>
  mintStaffCtx({ userId: newId('user', 1), role, requestId: 'test', clock: scene.clock })

test('a place is held once the station says so, at the price that was shown', async () => {
  const id = await book()
  expect(partner.seen.at(-1)).toMatchObject({ method: 'POST', path: '/commands/RESERVE_NOW' })
  const expiry = new Date(scene.clock.now() + 30 * MINUTE_MS).toISOString()
  expect(scene.sent()).toMatchObject({ reservation_id: id, location_id: 'LOC1', evse_uid: 'E1' })
  expect(Date.parse(String(scene.sent()['expiry_date']))).toBe(Date.parse(expiry))
  expect(scene.sent()['token']).toMatchObject({ type: 'APP_USER', valid: true })
  expect(await stateOf(id)).toBe('requested')
  for (const _ of ['sent', 'sent again'])
    expect(await scene.post({ result: 'ACCEPTED' })).toMatchObject({ http: 200, code: 1000 })
  expect(await findMyOpenReservation(scene.me)).toMatchObject({ id, state: 'active', quote: QUOTE, connectorId: '1' })
  const [decision] =
    await sql`select allowed, location_id from authorizations where id = ${scene.sent().authorization_reference}`
  expect(decision).toMatchObject({ allowed: 'ALLOWED', location_id: 'LOC1' })
})

test('another partner, or a guess, cannot answer; another customer does not see it', async () => {
  const id = await book()
  const { response_url: url } = scene.sent()
  expect((await scene.post({ result: 'ACCEPTED' }, url, await insertPartner())).http).toBe(404)
  expect((await scene.post({ result: 'ACCEPTED' }, url.replace(/[^/]+$/, 'guess'))).http).toBe(404)
  expect((await scene.post({ result: 'ACCEPTED' }, url.replace('RESERVE_NOW', 'START_SESSION'))).http).toBe(404)
  expect(await stateOf(id)).toBe('requested')
  const { clock } = scene
  const stranger = mintCustomerCtx({
    userId: newId('user', 1),
    customerId: await insertCustomer(),
    requestId: 'test',
    clock,
  })
  expect(await findMyReservation(stranger, id)).toBeNull()
  await expect(cancelReservation(stranger, id)).rejects.toThrow('not found')
})

test.each([
  ['EVSE_OCCUPIED', 'refused'],
  ['FAILED', 'refused'],
  ['TIMEOUT', 'unknown'],
  ['CANCELED_RESERVATION', 'cancelled'],
])('a result %s leaves it %s', async (result, state) => {
  const id = await book()
  await scene.post({ result })
  expect(await stateOf(id)).toBe(state)
})

test.each<[string, Parameters<StubPartner['answer']>[0], string]>([
  ['rejects', () => ({ data: { result: 'REJECTED', timeout: 30 } }), 'refused'],
  ['cannot reserve', () => ({ data: { result: 'NOT_SUPPORTED' } }), 'refused'],
  ['does not know the place', () => ({ code: 2003, message: 'unknown location' }), 'refused'],
  ['breaks off', () => null, 'unknown'],
  ['is a hub that waited in vain', () => ({ code: 4002, message: 'timeout' }), 'unknown'],
  ['answers with nothing that can be read', () => ({ data: 'yes' }), 'unknown'],
])('an operator that %s', async (_, answer, state) => {
  partner.answer(answer)
  expect(await stateOf(await book())).toBe(state)
  expect(partner.seen).toHaveLength(1)
})

test('a place that the operator does not know has its places read again', async () => {
  partner.answer(() => ({ code: 2003, message: 'unknown location' }))
  await book()
  const key = `pull:${partner.partnerId}:locations`
  expect(await sql`select 1 from graphile_worker.jobs where key = ${key}`).toHaveLength(1)
})

test('the operator may take the place back until it expires, and not after', async () => {
  const id = await book()
  await scene.post({ result: 'ACCEPTED' })
  const { response_url: url } = scene.sent()
  await scene.post({ result: 'CANCELED_RESERVATION' }, url)
  await scene.post({ result: 'CANCELED_RESERVATION' }, url)
  expect(await findMyReservation(scene.me, id)).toMatchObject({ state: 'cancelled', endedBy: 'operator' })
  const second = await book(15)
  await scene.post({ result: 'ACCEPTED' })
  // What partners send is judged by the clock of the system.
  await sql`update reservations set expires_at = now() - interval '1 minute' where id = ${second}`
  expect(await scene.post({ result: 'CANCELED_RESERVATION' })).toMatchObject({ http: 200, code: 1000 })
  await closeReservations(system())
  expect(await findMyReservation(scene.me, second)).toMatchObject({ state: 'expired', endedBy: 'time' })
})

test('a customer holds one place at a time, and only one that is free and can be held', async () => {
  const outcomes = await Promise.allSettled([book(), book()])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await sql`update reservations set state = 'cancelled' where customer_id = ${scene.me.customerId}`
  await expect(book(7)).rejects.toThrow('length')
  await sql`update evses set status = 'CHARGING' where id = ${scene.evseId}`
  await expect(book()).rejects.toThrow('cannot be reserved')
  await sql`update evses set status = 'AVAILABLE', body = jsonb_set(body, '{capabilities}', '["RFID_READER"]') where id = ${scene.evseId}`
  await expect(book()).rejects.toThrow('cannot be reserved')
  expect(partner.seen).toHaveLength(1)
})

test('a customer who may not charge is refused as at the station, and the decision is kept', async () => {
  await sql`update customers set charging_allowed = false, charging_denied_reason = 'no_credit' where id = ${scene.me.customerId}`
  await expect(book()).rejects.toThrow('NO_CREDIT')
  expect(partner.seen).toEqual([])
  const decisions = await sql`select allowed, reason from authorizations where customer_id = ${scene.me.customerId}`
  expect(decisions).toMatchObject([{ allowed: 'NO_CREDIT', reason: 'customer_no_credit' }])
})

test('cancelling waits for the station; a refusal leaves the place held', async () => {
  const id = await book()
  await scene.post({ result: 'ACCEPTED' })
  const refused = await cancelReservation(scene.me, id)
  expect(partner.seen.at(-1)).toMatchObject({ path: '/commands/CANCEL_RESERVATION', body: { reservation_id: id } })
  expect(await stateOf(id)).toBe('active')
  await scene.post({ result: 'REJECTED' })
  expect(await findMyReservation(scene.me, id)).toMatchObject({
    state: 'active',
    cancellation: { commandId: refused, state: 'rejected', result: 'REJECTED' },
  })
  await cancelReservation(scene.me, id)
  await scene.post({ result: 'ACCEPTED' })
  await scene.post({ result: 'ACCEPTED' })
  expect(await findMyReservation(scene.me, id)).toMatchObject({ state: 'cancelled', endedBy: 'customer' })
  await expect(cancelReservation(scene.me, id)).rejects.toThrow('ended')
})

test('a station that knows of no such reservation holds none', async () => {
  const id = await book()
  await scene.post({ result: 'TIMEOUT' })
  await cancelReservation(scene.me, id)
  await scene.post({ result: 'UNKNOWN_RESERVATION' })
  expect(await stateOf(id)).toBe('cancelled')
})

test('no answer in time means unknown; a late one, or a session, tells what is true', async () => {
  const id = await book()
  later(5 * MINUTE_MS)
  await expireCommands(system())
  expect(await stateOf(id)).toBe('unknown')
  const reference = scene.sent().authorization_reference
  const waiting = { authorization_reference: reference, status: 'RESERVATION', evse_uid: '#NA', connector_id: '#NA' }
  await scene.session('R1', waiting)
  expect(await stateOf(id)).toBe('active')
  await closeReservations(system())
  await scene.post({ result: 'ACCEPTED' })
  expect(await findMyReservation(scene.me, id)).toMatchObject({ state: 'active' })
})

test('a start at the reserved place uses the reservation, whichever reference the session carries', async () => {
  const id = await book()
  await scene.post({ result: 'ACCEPTED' })
  await scene.session('R1', { authorization_reference: scene.sent().authorization_reference, status: 'RESERVATION' })
  const start = await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })
  expect(await findMyCommand(scene.me, start)).toMatchObject({ reservationId: id, state: 'accepted_by_cpo' })
  // The session of the reservation becomes the charge and takes the newer reference.
  later(MINUTE_MS)
  await scene.session('R1', { authorization_reference: scene.sent().authorization_reference, status: 'PENDING' })
  expect(await findMyCommand(scene.me, start)).toMatchObject({ state: 'session_pending' })
  later(MINUTE_MS)
  const session = await scene.session('R1', { authorization_reference: scene.sent().authorization_reference })
  expect(await findMyCommand(scene.me, start)).toMatchObject({ state: 'active', sessionId: session })
  expect(await stateOf(id)).toBe('used')
  await closeReservations(system())
  expect(await closeReservations(system())).toBe(0)
  const [row] = await sql`select state, ended_by, session_id from reservations where id = ${id}`
  expect(row).toEqual({ state: 'used', ended_by: 'charge', session_id: session })
})

test('a session without a reference is found by customer, charge point and time, and by nothing less', async () => {
  const start = await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })
  await scene.post({ result: 'FAILED' })
  await scene.session('ELSEWHERE', { evse_uid: 'E2' })
  await scene.session('BEFORE', { start_date_time: new Date(scene.clock.now() - HOUR_MS).toISOString() })
  expect(await findMyCommand(scene.me, start)).toMatchObject({ state: 'rejected', sessionId: null })
  const session = await scene.session('S1')
  expect(await findMyCommand(scene.me, start)).toMatchObject({ state: 'active', sessionId: session })
  await linkCommands(system())
  expect(await linkCommands(system())).toBe(0)
  const [row] = await sql`select state, session_id, result from commands where id = ${start}`
  expect(row).toEqual({ state: 'done', session_id: session, result: 'FAILED' })
})

test('a stuck cable is let go by staff who may, never by a driver, and the reason is kept', async () => {
  const input = { evseId: scene.evseId, connectorId: '1', reason: 'Kunden ringde' }
  await expect(unlockConnector(staff('auditor'), input)).rejects.toThrow('evse:unlock')
  const command = await unlockConnector(staff('support'), input)
  expect(partner.seen).toHaveLength(1)
  expect(partner.seen.at(-1)).toMatchObject({ path: '/commands/UNLOCK_CONNECTOR' })
  expect(scene.sent()).toMatchObject({ location_id: 'LOC1', evse_uid: 'E1', connector_id: '1' })
  await scene.post({ result: 'ACCEPTED' })
  const [place] = await sql`select id from locations where partner_id = ${partner.partnerId}`
  const [row] = await listCommands(staff('auditor'), { locationId: place?.['id'] as never })
  expect(row).toMatchObject({ id: command, kind: 'UNLOCK_CONNECTOR', state: 'done', result: 'ACCEPTED' })
  const [kept] =
    await sql`select action, reason from audit_events where entity_id = ${command} and actor = 'staff' order by id limit 1`
  expect(kept).toMatchObject({ action: 'evse.unlock', reason: 'Kunden ringde' })
  const [other] = await sql`select id from evses where uid = 'E2' and location_id = ${place?.['id']}`
  await expect(unlockConnector(staff('support'), { ...input, evseId: other?.['id'] as never })).rejects.toThrow(
    'cannot be unlocked',
  )
})

test('a charge point that cannot be started from afar is not asked', async () => {
  await sql`update evses set body = jsonb_set(body, '{capabilities}', '["RFID_READER"]') where id = ${scene.evseId}`
  await expect(startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })).rejects.toThrow('from here')
  expect(partner.seen).toEqual([])
})

test('a partner of 2.1.1 gets a number, cannot be asked to cancel, and is found by what its session says', async () => {
  await sql`update partners set version = '2.1.1' where id = ${partner.partnerId}`
  const id = await book()
  const [row] = await sql`select number, cancellable from reservations where id = ${id}`
  const { reservation_id, response_url, ...rest } = scene.sent()
  expect(reservation_id).toBe(row?.['number'])
  expect(response_url).toContain('/ocpi/2.1.1/commands/RESERVE_NOW/')
  expect(rest).not.toHaveProperty('authorization_reference')
  expect(row?.['cancellable']).toBe(false)
  expect(await scene.post({ result: 'ACCEPTED' })).toMatchObject({ http: 200, code: 1000 })
  expect(await stateOf(id)).toBe('active')
  await expect(cancelReservation(scene.me, id)).rejects.toThrow('cannot cancel')
  const start = await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })
  expect(scene.sent()).not.toHaveProperty('connector_id')
  // Both answers have one shape there, and a time-out may be either.
  await scene.post({ result: 'TIMEOUT' })
  expect(await findMyCommand(scene.me, start)).toMatchObject({ state: 'unknown' })
  const session = await scene.session('S1')
  expect(await findMyCommand(scene.me, start)).toMatchObject({ state: 'active', sessionId: session })
  expect(await stateOf(id)).toBe('used')
})

test('a time-out as the first answer is no refusal', async () => {
  await sql`update partners set version = '2.1.1' where id = ${partner.partnerId}`
  partner.answer(() => ({ data: { result: 'TIMEOUT' } }))
  expect(await stateOf(await book())).toBe('unknown')
})

import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { insertCustomer } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { openStubScene, type StubScene } from '@/db/factories/stub-scene'
import type { StubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { newId, type SessionId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { sendPreferences } from '@/lib/ocpi/client/send-preferences'
import { steerSession } from '@/lib/ocpi/client/send-profile'
import { startCharging } from '@/lib/ocpi/client/send-command'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { describeVersion } from '@/lib/ocpi/versions'
import { call } from '@/lib/ocpi/testing/call'
import type { PreferencesAnswer } from '@/lib/roaming/core/charging-profile'
import { findMySteering, findSteering } from '@/lib/roaming/profiles/queries'
import { expireProfileRequests } from '@/lib/roaming/profiles/settle-profile'

const sql = testSql()
let scene: StubScene
let partner: StubPartner
let session: SessionId
beforeEach(async () => {
  scene = await openStubScene()
  partner = scene.partner
  await startCharging(scene.me, { evseId: scene.evseId, connectorId: '1' })
  session = await scene.session('S 1')
})
afterEach(() => partner.close())
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const limit = (limitKw = '5.5') => steerSession(scene.me, session, { kind: 'set', limitKw })
const steering = () => findMySteering(scene.me, session)
const later = (ms: number) => scene.clock.set(instant(scene.clock.now() + ms))
const staff = (role: 'support' | 'auditor') =>
  mintStaffCtx({ userId: newId('user', 1), role, requestId: 'test', clock: scene.clock })
const profile = (watt: number, at = '2026-10-01T08:30:00Z') => ({
  start_date_time: at,
  charging_profile: {
    charging_rate_unit: 'W',
    charging_profile_period: [{ start_period: 0, limit: watt }],
  },
})
const tell = (body: object, id = 'S%201', peer: Parameters<typeof call>[0] = partner) =>
  call(peer, 'PUT', `chargingprofiles/${id}`, body)

test('we say that we send charging profiles', () => {
  expect(describeVersion('2.2.1').endpoints).toContainEqual(
    expect.objectContaining({ identifier: 'chargingprofiles', role: 'SENDER' }),
  )
})

test('a limit is set in watt, and counts once the station has taken it', async () => {
  await limit()
  expect(partner.seen.at(-1)).toMatchObject({ method: 'PUT', path: '/chargingprofiles/S%201' })
  expect(scene.sent()).toEqual({
    response_url: expect.stringContaining('/chargingprofiles/set/cpr_'),
    charging_profile: { charging_rate_unit: 'W', charging_profile_period: [{ start_period: 0, limit: 5500 }] },
  })
  expect(scene.sent().response_url.length).toBeLessThan(255)
  expect(await steering()).toMatchObject({ limitKw: null, latest: { kind: 'set', state: 'accepted_by_cpo' } })
  const { response_url: url } = scene.sent()
  for (const _ of ['sent', 'sent again']) {
    const answer = await scene.post({ result: 'ACCEPTED' }, url)
    expect(answer).toMatchObject({ http: 200, code: 1000 })
    expect(answer.data).toBeUndefined()
  }
  expect(await steering()).toMatchObject({ limitKw: 5.5, latest: { state: 'done', result: 'ACCEPTED' } })
  await scene.post({ result: 'REJECTED' }, url)
  expect(await steering()).toMatchObject({ limitKw: 5.5 })
})

test('a limit is lifted; the address goes percent-encoded into the query', async () => {
  await limit()
  await scene.post({ result: 'ACCEPTED' })
  later(MINUTE_MS)
  await steerSession(scene.me, session, { kind: 'clear' })
  expect(partner.seen.at(-1)).toMatchObject({ method: 'DELETE', path: '/chargingprofiles/S%201', body: undefined })
  expect(scene.sent().response_url).toMatch(/^http.*\/chargingprofiles\/clear\/cpr_/)
  await scene.post({ result: 'ACCEPTED' })
  expect(await steering()).toMatchObject({ limitKw: null, latest: { kind: 'clear', state: 'done' } })
})

test('what the station goes by is asked for by staff, kept as it came, and told on by the partner', async () => {
  const ctx = staff('support')
  await steerSession(ctx, session, { kind: 'read' })
  const request = partner.seen.at(-1)
  expect(request).toMatchObject({ method: 'GET', path: '/chargingprofiles/S%201' })
  expect(request?.query.get('duration')).toBe('28800')
  await scene.post({ result: 'ACCEPTED', profile: profile(7400) })
  expect(await findSteering(ctx, session)).toMatchObject({ active: { limitKw: 7.4, source: 'asked' } })
  expect(await tell(profile(3700, '2026-10-01T08:40:00Z'))).toMatchObject({ http: 200, code: 1000 })
  await tell(profile(3700, '2026-10-01T08:40:00Z'))
  // Worked out before, come after.
  expect(await tell(profile(9000, '2026-10-01T08:35:00Z'))).toMatchObject({ code: 1000 })
  expect(await findSteering(ctx, session)).toMatchObject({ active: { limitKw: 3.7, source: 'told' } })
  const [kept] = await sql`select received from active_profiles where session_id = ${session}`
  expect(kept?.['received']).toEqual(profile(3700, '2026-10-01T08:40:00Z'))
})

test('nobody but the partner that was asked can answer, and each address takes its own kind', async () => {
  await limit()
  const { response_url: url } = scene.sent()
  const other = await insertPartner()
  expect((await scene.post({ result: 'ACCEPTED' }, url, other)).http).toBe(404)
  expect((await scene.post({ result: 'ACCEPTED' }, url.replace(/[^/]+$/, 'guess'))).http).toBe(404)
  expect((await scene.post({ result: 'ACCEPTED' }, url.replace('/set/', '/clear/'))).http).toBe(404)
  expect((await tell(profile(3700), 'S%201', other)).http).toBe(404)
  expect((await tell(profile(3700), 'S2')).http).toBe(404)
  expect(await tell({ charging_profile: {} })).toMatchObject({ http: 200, code: 2001 })
  expect(await steering()).toMatchObject({ latest: { state: 'accepted_by_cpo' }, active: null })
})

test.each<[string, Parameters<StubPartner['answer']>[0], string]>([
  ['refuses', () => ({ data: { result: 'REJECTED', timeout: 5 } }), 'rejected'],
  ['cannot', () => ({ data: { result: 'NOT_SUPPORTED', timeout: 5 } }), 'rejected'],
  ['refuses the request', () => ({ http: 400, code: 2001 }), 'rejected'],
  ['breaks off', () => null, 'unknown'],
  ['has an outage', () => ({ http: 502, raw: '<h1>Bad Gateway</h1>' }), 'unknown'],
])('an operator that %s', async (_, answer, state) => {
  partner.answer(answer)
  await limit()
  expect(await steering()).toMatchObject({ limitKw: null, latest: { state } })
})

test('an operator that was asked too often is left alone, longer each time', async () => {
  partner.answer(() => ({ data: { result: 'TOO_OFTEN', timeout: 5 } }))
  await limit()
  expect(await steering()).toMatchObject({ latest: { state: 'too_often', retryAt: scene.clock.now() + MINUTE_MS } })
  const before = partner.seen.length
  await expect(limit()).rejects.toThrow('too often')
  expect(partner.seen).toHaveLength(before)
  later(MINUTE_MS + 1)
  await limit()
  expect(await steering()).toMatchObject({ latest: { retryAt: scene.clock.now() + 2 * MINUTE_MS } })
  later(2 * MINUTE_MS + 1)
  partner.answer(() => ({ data: { result: 'ACCEPTED', timeout: 5 } }))
  await limit()
  expect(await steering()).toMatchObject({ latest: { state: 'accepted_by_cpo' } })
})

test('a session that the operator does not know has its sessions read again', async () => {
  partner.answer(() => ({ data: { result: 'UNKNOWN_SESSION', timeout: 5 } }))
  await limit()
  const key = `pull:${partner.partnerId}:sessions`
  expect(await sql`select 1 from graphile_worker.jobs where key = ${key}`).toHaveLength(1)
})

test('no result in time means unknown, and a late one is taken', async () => {
  await limit()
  await expect(limit()).rejects.toThrow('under way')
  later(MINUTE_MS)
  await expireProfileRequests(mintSystemCtx({ job: 'expire-commands', requestId: 'test', clock: scene.clock }))
  expect(await steering()).toMatchObject({ latest: { state: 'unknown' } })
  await scene.post({ result: 'ACCEPTED' })
  expect(await steering()).toMatchObject({ limitKw: 5.5 })
})

test('only the driver and staff who may, only while it charges, only where the charge point can, only a sensible power', async () => {
  const stranger = mintCustomerCtx({
    userId: newId('user', 1),
    customerId: await insertCustomer(),
    requestId: 'test',
    clock: scene.clock,
  })
  const before = partner.seen.length
  await expect(steerSession(stranger, session, { kind: 'clear' })).rejects.toThrow('not found')
  expect(await findMySteering(stranger, session)).toBeNull()
  await expect(steerSession(staff('auditor'), session, { kind: 'clear' })).rejects.toThrow('session:steer')
  await expect(limit('2')).rejects.toThrow('at least 4.2 kW')
  await expect(limit('30')).rejects.toThrow('at most')
  await expect(limit('fast')).rejects.toThrow('power in kW')
  await sql`update evses set body = jsonb_set(body, '{capabilities}', '["REMOTE_START_STOP_CAPABLE"]') where id = ${scene.evseId}`
  await expect(limit()).rejects.toThrow('cannot be asked')
  expect(await steering()).toMatchObject({ canLimit: false, canWish: false })
  later(MINUTE_MS)
  await scene.session('S 1', { status: 'COMPLETED' })
  await expect(limit()).rejects.toThrow('ended')
  expect(partner.seen).toHaveLength(before)
})

const WISH = { profileType: 'CHEAP', departureAt: null, energyKwh: '20', dischargeAllowed: false } as const

test('a driver’s wishes are put to the session and answered at once', async () => {
  const departureAt = instant(scene.clock.now() + 8 * HOUR_MS)
  partner.answer(() => ({ data: 'ACCEPTED' }))
  expect(await sendPreferences(scene.me, session, { ...WISH, departureAt })).toBe('ACCEPTED')
  expect(partner.seen.at(-1)).toMatchObject({ method: 'PUT', path: '/sessions/S%201/charging_preferences' })
  const { departure_time, ...rest } = scene.sent()
  expect(Date.parse(String(departure_time))).toBe(departureAt)
  expect(rest).toEqual({ profile_type: 'CHEAP', energy_need: 20, discharge_allowed: false })
  expect(await steering()).toMatchObject({
    canWish: true,
    wish: { profileType: 'CHEAP', departureAt, energyKwh: '20', answer: 'ACCEPTED' },
  })
})

test.each<[PreferencesAnswer, Parameters<StubPartner['answer']>[0]]>([
  ['DEPARTURE_REQUIRED', () => ({ data: 'DEPARTURE_REQUIRED' })],
  ['ENERGY_NEED_REQUIRED', () => ({ data: 'ENERGY_NEED_REQUIRED' })],
  ['NOT_POSSIBLE', () => ({ data: 'NOT_POSSIBLE' })],
  ['NOT_POSSIBLE', () => ({ data: 'MAYBE' })],
  ['PROFILE_TYPE_NOT_SUPPORTED', () => ({ data: 'PROFILE_TYPE_NOT_SUPPORTED' })],
  ['NOT_CAPABLE', () => ({ http: 404, code: 2001 })],
  ['NO_ANSWER', () => ({ http: 502, raw: '<h1>Bad Gateway</h1>' })],
  ['NO_ANSWER', () => ({})],
])('wishes answered with %s', async (answer, reply) => {
  partner.answer(reply)
  expect(await sendPreferences(scene.me, session, WISH)).toBe(answer)
  expect(await steering()).toMatchObject({ wish: { answer }, canWish: answer !== 'NOT_CAPABLE' })
})

test('wishes of the past, or of somebody else, are not sent', async () => {
  const before = partner.seen.length
  const departureAt = instant(scene.clock.now() - 1)
  await expect(sendPreferences(scene.me, session, { ...WISH, departureAt })).rejects.toThrow('ahead')
  await expect(sendPreferences(scene.me, session, { ...WISH, energyKwh: '0' })).rejects.toThrow('kWh')
  const stranger = mintCustomerCtx({
    userId: newId('user', 1),
    customerId: await insertCustomer(),
    requestId: 'test',
    clock: scene.clock,
  })
  await expect(sendPreferences(stranger, session, WISH)).rejects.toThrow('not found')
  expect(partner.seen).toHaveLength(before)
})

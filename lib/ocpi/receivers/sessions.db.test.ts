import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintPartnerCtx } from '@/lib/auth/mint'
import { instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { createSessionWriter, writeSession } from '@/lib/roaming/sessions/write-sessions'
import { closeDispatch } from '../http/dispatch'
import { call, cdrToken, locationBody, periodBody, sessionBody } from '../testing/call'
import { sessions } from '../wire/v221/sessions'

const sql = testSql()
let cpo: PartnerFixture
let other: PartnerFixture
let token: TokenFixture

beforeAll(async () => {
  cpo = await insertPartner()
  other = await insertPartner()
  token = await insertToken()
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const pathOf = (id: string) => `sessions/${cpo.countryCode}/${cpo.partyId}/${id}`
const bodyOf = (id: string, fields = {}) => sessionBody(cpo, id, { cdr_token: cdrToken(token.uid), ...fields })
const put = (id: string, fields = {}) => call(cpo, 'PUT', pathOf(id), bodyOf(id, fields))
const patch = (id: string, fields: object) => call(cpo, 'PATCH', pathOf(id), fields)
const get = async (id: string) => (await call(cpo, 'GET', pathOf(id))).data as Record<string, unknown>
const rowOf = async (id: string) =>
  (await sql`select * from sessions where partner_id = ${cpo.partnerId} and ocpi_id = ${id}`)[0]!
const at = (minute: number) => `2026-10-01T08:${String(minute).padStart(2, '0')}:00Z`
const P = [periodBody(at(0), 1), periodBody(at(15), 2), periodBody(at(30), 3)]

test('a session is created, linked to its customer and its place, and read again as it came', async () => {
  await call(
    cpo,
    'PUT',
    `locations/SE/${cpo.partyId}/LOC1`,
    locationBody(cpo, 'LOC1', { time_zone: 'Europe/Helsinki' }),
  )
  expect(await put('new', { x_extra: { a: 1 } })).toMatchObject({ http: 201, code: 1000 })
  expect(await rowOf('new')).toMatchObject({
    customer_id: token.customerId,
    token_id: token.tokenId,
    status: 'ACTIVE',
    place_name: 'Kungsgatan',
    time_zone: 'Europe/Helsinki',
  })
  expect(await get('new')).toEqual({ ...bodyOf('new'), x_extra: { a: 1 } })
  expect(await put('new', { x_extra: { a: 1 } })).toMatchObject({ http: 200, code: 1000 })
})

test('PUT replaces charging periods, PATCH appends them (SES-1)', async () => {
  await put('periods', { charging_periods: P.slice(0, 2), kwh: 3, last_updated: at(20) })
  await patch('periods', { charging_periods: [P[2]], kwh: 6, last_updated: at(40) })
  expect((await get('periods'))['charging_periods']).toEqual(P)
  await patch('periods', { charging_periods: [], total_cost: { excl_vat: 9 }, last_updated: at(41) })
  expect(await get('periods')).toMatchObject({ charging_periods: P, total_cost: { excl_vat: 9 }, kwh: 6 })
  await put('periods', { kwh: 6, last_updated: at(42) })
  expect(await get('periods')).not.toHaveProperty('charging_periods')
  expect(await get('periods')).not.toHaveProperty('total_cost')
})

test('a PATCH sent twice appends once; the same start with another volume replaces and is noted (SES-2)', async () => {
  await put('retry', { charging_periods: [P[0]], kwh: 1, last_updated: at(10) })
  const message = { charging_periods: [P[1]], kwh: 3, last_updated: at(20) }
  await patch('retry', message)
  await patch('retry', message)
  expect((await get('retry'))['charging_periods']).toEqual(P.slice(0, 2))
  await patch('retry', { charging_periods: [periodBody(at(15), 1.5)], kwh: 3, last_updated: at(21) })
  expect((await get('retry'))['charging_periods']).toEqual([P[0], periodBody(at(15), 1.5)])
  expect((await rowOf('retry'))['findings']).toContainEqual(expect.objectContaining({ code: 'period_replaced' }))
})

test('an older PUT is answered 1000 and changes nothing', async () => {
  await put('order', { kwh: 5, status: 'COMPLETED', last_updated: at(50) })
  const before = await rowOf('order')
  expect(await put('order', { kwh: 2, last_updated: at(40) })).toMatchObject({ http: 200, code: 1000 })
  expect(await rowOf('order')).toEqual(before)
})

test('of a late PATCH what nothing newer stated counts: a missed period, a field of its own', async () => {
  await put('late', { charging_periods: [P[0]], kwh: 1, last_updated: at(10) })
  await patch('late', { charging_periods: [P[2]], kwh: 6, last_updated: at(40) })
  expect(
    await patch('late', { charging_periods: [P[1]], kwh: 3, status: 'PENDING', last_updated: at(30) }),
  ).toMatchObject({ code: 1000 })
  expect(await get('late')).toMatchObject({ charging_periods: P, kwh: 6, status: 'PENDING', last_updated: at(40) })
  const before = await rowOf('late')
  await patch('late', { charging_periods: [P[1]], kwh: 3, last_updated: at(30) })
  expect(await rowOf('late')).toEqual(before)
})

test('messages of one session in any order, at once, from several writers, end in the newest state', async () => {
  await put('race')
  const ctx = mintPartnerCtx({
    requestId: 'r',
    correlationId: 'c',
    clock: systemClock,
    partnerId: cpo.partnerId,
    version: '2.2.1',
  })
  const writers = Array.from({ length: 4 }, () => createSessionWriter())
  const minutes = Array.from({ length: 40 }, (_, index) => (index * 17) % 40)
  await Promise.all(
    minutes.map((minute, index) => {
      const { value: session } = sessions.fromWire(bodyOf('race', { kwh: minute, last_updated: at(minute + 1) }))
      const message = {
        ctx,
        key: session,
        lastUpdated: session.lastUpdated,
        apply: (_: unknown, late: boolean) => (late ? null : { session, received: {}, findings: [] }),
      }
      return writeSession(message, writers[index % 4])
    }),
  )
  expect(await rowOf('race')).toMatchObject({ energy_kwh: '39', last_updated: new Date(instant(Date.parse(at(40)))) })
})

test('concurrent PATCHes lose no period', async () => {
  await put('append', { kwh: 30, last_updated: at(0) })
  const periods = Array.from({ length: 20 }, (_, index) => periodBody(at(index), 1))
  await Promise.all(
    periods.map((period, index) => patch('append', { charging_periods: [period], last_updated: at(index + 1) })),
  )
  expect((await get('append'))['charging_periods']).toEqual(periods)
})

test('ENERGY in Wh is read as kWh and noted (SES-9)', async () => {
  const wh = [periodBody(at(0), 120), periodBody(at(2), 41_000)]
  await put('wh', { kwh: 41.12, charging_periods: wh, status: 'COMPLETED', last_updated: at(50) })
  expect((await get('wh'))['charging_periods']).toEqual([periodBody(at(0), 0.12), periodBody(at(2), 41)])
  expect((await rowOf('wh'))['findings']).toContainEqual(expect.objectContaining({ code: 'energy_in_wh' }))
  await put('wh-patch', { kwh: 1, charging_periods: [P[0]], last_updated: at(10) })
  await patch('wh-patch', { kwh: 3.2, charging_periods: [periodBody(at(15), 2200)], last_updated: at(20) })
  expect((await get('wh-patch'))['charging_periods']).toEqual([P[0], periodBody(at(15), 2.2)])
})

test('PATCH needs last_updated, a known session and a valid result', async () => {
  expect(await patch('nobody', { kwh: 1, last_updated: at(1) })).toMatchObject({ http: 404, code: 2000 })
  await put('strict')
  expect(await patch('strict', { kwh: 1 })).toMatchObject({
    http: 200,
    code: 2001,
    message: '/last_updated: is required',
  })
  expect(await patch('strict', { kwh: null, last_updated: at(1) })).toMatchObject({ http: 200, code: 2001 })
  expect(await patch('strict', { id: 'moved', last_updated: at(1) })).toMatchObject({ http: 200, code: 2001 })
  expect(await patch('strict', { kwh: 'much', last_updated: at(1) })).toMatchObject({ http: 200, code: 2001 })
  expect(await rowOf('strict')).toMatchObject({ energy_kwh: '0' })
})

test('an explicit null of an optional field clears it', async () => {
  await put('null', { total_cost: { excl_vat: 5 }, meter_id: 'M1', last_updated: at(1) })
  await patch('null', { total_cost: null, last_updated: at(2) })
  expect(await get('null')).toMatchObject({ meter_id: 'M1' })
  expect(await get('null')).not.toHaveProperty('total_cost')
})

test.each([
  ['RESERVED', 'RESERVATION', 201],
  ['RESERVATION', 'RESERVATION', 201],
  ['SOMETHING', 'ACTIVE', 201],
  ['pending', 'PENDING', 201],
])('status %s is read as %s', async (given, status, http) => {
  expect(await put(`status-${given}`, { status: given, evse_uid: '#NA', connector_id: '#NA' })).toMatchObject({
    http,
    code: 1000,
  })
  expect(await rowOf(`status-${given}`)).toMatchObject({ status })
})

test('a change after COMPLETED is applied and noted (SES-3)', async () => {
  await put('done', { status: 'COMPLETED', kwh: 5, last_updated: at(30) })
  await patch('done', { total_cost: { excl_vat: 9 }, last_updated: at(31) })
  await patch('done', { status: 'ACTIVE', last_updated: at(32) })
  const row = await rowOf('done')
  expect(row).toMatchObject({ status: 'ACTIVE', total_excl: '9' })
  expect((row['findings'] as { code: string }[]).map(({ code }) => code)).toContain('reopened')
})

test('an unknown token, an unknown place and a start that moves are no reason to refuse', async () => {
  expect(await put('odd', { cdr_token: cdrToken('FFFF'), location_id: 'NOWHERE', status: 'PENDING' })).toMatchObject({
    http: 201,
  })
  await put('odd', { cdr_token: cdrToken('FFFF'), location_id: 'NOWHERE', start_date_time: at(5), last_updated: at(6) })
  expect(await rowOf('odd')).toMatchObject({ customer_id: null, place_name: 'NOWHERE', started_at: new Date(at(5)) })
})

test('an authorization of ours links the session, whatever the token says', async () => {
  const { data } = await call(cpo, 'POST', `tokens/${token.uid}/authorize`)
  const reference = (data as { authorization_reference: string }).authorization_reference
  await put('linked', { cdr_token: cdrToken('UNKNOWN'), authorization_reference: reference })
  expect(await rowOf('linked')).toMatchObject({ customer_id: token.customerId, token_id: token.tokenId })
})

test('only the owner reads and writes a session', async () => {
  await put('mine')
  expect(await call(other, 'GET', pathOf('mine'))).toMatchObject({ http: 404 })
  expect(await call(other, 'PUT', pathOf('mine'), bodyOf('mine', { kwh: 9, last_updated: at(59) }))).toMatchObject({
    http: 404,
  })
  expect(await call(cpo, 'PUT', pathOf('mine'), sessionBody(other, 'mine'))).toMatchObject({ http: 200, code: 2001 })
  expect(await rowOf('mine')).toMatchObject({ energy_kwh: '0' })
  expect(await call(cpo, 'GET', pathOf('mine').toLowerCase())).toMatchObject({ http: 200 })
  expect(await call(cpo, 'POST', pathOf('mine'), {})).toMatchObject({
    http: 405,
    headers: { allow: 'GET, PUT, PATCH' },
  })
})

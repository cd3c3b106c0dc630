import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { closeDispatch } from '../http/dispatch'
import { call, connectorBody, evseBody, locationBody } from '../testing/call'

const sql = testSql()
let cpo: PartnerFixture
let other: PartnerFixture

beforeAll(async () => {
  cpo = await insertPartner()
  other = await insertPartner()
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const pathOf = (...ids: string[]) => ['locations', cpo.countryCode, cpo.partyId, ...ids].join('/')
const put = (id: string, fields = {}) => call(cpo, 'PUT', pathOf(id), locationBody(cpo, id, fields))
const get = async (...ids: string[]) => (await call(cpo, 'GET', pathOf(...ids))).data as Record<string, unknown>
const rowOf = async (id: string) =>
  (await sql`select * from locations where partner_id = ${cpo.partnerId} and ocpi_id = ${id}`)[0]!
const evsesOf = async (id: string) =>
  sql`select e.* from evses e join locations l on l.id = e.location_id where l.partner_id = ${cpo.partnerId} and l.ocpi_id = ${id} order by e.uid`
const jobsFor = async (id: string) =>
  sql`select payload from graphile_worker._private_jobs where payload::text like ${`%"${id}"%`}`
const T = (minute: number) => `2026-09-02T10:${String(minute).padStart(2, '0')}:00Z`

test('a location is stored with its EVSEs and read again, unknown fields included', async () => {
  const fields = { energy_mix: { is_green_energy: true }, evses: [evseBody('E1', { x_note: 'left' })] }
  expect(await put('full', fields)).toMatchObject({ http: 201, code: 1000 })
  expect(await put('full', fields)).toMatchObject({ http: 200, code: 1000 })
  expect(await rowOf('full')).toMatchObject({
    name: 'Kungsgatan',
    time_zone: 'Europe/Stockholm',
    latitude: 57.70455,
    operator_name: 'Kulla Ladd',
  })
  expect(await evsesOf('full')).toEqual([
    expect.objectContaining({ uid: 'E1', status: 'AVAILABLE', max_power_kw: 11.04 }),
  ])
  expect(await get('full')).toEqual({ ...locationBody(cpo, 'full', fields), charging_when_closed: true })
  expect(await get('full', 'e1')).toEqual(evseBody('E1', { x_note: 'left' }))
  expect(await get('full', 'E1', '1')).toEqual(connectorBody())
})

test('the commonest message changes one EVSE and says so in its location (LOC-1, LOC-2)', async () => {
  await put('status')
  const message = { status: 'CHARGING', last_updated: T(5) }
  expect(await call(cpo, 'PATCH', pathOf('status', 'E2'), message)).toMatchObject({ http: 200, code: 1000 })
  expect(await call(cpo, 'PATCH', pathOf('status', 'E2'), message)).toMatchObject({ http: 200, code: 1000 })
  expect((await evsesOf('status')).map((row) => [row['status'], (row['last_updated'] as Date).toISOString()])).toEqual([
    ['AVAILABLE', '2026-09-01T08:00:00.000Z'],
    ['CHARGING', '2026-09-02T10:05:00.000Z'],
  ])
  expect(await get('status')).toMatchObject({ last_updated: T(5) })
  expect(await get('status', 'E2')).toMatchObject({ status: 'CHARGING', last_updated: T(5) })
})

test('an older status is ignored, one that we do not know is UNKNOWN', async () => {
  await put('stale')
  await call(cpo, 'PATCH', pathOf('stale', 'E1'), { status: 'CHARGING', last_updated: T(5) })
  expect(await call(cpo, 'PATCH', pathOf('stale', 'E1'), { status: 'AVAILABLE', last_updated: T(4) })).toMatchObject({
    http: 200,
    code: 1000,
  })
  expect(await get('stale', 'E1')).toMatchObject({ status: 'CHARGING' })
  await call(cpo, 'PATCH', pathOf('stale', 'E1'), { status: 'DREAMING', last_updated: T(6) })
  expect((await evsesOf('stale'))[0]).toMatchObject({ status: 'UNKNOWN' })
})

test('a status of an unknown EVSE is 404 with 2003, and the location is asked for', async () => {
  await put('asked')
  const message = { status: 'CHARGING', last_updated: T(5) }
  expect(await call(cpo, 'PATCH', pathOf('asked', 'E9'), message)).toMatchObject({ http: 404, code: 2003 })
  expect(await call(cpo, 'PATCH', pathOf('unheard', 'E9'), message)).toMatchObject({ http: 404, code: 2003 })
  expect(await call(cpo, 'PUT', pathOf('unheard', 'E9'), evseBody('E9'))).toMatchObject({ http: 404, code: 2003 })
  expect(await jobsFor('asked')).toHaveLength(1)
  expect(await jobsFor('unheard')).toHaveLength(1)
})

test('an older location is ignored; EVSEs that a newer one leaves out are REMOVED', async () => {
  await put('shrink', { last_updated: T(10) })
  await put('shrink', { name: 'Old', evses: [], last_updated: T(9) })
  expect(await rowOf('shrink')).toMatchObject({ name: 'Kungsgatan' })
  await put('shrink', {
    name: 'New',
    evses: [evseBody('E1', { status: 'BLOCKED', last_updated: T(11) })],
    last_updated: T(11),
  })
  expect(await rowOf('shrink')).toMatchObject({ name: 'New' })
  expect((await evsesOf('shrink')).map(({ status }) => status)).toEqual(['BLOCKED', 'REMOVED'])
  expect(await get('shrink', 'E2')).toMatchObject({ status: 'REMOVED' })
})

test('a location without a list of EVSEs keeps those that are known and is asked for (LOC-12)', async () => {
  await put('kept')
  expect(await put('kept', { evses: undefined, last_updated: T(1) })).toMatchObject({ http: 200, code: 1000 })
  expect((await evsesOf('kept')).map(({ status }) => status)).toEqual(['AVAILABLE', 'AVAILABLE'])
  expect(await jobsFor('kept')).toHaveLength(1)
})

test('an EVSE newer than the location that carries it stays as it is', async () => {
  await put('overtaken')
  await call(cpo, 'PATCH', pathOf('overtaken', 'E1'), { status: 'CHARGING', last_updated: T(8) })
  await put('overtaken', { name: 'Later', last_updated: T(9) })
  expect(await rowOf('overtaken')).toMatchObject({ name: 'Later' })
  expect((await evsesOf('overtaken'))[0]).toMatchObject({ status: 'CHARGING' })
})

test('a PATCH of a location changes what it names and no EVSE goes away (TR-70)', async () => {
  await put('patched', { facilities: ['CAFE'], help_phone: '+4631' })
  const message = {
    name: 'Nya Kungsgatan',
    facilities: ['HOTEL'],
    help_phone: null,
    evses: [{ uid: 'E2', status: 'BLOCKED' }],
    last_updated: T(2),
  }
  expect(await call(cpo, 'PATCH', pathOf('patched'), message)).toMatchObject({ http: 200, code: 1000 })
  expect(await call(cpo, 'PATCH', pathOf('patched'), message)).toMatchObject({ http: 200, code: 1000 })
  const found = await get('patched')
  expect(found).toMatchObject({ name: 'Nya Kungsgatan', facilities: ['HOTEL'], city: 'Göteborg', last_updated: T(2) })
  expect(found).not.toHaveProperty('help_phone')
  expect((await evsesOf('patched')).map(({ status }) => status)).toEqual(['AVAILABLE', 'BLOCKED'])
  await call(cpo, 'PATCH', pathOf('patched'), { name: 'Older', last_updated: T(1) })
  expect(await rowOf('patched')).toMatchObject({ name: 'Nya Kungsgatan' })
})

test('a PATCH of an EVSE merges connectors by id', async () => {
  await put('sockets', { evses: [evseBody('E1', { connectors: [connectorBody(), connectorBody({ id: '2' })] })] })
  const message = {
    floor_level: '-1',
    connectors: [{ id: '2', tariff_ids: ['T9'], last_updated: T(3) }],
    last_updated: T(3),
  }
  expect(await call(cpo, 'PATCH', pathOf('sockets', 'E1'), message)).toMatchObject({ http: 200, code: 1000 })
  expect(await get('sockets', 'E1')).toMatchObject({
    floor_level: '-1',
    connectors: [
      { id: '1', tariff_ids: ['T1'] },
      { id: '2', tariff_ids: ['T9'], power_type: 'AC_3_PHASE' },
    ],
  })
})

test('a connector change bubbles to EVSE and location; an older one of another connector still counts', async () => {
  await put('bubble', { evses: [evseBody('E1', { connectors: [connectorBody(), connectorBody({ id: '2' })] })] })
  const address = (id: string) => pathOf('bubble', 'E1', id)
  expect(await call(cpo, 'PATCH', address('1'), { tariff_ids: ['T2'], last_updated: T(6) })).toMatchObject({
    http: 200,
    code: 1000,
  })
  expect(await get('bubble')).toMatchObject({ last_updated: T(6), evses: [{ last_updated: T(6) }] })
  await call(cpo, 'PATCH', address('2'), { tariff_ids: ['T3'], last_updated: T(5) })
  await call(cpo, 'PATCH', address('1'), { tariff_ids: ['OLD'], last_updated: T(5) })
  expect(await get('bubble', 'E1')).toMatchObject({
    last_updated: T(6),
    connectors: [{ tariff_ids: ['T2'] }, { tariff_ids: ['T3'] }],
  })
  expect(await call(cpo, 'PATCH', address('7'), { tariff_ids: [], last_updated: T(7) })).toMatchObject({
    http: 404,
    code: 2003,
  })
  expect(
    await call(cpo, 'PUT', address('7'), connectorBody({ id: '7', max_electric_power: 150_000, last_updated: T(7) })),
  ).toMatchObject({ http: 200 })
  expect((await evsesOf('bubble'))[0]).toMatchObject({ max_power_kw: 150 })
})

test('PUT adds and replaces an EVSE', async () => {
  await put('grown')
  expect(await call(cpo, 'PUT', pathOf('grown', 'E3'), evseBody('E3', { last_updated: T(1) }))).toMatchObject({
    http: 201,
    code: 1000,
  })
  expect(await call(cpo, 'PUT', pathOf('grown', 'E3'), evseBody('E3', { last_updated: T(1) }))).toMatchObject({
    http: 200,
    code: 1000,
  })
  expect(await evsesOf('grown')).toHaveLength(3)
  expect(await get('grown')).toMatchObject({ last_updated: T(1) })
})

test.each([
  ['PUT', ['x'], { id: 'y' }],
  ['PUT', ['x'], { party_id: 'ZZZ' }],
  ['PUT', ['x'], { last_updated: undefined }],
  ['PUT', ['x'], { address: undefined }],
  ['PUT', ['x'], { coordinates: { latitude: '1' } }],
  ['PUT', ['x'], { evses: 'none' }],
  ['PUT', ['x'], { evses: [{}] }],
] as const)('%s %j with %j is answered 2001', async (method, ids, fields) => {
  expect(await call(cpo, method, pathOf(...ids), locationBody(cpo, 'x', fields))).toMatchObject({
    http: 200,
    code: 2001,
  })
})

test.each([[['gone']], [['gone', 'E1']], [['gone', 'E1', '1']]])('a PATCH of %j needs last_updated', async (ids) => {
  await put('gone')
  expect(await call(cpo, 'PATCH', pathOf(...ids), { status: 'BLOCKED', name: 'x' })).toMatchObject({
    http: 200,
    code: 2001,
  })
})

test('what other CPOs write otherwise is accepted, kept and noted', async () => {
  const odd = {
    publish: undefined,
    time_zone: 'Mars/Olympus',
    country: 'SE',
    coordinates: { latitude: 57.7, longitude: 11.9 },
    opening_times: 'always',
    name: 'n'.repeat(300),
  }
  const evse = {
    uid: 'E1',
    status: 'SLEEPING',
    floor_level: -1,
    physical_reference: 3,
    connectors: [{ id: 1, standard: 'NEW_PLUG', format: 'SOCKET' }],
  }
  expect(await put('odd', { ...odd, evses: [evse] })).toMatchObject({ http: 201, code: 1000 })
  const row = await rowOf('odd')
  expect(row).toMatchObject({ publish: true, time_zone: 'Europe/Stockholm', latitude: 57.7 })
  const codes = (row['findings'] as { code: string }[]).map(({ code }) => code)
  expect(codes).toEqual(
    expect.arrayContaining(['missing', 'unknown_value', 'unreadable', 'too_long', 'text_expected', 'format']),
  )
})

test('only the owner; no other methods', async () => {
  await put('mine')
  expect(await call(other, 'GET', pathOf('mine'))).toMatchObject({ http: 404, code: 2003 })
  expect(await call(other, 'PATCH', pathOf('mine', 'E1'), { status: 'BLOCKED', last_updated: T(9) })).toMatchObject({
    http: 404,
  })
  expect(await call(cpo, 'DELETE', pathOf('mine'))).toMatchObject({ http: 405, headers: { allow: 'GET, PUT, PATCH' } })
  expect(await call(cpo, 'GET', pathOf('nothing'))).toMatchObject({ http: 404, code: 2003 })
  expect(await call(cpo, 'GET', pathOf('mine', 'E1', '1', 'more'))).toMatchObject({ http: 404, code: 2003 })
})

test('a whole location that a status overtook still counts, but for that status', async () => {
  const [party, id] = [`${cpo.countryCode}/${cpo.partyId}`, 'L-LATE']
  const at = (minute: number) => ({ last_updated: `2026-10-01T08:0${minute}:00Z` })
  await call(
    cpo,
    'PUT',
    `locations/${party}/${id}`,
    locationBody(cpo, id, { evses: [evseBody('E1', at(0))], ...at(0) }),
  )
  await call(cpo, 'PATCH', `locations/${party}/${id}/E1`, { status: 'CHARGING', ...at(5) })
  const whole = { name: 'Later', evses: [evseBody('E1', { floor_level: '2', ...at(3) })], ...at(3) }
  await call(cpo, 'PUT', `locations/${party}/${id}`, locationBody(cpo, id, whole))
  const { data } = await call(cpo, 'GET', `locations/${party}/${id}`)
  expect(data).toMatchObject({ name: 'Later', evses: [{ status: 'CHARGING', floor_level: '2' }], ...at(5) })
})

test('an EVSE status that a connector overtook counts, and a connector that the whole EVSE overtook does not', async () => {
  const path = `locations/${cpo.countryCode}/${cpo.partyId}/L-LATE-2`
  const at = (minute: number) => ({ last_updated: `2026-10-01T08:0${minute}:00Z` })
  const evse = evseBody('E1', { connectors: [connectorBody(at(0))], ...at(0) })
  await call(cpo, 'PUT', path, locationBody(cpo, 'L-LATE-2', { evses: [evse], ...at(0) }))
  await call(cpo, 'PUT', `${path}/E1/1`, connectorBody({ tariff_ids: ['T-NEW'], ...at(4) }))
  expect(await call(cpo, 'PATCH', `${path}/E1`, { status: 'BLOCKED', ...at(3) })).toMatchObject({ code: 1000 })
  expect(await call(cpo, 'PATCH', `${path}/E1`, { floor_level: '-1', ...at(2) })).toMatchObject({ code: 1000 })
  await call(cpo, 'PATCH', `${path}/E1`, { status: 'CHARGING', ...at(1) })
  expect((await call(cpo, 'GET', `${path}/E1`)).data).toMatchObject({
    status: 'BLOCKED',
    floor_level: '-1',
    connectors: [{ tariff_ids: ['T-NEW'] }],
    ...at(4),
  })
  // A whole that is older than all of that takes nothing of it back, and brings the rest.
  await call(cpo, 'PUT', `${path}/E1`, { ...evse, physical_reference: '7', ...at(1) })
  expect((await call(cpo, 'GET', `${path}/E1`)).data).toMatchObject({
    status: 'BLOCKED',
    floor_level: '-1',
    physical_reference: '7',
    connectors: [{ tariff_ids: ['T-NEW'] }],
    ...at(4),
  })
})

test('of a whole location that a change of its name overtook the rest counts', async () => {
  const path = `locations/${cpo.countryCode}/${cpo.partyId}/L-LATE-3`
  const at = (minute: number) => ({ last_updated: `2026-10-01T08:0${minute}:00Z` })
  const body = (fields: object) => locationBody(cpo, 'L-LATE-3', { evses: [evseBody('E1', at(0))], ...fields })
  await call(cpo, 'PUT', path, body(at(0)))
  await call(cpo, 'PATCH', path, { name: 'Newest', ...at(5) })
  await call(cpo, 'PATCH', path, { name: 'Older', address: 'Gatan 2', ...at(3) })
  await call(
    cpo,
    'PUT',
    path,
    body({ name: 'Whole', city: 'Umeå', evses: [evseBody('E1', at(0)), evseBody('E2', at(4))], ...at(4) }),
  )
  const { data } = await call(cpo, 'GET', path)
  expect(data).toMatchObject({ name: 'Newest', city: 'Umeå', address: body({})['address'], ...at(5) })
  expect((data as { evses: { uid: string }[] }).evses.map(({ uid }) => uid)).toEqual(['E1', 'E2'])
})

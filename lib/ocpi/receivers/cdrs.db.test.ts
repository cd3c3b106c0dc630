import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertCustomer, insertToken, type TokenFixture } from '@/db/factories/customers'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { closeDispatch } from '../http/dispatch'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'
import { call, cdrBody, locationBody } from '../testing/call'

const sql = testSql()
let cpo: PartnerFixture
let other: PartnerFixture
let token: TokenFixture

beforeAll(async () => {
  cpo = await insertPartner()
  other = await insertPartner()
  token = await insertToken({ customerId: await insertCustomer() })
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const rowsOf = (id: string) => sql`select * from cdrs where partner_id = ${cpo.partnerId} and ocpi_id = ${id}`
const post = (id: string, fields = {}) => call(cpo, 'POST', 'cdrs', cdrBody(cpo, id, token.uid, fields))

test('a CDR is stored with its evidence, linked, audited and queued for rating', async () => {
  await call(
    cpo,
    'PUT',
    `locations/${cpo.countryCode}/${cpo.partyId}/LOC1`,
    locationBody(cpo, 'LOC1', { time_zone: 'Europe/Helsinki' }),
  )
  const raw = ` ${JSON.stringify(cdrBody(cpo, 'first', token.uid), null, 1)}\n`
  const answer = await call(cpo, 'POST', 'cdrs', undefined, { raw })
  expect(answer).toMatchObject({ http: 201, code: 1000 })
  expect(answer.headers['location']).toBe(`http://localhost:3000/ocpi/2.2.1/cdrs/SE/${cpo.partyId}/first`)
  const [row] = await rowsOf('first')
  expect(row).toMatchObject({
    status: 'pending',
    customer_id: token.customerId,
    token_id: token.tokenId,
    time_zone: 'Europe/Helsinki',
    zone_source: 'location',
    max_power_kw: 11.04,
    energy_kwh: '11',
    total_excl: '35.2',
    received: raw,
    source: 'push',
    place_name: 'Kungsgatan',
  })
  const [audit] = await sql`select * from audit_events where entity_id = ${row!['id']}`
  expect(audit).toMatchObject({
    action: 'cdr.store',
    actor: 'partner',
    actor_id: cpo.partnerId,
    customer_id: token.customerId,
  })
  await flushRating()
  const jobs =
    await sql`select payload from graphile_worker._private_jobs where payload::text like ${`%${row!['id']}%`}`
  expect(jobs).toEqual([{ payload: { cdrIds: [row!['id']] } }])
  await flushExchanges()
  const [exchange] = await sql`select * from ocpi_exchanges where request_id = ${answer.headers['x-request-id']!}`
  expect(exchange).toMatchObject({
    module: 'cdrs',
    http_status: 201,
    ocpi_status: 1000,
    request_body: `{"kept_with":"${row!['id']}"}`,
  })
})

test('the text that arrived is kept to the byte, spaces within it as well', async () => {
  const raw = JSON.stringify(cdrBody(cpo, 'bytes', token.uid, { remark: 'å \\u00e5', x: { y: 1.5 } }))
    .replace('"kWh"', '"kWh" ')
    .replaceAll(',', ' ,\t')
  expect(await call(cpo, 'POST', 'cdrs', undefined, { raw })).toMatchObject({ http: 201 })
  expect((await rowsOf('bytes'))[0]!['received']).toBe(raw)
})

test('separators of our own in a text do no harm', async () => {
  const location = { ...(cdrBody(cpo, 'x')['cdr_location'] as object), name: 'a\u001fb\u001ec', city: '\\N\t' }
  expect(await post('separators', { cdr_location: location })).toMatchObject({ http: 201 })
  expect((await rowsOf('separators'))[0]).toMatchObject({ place_name: 'a b c', city: '\\N\t', country: 'SWE' })
})

test('a repeat is a success with the same Location and changes nothing', async () => {
  const first = await post('twice')
  const second = await post('twice')
  expect(first.http).toBe(201)
  expect(second).toMatchObject({ http: 200, code: 1000 })
  expect(second.headers['location']).toBe(first.headers['location'])
  expect(await rowsOf('twice')).toHaveLength(1)
  await flushRating()
  const jobs =
    await sql`select 1 from graphile_worker._private_jobs where payload::text like ${`%${(await rowsOf('twice'))[0]!['id']}%`}`
  expect(jobs).toHaveLength(1)
})

test('the id is compared without case, and the repeat may be indented otherwise', async () => {
  await post('CaSe')
  const body = cdrBody(cpo, 'CaSe', token.uid)
  expect(await call(cpo, 'POST', 'cdrs', undefined, { raw: JSON.stringify(body, null, 2) })).toMatchObject({
    http: 200,
    code: 1000,
  })
  expect(await post('cAsE')).toMatchObject({ http: 200, code: 2001 })
  expect(await sql`select 1 from cdrs where upper(ocpi_id) = 'CASE'`).toHaveLength(1)
})

test('a different body under a known id is kept beside it and never applied', async () => {
  await post('disputed')
  const [before] = await rowsOf('disputed')
  for (const cost of [99, 99, 98]) {
    const answer = await post('disputed', { total_cost: { excl_vat: cost } })
    expect(answer).toMatchObject({ http: 200, code: 2001 })
  }
  expect(await rowsOf('disputed')).toEqual([before])
  const conflicts = await sql`select received from cdr_conflicts where cdr_id = ${before!['id']} order by id`
  expect(conflicts.map((row) => JSON.parse(row['received'] as string).total_cost)).toEqual([
    { excl_vat: 99 },
    { excl_vat: 98 },
  ])
})

test('50 identical requests at once make exactly one row, and all succeed', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('fifty')))
  expect(answers.filter(({ http }) => http === 201)).toHaveLength(1)
  expect(answers.filter(({ http }) => http === 200)).toHaveLength(49)
  expect(answers.every(({ code }) => code === 1000)).toBe(true)
  expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1)
  expect(await rowsOf('fifty')).toHaveLength(1)
})

test('of two different bodies at once one is stored and the other a conflict', async () => {
  const answers = await Promise.all([1, 2].map((cost) => post('race', { total_cost: { excl_vat: cost } })))
  expect(answers.map(({ code }) => code).sort()).toEqual([1000, 2001])
  expect(await rowsOf('race')).toHaveLength(1)
})

test('one bad CDR in a batch fails nobody else', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) => post(`mixed-${index}`, index === 5 ? { total_energy: 'x' } : {})),
  )
  expect(answers.filter(({ code }) => code === 1000)).toHaveLength(9)
  expect(answers[5]).toMatchObject({ http: 200, code: 2001 })
})

test('the owner reads it again, nobody else does', async () => {
  const { headers } = await post('mine', { gireve_id: 'kept' })
  const path = new URL(headers['location']!).pathname
  expect(await call(cpo, 'GET', path)).toMatchObject({
    http: 200,
    code: 1000,
    data: { id: 'mine', gireve_id: 'kept', total_energy: 11 },
  })
  expect(await call(other, 'GET', path)).toMatchObject({ http: 404 })
  expect(await call(cpo, 'GET', `${path}x`)).toMatchObject({ http: 404, code: 2000 })
})

test.each(['cdrs/{cc}/{pid}', 'cdrs/{cc}/{pid}/alias', 'cdrs/', '/cdrs'])(
  'a POST to %s is taken too',
  async (pattern) => {
    const path = pattern.replace('{cc}', cpo.countryCode.toLowerCase()).replace('{pid}', cpo.partyId)
    const answer = await call(cpo, 'POST', path, cdrBody(cpo, 'alias', token.uid))
    expect([200, 201]).toContain(answer.http)
    expect(answer.code).toBe(1000)
  },
)

test('address and body must agree, and the party must be one of the connection', async () => {
  const address = `cdrs/${cpo.countryCode}/${cpo.partyId}/a`
  expect(await call(cpo, 'POST', address, cdrBody(cpo, 'b', token.uid))).toMatchObject({ http: 200, code: 2001 })
  expect(await call(cpo, 'POST', 'cdrs', cdrBody(other, 'c', token.uid))).toMatchObject({ http: 200, code: 2001 })
  expect(
    await call(cpo, 'POST', `cdrs/${other.countryCode}/${other.partyId}`, cdrBody(other, 'c', token.uid)),
  ).toMatchObject({ http: 404 })
})

test('a CDR of an unknown token is evidence: stored, without a customer', async () => {
  expect(await call(cpo, 'POST', 'cdrs', cdrBody(cpo, 'stranger', 'DEADBEEF'))).toMatchObject({ http: 201, code: 1000 })
  expect((await rowsOf('stranger'))[0]).toMatchObject({ customer_id: null, token_uid: 'DEADBEEF', status: 'pending' })
})

test('a credit CDR names what it credits', async () => {
  await post('original')
  const credit = { credit: true, credit_reference_id: 'original', total_cost: { excl_vat: -35.2, incl_vat: -44 } }
  expect(await post('original-C', credit)).toMatchObject({ http: 201 })
  expect((await rowsOf('original-C'))[0]).toMatchObject({
    credit: true,
    credited_key: `SE*${cpo.partyId}*ORIGINAL`,
    total_excl: '-35.2',
    total_incl: '-44',
  })
})

test.each([
  ['total_cost', undefined],
  ['total_energy', undefined],
  ['cdr_token', undefined],
  ['cdr_location', undefined],
  ['currency', undefined],
  ['start_date_time', 'yesterday'],
  ['end_date_time', '2026-02-30T10:00:00Z'],
  ['id', undefined],
  ['charging_periods', 'none'],
  ['total_energy', 1e300],
  ['id', 'x'.repeat(300)],
  ['currency', 'kronor'],
  ['total_cost', {}],
])('a CDR whose %s is %j is answered 200 with 2001 and the field', async (field, value) => {
  const answer = await post('bad', { [field]: value })
  expect(answer).toMatchObject({ http: 200, code: 2001 })
  expect(answer.message).toContain(`/${field}`)
})

test('what other CPOs write otherwise is accepted and noted', async () => {
  const fields = {
    total_energy: '11.0',
    total_time: '1',
    start_date_time: '2026-10-01T10:00:00+02:00',
    end_date_time: '2026-10-01T09:00:00',
    last_updated: undefined,
    auth_method: 'SOMETHING_NEW',
    cdr_token: { uid: token.uid, type: 'RFID' },
    total_cost: 35.2,
  }
  expect(await post('odd', fields)).toMatchObject({ http: 201, code: 1000 })
  const [row] = await rowsOf('odd')
  expect((row!['started_at'] as Date).toISOString()).toBe('2026-10-01T08:00:00.000Z')
  const codes = (row!['wire_findings'] as { code: string }[]).map(({ code }) => code)
  expect(codes).toEqual(expect.arrayContaining(['number_expected', 'offset', 'missing', 'price_expected']))
})

test.each(['GET', 'PUT', 'PATCH', 'DELETE'])('%s of the endpoint does not exist', async (method) => {
  expect(await call(cpo, method, 'cdrs', {})).toMatchObject({ http: 405, headers: { allow: 'POST' } })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { closeDispatch } from '../http/dispatch'
import { call, tariffBody } from '../testing/call'

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

const pathOf = (id: string) => `tariffs/${cpo.countryCode}/${cpo.partyId}/${id}`
const put = (id: string, fields = {}) => call(cpo, 'PUT', pathOf(id), tariffBody(cpo, id, fields))
const versionsOf = (id: string) => sql`
  select v.* from tariff_versions v join tariffs t on t.id = v.tariff_id
  where t.partner_id = ${cpo.partnerId} and t.ocpi_id = ${id} order by v.version`
const price = (value: number) => ({
  elements: [{ price_components: [{ type: 'ENERGY', price: value, vat: 25, step_size: 1 }] }],
})

test('a tariff is kept as its first version and read again, unknown fields included', async () => {
  const fields = {
    energy_mix: { is_green_energy: true },
    tariff_alt_text: [{ language: 'sv', text: 'Billigt' }],
    min_price: { excl_vat: 1 },
  }
  expect(await put('first', fields)).toMatchObject({ http: 201, code: 1000 })
  expect(await call(cpo, 'GET', pathOf('FIRST'))).toMatchObject({ http: 200, data: tariffBody(cpo, 'first', fields) })
  expect(await versionsOf('first')).toEqual([
    expect.objectContaining({ version: 1, valid_from: new Date('2026-09-01T00:00:00Z') }),
  ])
})

test('a repeat makes no version, even with a newer date; a changed price makes one that rules from its date', async () => {
  await put('changed', price(3))
  expect(await put('changed', price(3))).toMatchObject({ http: 200, code: 1000 })
  await put('changed', { ...price(3), last_updated: '2026-09-05T00:00:00Z' })
  expect(await versionsOf('changed')).toHaveLength(1)
  await put('changed', { ...price(4), last_updated: '2026-10-01T00:00:00Z' })
  expect(
    (await versionsOf('changed')).map((row) => [row['version'], (row['valid_from'] as Date).toISOString()]),
  ).toEqual([
    [1, '2026-09-01T00:00:00.000Z'],
    [2, '2026-10-01T00:00:00.000Z'],
  ])
})

test('an older tariff that arrives late is kept for its time, once, and does not become the present one', async () => {
  await put('late', { ...price(4), last_updated: '2026-10-01T00:00:00Z' })
  expect(await put('late', { ...price(3), last_updated: '2026-09-30T00:00:00Z' })).toMatchObject({
    http: 200,
    code: 1000,
  })
  await put('late', { ...price(3), last_updated: '2026-09-30T00:00:00Z' })
  expect(await versionsOf('late')).toHaveLength(2)
  expect(await call(cpo, 'GET', pathOf('late'))).toMatchObject({ data: { last_updated: '2026-10-01T00:00:00Z' } })
})

test('versions that arrive at once are numbered without a gap', async () => {
  await Promise.all([1, 2, 3, 4, 5].map((value) => put('burst', price(value))))
  const numbers = (await versionsOf('burst')).map((row) => row['version'])
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  expect(numbers.length).toBe(5)
})

test('DELETE ends its use, twice if need be, and keeps its versions; PUT brings it back', async () => {
  await put('deleted')
  expect(await call(cpo, 'DELETE', pathOf('deleted'))).toMatchObject({ http: 200, code: 1000 })
  expect(await call(cpo, 'DELETE', pathOf('deleted'))).toMatchObject({ http: 200, code: 1000 })
  expect(await call(cpo, 'GET', pathOf('deleted'))).toMatchObject({ http: 404, code: 2000 })
  expect(await versionsOf('deleted')).toHaveLength(1)
  await put('deleted')
  expect(await call(cpo, 'GET', pathOf('deleted'))).toMatchObject({ http: 200 })
  expect(await call(cpo, 'DELETE', pathOf('never'))).toMatchObject({ http: 404, code: 2000 })
})

test('a free tariff with step size 0, and one without last_updated, are tariffs', async () => {
  expect(
    await put('free', { elements: [{ price_components: [{ type: 'FLAT', price: 0, step_size: 0 }] }] }),
  ).toMatchObject({ http: 201 })
  expect(await put('undated', { last_updated: undefined })).toMatchObject({ http: 201, code: 1000 })
  expect((await versionsOf('undated'))[0]!['findings']).toContainEqual(
    expect.objectContaining({ code: 'missing', path: '/last_updated' }),
  )
})

test.each([
  { elements: [] },
  { elements: undefined },
  { currency: undefined },
  { id: 'other' },
  { country_code: 'XX' },
  { elements: [{ price_components: [{ type: 'ENERGY', price: 'dear', step_size: 1 }] }] },
  { elements: [{ price_components: [{ type: 'ENERGY', price: 1, step_size: -1 }] }] },
])('a tariff with %j is answered 2001', async (fields) => {
  expect(await put('bad', fields)).toMatchObject({ http: 200, code: 2001 })
})

test('only the owner; PATCH and POST do not exist in 2.2.1', async () => {
  await put('mine')
  expect(await call(other, 'GET', pathOf('mine'))).toMatchObject({ http: 404 })
  expect(await call(other, 'DELETE', pathOf('mine'))).toMatchObject({ http: 404 })
  for (const method of ['PATCH', 'POST']) {
    expect(await call(cpo, method, pathOf('mine'), {})).toMatchObject({
      http: 405,
      headers: { allow: 'GET, PUT, DELETE' },
    })
  }
})

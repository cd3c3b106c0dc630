import { beforeAll, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintCustomerCtx } from '@/lib/auth/mint'
import { newId, type LocationId, type PartnerId } from '@/lib/kernel/ids'
import { instant, toIsoInstant } from '@/lib/kernel/time'
import { fixedClock } from '@/lib/platform/clock'
import { findPlace, findPlaces } from './find-places'

const sql = testSql()
const NOW = instant(Date.UTC(2026, 9, 15, 9))
const clock = fixedClock(NOW)
let partnerId: PartnerId
let ctx: ReturnType<typeof mintCustomerCtx>
const ids = new Map<string, LocationId>()

type Fields = {
  body?: object
  publish?: boolean
  missed?: number
  statuses?: string[]
  capabilities?: string[]
  partner?: PartnerId
}

async function insertPlace(name: string, fields: Fields = {}): Promise<void> {
  const id = newId('location', NOW)
  const at = toIsoInstant(NOW)
  ids.set(name, id)
  await sql`insert into locations (id, partner_id, country_code, party_id, ocpi_id, key, name, address, city, country, time_zone, publish,
      body, received, last_updated, missed_crawls, created_at, updated_at)
    values (${id}, ${fields.partner ?? partnerId}, 'SE', 'KUL', ${name}, ${`SE*KUL*${name.toUpperCase()}`}, ${name}, 'Hamngatan 1', 'Kalmar', 'SWE',
      'Europe/Stockholm', ${fields.publish ?? true}, ${JSON.stringify(fields.body ?? {})}::text::jsonb, '{}', ${at}, ${fields.missed ?? 0}, ${at}, ${at})`
  for (const [index, status] of (fields.statuses ?? ['AVAILABLE']).entries()) {
    const body = { connectors: [], capabilities: fields.capabilities ?? [] }
    const uid = `${name}-${index}`
    await sql`insert into evses (id, location_id, uid, uid_key, evse_id, status, max_power_kw, body, received, last_updated, status_at)
      values (${newId('evse', NOW)}, ${id}, ${uid}, ${uid.toUpperCase()}, ${`SE*KUL*E${uid}`}, ${status}, 22, ${sql.json(body)}, '{}', ${at}, ${at})`
  }
}

beforeAll(async () => {
  ;({ partnerId } = await insertPartner())
  const { customerId } = await insertToken({ uid: '04A1B2C3D4E5F7' })
  ctx = mintCustomerCtx({ requestId: 'test', clock, userId: newId('user', NOW), customerId })
  await insertPlace('Norra', { statuses: ['AVAILABLE', 'CHARGING', 'REMOVED'] })
  await insertPlace('Full', { statuses: ['CHARGING'] })
  await insertPlace('Hidden', { publish: false })
  await insertPlace('Gone', { missed: 2 })
  await insertPlace('Empty', { statuses: ['REMOVED'] })
  await insertPlace('Stranger', { partner: (await insertPartner({ state: 'suspended' })).partnerId })
})

test('shows published places with charge points, free ones first', async () => {
  const { places, more } = await findPlaces(ctx, '')
  expect(places.map(({ name, free, total }) => ({ name, free, total }))).toEqual([
    { name: 'Norra', free: 1, total: 2 },
    { name: 'Full', free: 0, total: 1 },
  ])
  expect(more).toBe(false)
})

test('finds by name, city, address and number, and nothing by a wildcard', async () => {
  const names = async (search: string) => (await findPlaces(ctx, search)).places.map((place) => place.name)
  expect(await names('norr')).toEqual(['Norra'])
  expect(await names('SE*KUL*EFull-0')).toEqual(['Full'])
  expect(await names('hamngatan')).toEqual(['Norra', 'Full'])
  expect(await names('%')).toEqual([])
  // As somebody types it without our letters, and the other way round.
  await sql`update locations set city = 'Åsele' where name = 'Full'`
  expect(await names('asele')).toEqual(['Full'])
  expect(await names('ÅSELE')).toEqual(['Full'])
  expect(await names('Nörrå')).toEqual(['Norra'])
  await sql`update locations set city = 'Kalmar' where name = 'Full'`
})

test('says when there are more', async () => {
  const { places, more } = await findPlaces(ctx, 'kalmar', 1)
  expect(places.map((place) => place.name)).toEqual(['Norra'])
  expect(more).toBe(true)
})

test('a place that is not shown does not exist', async () => {
  expect((await findPlace(ctx, ids.get('Norra')!)).sockets.map((socket) => socket.status)).toEqual([
    'AVAILABLE',
    'CHARGING',
  ])
  for (const name of ['Hidden', 'Gone', 'Stranger'])
    await expect(findPlace(ctx, ids.get(name)!)).rejects.toMatchObject({ code: 'not_found' })
})

const known = async (allowed: object[]) => {
  const name = `Garage ${ids.size}`
  await insertPlace(name, { publish: false, body: { publishAllowedTo: allowed } })
  const found = (await findPlaces(ctx, name)).places.length === 1
  await sql`delete from evses where location_id = ${ids.get(name)!}`
  return found
}

test.each([
  ['its uid and type', [{ uid: '04a1b2c3d4e5f7', type: 'RFID' }], true],
  ['its uid alone', [{ uid: '04A1B2C3D4E5F7', type: null }], true],
  ['one entry of several', [{ uid: '0000' }, { uid: '04A1B2C3D4E5F7' }], true],
  ['the uid of another card', [{ uid: '04FFFFFFFFFFFF' }], false],
  ['its uid as another type', [{ uid: '04A1B2C3D4E5F7', type: 'APP_USER' }], false],
  ['its uid by another issuer', [{ uid: '04A1B2C3D4E5F7', issuer: 'Somebody else' }], false],
  ['nothing that names a card', [{ type: 'RFID' }], false],
  ['no entry', [], false],
])('a place that is not published, for who holds a card with %s', async (_, allowed, expected) => {
  expect(await known(allowed)).toBe(expected)
})

test('a place tells when it is open, how one parks and whom to call', async () => {
  const parkingPlaces = [{ id: 'P1', vehicleTypes: ['DISABLED'], maxHeightCm: '210' }]
  const openingHours = {
    twentyFourSeven: false,
    regular: [{ weekday: 4, begin: '12:00', end: '18:00' }],
    openings: [],
    closings: [],
  }
  await insertPlace('Torget', {
    body: { openingHours, parkingPlaces, helpPhone: '+46 480 000 00', chargingWhenClosed: false },
  })
  // A Thursday, eleven o'clock in Stockholm.
  const opening = { open: false, until: instant(Date.UTC(2026, 9, 15, 10)) }
  expect((await findPlaces(ctx, 'Torget')).places).toMatchObject([{ opening }])
  expect(await findPlace(ctx, ids.get('Torget')!)).toMatchObject({
    opening,
    facts: { openingHours, parkingPlaces, helpPhone: '+46 480 000 00', chargingWhenClosed: false, parkingType: null },
    sockets: [{ accessible: false }],
  })
})

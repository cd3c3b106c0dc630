// A hub says who is behind it, and brings what belongs to them (guide §1.3, §3.8).
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { closeDispatch } from '../http/dispatch'
import { call, cdrBody, locationBody, sessionBody } from '../testing/call'

const sql = testSql()
const VIK = { countryCode: 'NO', partyId: 'VIK' }
let hub: PartnerFixture
let direct: PartnerFixture

beforeEach(async () => {
  await closeDispatch()
  await truncateAll(sql)
  const roles = [{ role: 'HUB', countryCode: 'NL', partyId: 'HUB', businessDetails: { name: 'Navet' } }]
  hub = await insertPartner({ countryCode: 'NL', partyId: 'HUB', name: 'Navet', roles })
  direct = await insertPartner({ countryCode: 'SE', partyId: 'KUL' })
})
afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const info = (fields: object = {}) => ({
  country_code: 'NO',
  party_id: 'VIK',
  role: 'CPO',
  status: 'CONNECTED',
  last_updated: '2026-11-01T10:00:00Z',
  ...fields,
})
const put = (fields: object = {}, path = 'hubclientinfo/NO/VIK') => call(hub, 'PUT', path, info(fields))
const partyOf = async (key = 'NO*VIK') =>
  await sql`select role, status, source, last_updated from parties where partner_id = ${hub.partnerId} and key = ${key} order by role`
const jobs = async () =>
  (await sql`select payload from graphile_worker._private_jobs where key like 'resync:%'`).map(
    (row) => row['payload'] as unknown,
  )

describe('ClientInfo', () => {
  test('is kept, read again, and carries no routing headers', async () => {
    const routed = { headers: { 'ocpi-to-country-code': 'XX', 'ocpi-to-party-id': 'YYY' } }
    const stored = await call(hub, 'PUT', 'hubclientinfo/NO/VIK', info(), routed)
    expect(stored).toMatchObject({ http: 200, code: 1000 })
    expect(Object.keys(stored.headers).filter((name) => name.startsWith('ocpi-'))).toEqual([])
    expect((await call(hub, 'GET', 'hubclientinfo/no/vik')).data).toEqual(info())
    expect(await call(hub, 'GET', 'hubclientinfo/NO/XXX')).toMatchObject({ http: 404, code: 2000 })
    expect(await partyOf()).toMatchObject([{ role: 'CPO', status: 'CONNECTED', source: 'hubclientinfo' }])
    expect(await sql`select module, rank from party_routes where key = 'NO*VIK' order by module`).toMatchObject([
      { module: 'commands', rank: 0 },
      { module: 'locations', rank: 0 },
      { module: 'sessions', rank: 0 },
    ])
  })

  test('older never overwrites newer; a repeat changes nothing; roles stand apart', async () => {
    await put()
    await put({ status: 'OFFLINE', last_updated: '2026-11-02T10:00:00Z' })
    await put({ status: 'CONNECTED', last_updated: '2026-11-01T23:00:00Z' })
    expect(await partyOf()).toMatchObject([{ status: 'OFFLINE' }])
    await put({ role: 'EMSP', status: 'PLANNED' })
    expect(await partyOf()).toMatchObject([
      { role: 'CPO', status: 'OFFLINE' },
      { role: 'EMSP', status: 'PLANNED' },
    ])
    await put({ role: 'EMSP', status: 'PLANNED' })
    expect(await sql`select count(*)::int as n from audit_events where action = 'party.status'`).toMatchObject([
      { n: 3 },
    ])
    // The address has no role: the operator is meant.
    expect((await call(hub, 'GET', 'hubclientinfo/NO/VIK')).data).toMatchObject({ role: 'CPO', status: 'OFFLINE' })
  })

  test('without last_updated it counts from now on; an unknown status is kept as unknown', async () => {
    expect(await put({ last_updated: undefined, status: 'OFFLINE' })).toMatchObject({ code: 1000 })
    expect(await put({ last_updated: '2026-11-01T10:00:00Z' })).toMatchObject({ code: 1000 })
    expect(await partyOf()).toMatchObject([{ status: 'OFFLINE' }])
    expect(await put({ last_updated: undefined, status: 'RESTING' })).toMatchObject({ code: 1000 })
    expect(await partyOf()).toMatchObject([{ status: 'unknown' }])
  })

  test.each([
    ['another party than the address', { party_id: 'XXX' }],
    ['no status', { status: undefined }],
    ['a date that is none', { last_updated: 'yesterday' }],
  ])('%s: 2001', async (_, fields) => {
    expect(await put(fields)).toMatchObject({ http: 200, code: 2001 })
    expect(await partyOf()).toEqual([])
  })

  test('a party that is away and comes back is read again from when it left, once', async () => {
    await put()
    expect(await jobs()).toMatchObject([{ party: 'NO*VIK', since: 0 }])
    await sql`delete from graphile_worker._private_jobs`
    await put({ last_updated: '2026-11-01T11:00:00Z' })
    expect(await jobs()).toEqual([])
    await put({ status: 'SUSPENDED', last_updated: '2026-11-02T10:00:00Z' })
    expect(await jobs()).toEqual([])
    const [left] =
      await sql`select extract(epoch from status_at)::float8 * 1000 as at from parties where key = 'NO*VIK'`
    for (const hour of ['10', '11']) await put({ last_updated: `2026-11-03T${hour}:00:00Z` })
    const since = Math.round(left!['at'] as number) // when it was suspended
    expect(await jobs()).toEqual([{ partnerId: hub.partnerId, party: 'NO*VIK', since }])
  })

  test('only a hub may say so', async () => {
    expect(await call(direct, 'PUT', 'hubclientinfo/NO/VIK', info())).toMatchObject({ http: 404, code: 2000 })
    expect(await call(direct, 'GET', 'hubclientinfo/NO/VIK')).toMatchObject({ http: 404 })
    expect(await call(direct, 'PUT', 'locations/NO/VIK/L1', locationBody(VIK, 'L1'))).toMatchObject({ http: 404 })
  })
})

describe('whose object it is', () => {
  const routing = (from: [string, string], to: [string, string] = ['SE', 'LDN']) => ({
    headers: {
      'ocpi-from-country-code': from[0],
      'ocpi-from-party-id': from[1],
      'ocpi-to-country-code': to[0],
      'ocpi-to-party-id': to[1],
    },
  })

  test('a broadcast push comes from the hub and belongs to the party of the address; the answer goes back to the hub', async () => {
    await put()
    const answer = await call(hub, 'PUT', 'locations/NO/VIK/L1', locationBody(VIK, 'L1'), routing(['NL', 'HUB']))
    expect(answer).toMatchObject({
      http: 201,
      headers: {
        'ocpi-from-country-code': 'SE',
        'ocpi-from-party-id': 'LDN',
        'ocpi-to-country-code': 'NL',
        'ocpi-to-party-id': 'HUB',
      },
    })
    expect(await sql`select country_code, party_id from locations`).toMatchObject([
      { country_code: 'NO', party_id: 'VIK' },
    ])
  })

  test('routed from the party itself, the answer goes back to the party', async () => {
    await put()
    const answer = await call(hub, 'PUT', 'sessions/NO/VIK/S1', sessionBody(VIK, 'S1'), routing(['NO', 'VIK']))
    expect(answer).toMatchObject({ http: 201, headers: { 'ocpi-to-country-code': 'NO', 'ocpi-to-party-id': 'VIK' } })
    // Written every few seconds.
    const seen = async () => {
      await flushExchanges()
      return (await sql`select last_seen_at from parties where key = 'NO*VIK'`)[0]?.['last_seen_at'] as Date | null
    }
    await expect.poll(seen, { timeout: 12_000, interval: 250 }).not.toBeNull()
  }, 20_000)

  test('without routing headers the answer says between whom it is; for somebody else it is 404', async () => {
    expect((await call(hub, 'GET', 'tokens')).headers).toMatchObject({
      'ocpi-from-party-id': 'LDN',
      'ocpi-to-country-code': 'NL',
      'ocpi-to-party-id': 'HUB',
    })
    expect((await call(direct, 'GET', 'tokens')).headers).toMatchObject({ 'ocpi-to-party-id': 'KUL' })
    expect(await call(hub, 'GET', 'tokens', undefined, routing(['NO', 'VIK'], ['SE', 'XXX']))).toMatchObject({
      http: 404,
    })
    expect(Object.keys((await call(hub, 'GET', '/ocpi/2.2.1')).headers)).not.toContain('ocpi-to-party-id')
  })

  test('a party that the hub never announced is taken in and marked; a question introduces nobody', async () => {
    expect(await call(hub, 'GET', 'locations/DK/SUN/L1')).toMatchObject({ http: 404, code: 2003 })
    expect(await partyOf('DK*SUN')).toEqual([])
    const sun = { countryCode: 'DK', partyId: 'SUN' }
    expect(await call(hub, 'PUT', 'locations/DK/SUN/L1', locationBody(sun, 'L1'))).toMatchObject({ http: 201 })
    expect(await call(hub, 'POST', 'cdrs', cdrBody(sun, 'C1'))).toMatchObject({ http: 201 })
    expect(await partyOf('DK*SUN')).toMatchObject([{ role: 'CPO', status: 'unknown', source: 'object' }])
    expect(await sql`select 1 from audit_events where action = 'party.admit'`).toHaveLength(1)
    // Announced later, it is one like the others.
    await put({ country_code: 'DK', party_id: 'SUN' }, 'hubclientinfo/DK/SUN')
    expect(await partyOf('DK*SUN')).toMatchObject([{ status: 'CONNECTED', source: 'hubclientinfo' }])
  })

  test('a hub does not speak for a party that speaks for itself, unless it announced it', async () => {
    const kul = { countryCode: 'SE', partyId: 'KUL' }
    expect(await call(hub, 'PUT', 'locations/SE/KUL/L1', locationBody(kul, 'L1'))).toMatchObject({ http: 404 })
    expect(await call(hub, 'POST', 'cdrs', cdrBody(kul, 'C1'))).toMatchObject({ http: 200, code: 2001 })
    expect(await sql`select 1 from cdrs`).toHaveLength(0)
    await put({ country_code: 'SE', party_id: 'KUL' }, 'hubclientinfo/SE/KUL')
    expect(await call(hub, 'POST', 'cdrs', cdrBody(kul, 'C1'))).toMatchObject({ http: 201 })
    // And the other way round: nobody brings another's objects over a direct connection.
    await put()
    expect(await call(direct, 'POST', 'cdrs', cdrBody(VIK, 'C2'))).toMatchObject({ http: 200, code: 2001 })
  })

  test('strange party ids are refused', async () => {
    for (const party of ['NO/VIKING', 'NOR/VIK', 'N%20/VIK'])
      expect(await call(hub, 'PUT', `locations/${party}/L1`, locationBody(VIK, 'L1'))).toMatchObject({ http: 404 })
    expect(await partyOf('NO*VIK')).toEqual([])
  })
})

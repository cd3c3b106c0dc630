import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { testSql } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { DAY_MS, instant, MINUTE_MS, toIsoInstant } from '@/lib/kernel/time'
import { fetchLocation, pullModule } from '@/lib/ocpi/client/pull-module'
import { cdrBody, locationBody, sessionBody, tariffBody } from '@/lib/ocpi/testing/call'
import { startStubPartner, type StubHandler, type StubPartner } from '@/db/factories/stub-partner'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock } from '@/lib/platform/clock'
import { flushRating } from '@/lib/roaming/cdrs/queue-rating'

const NOW = instant(Date.UTC(2026, 9, 20, 12))
const clock = fixedClock(NOW)
const ctx = mintSystemCtx({ job: 'pull-module', requestId: 'test', clock })
const sql = testSql()
let partner: StubPartner

beforeEach(async () => {
  clock.set(NOW)
  partner = await startStubPartner()
})
afterEach(() => partner.close())
afterAll(async () => {
  await flushRating()
  await flushExchanges()
  await sql.end()
})

/** A server that pages properly, whatever limit is asked for. */
function paging(items: unknown[], size = 3): StubHandler {
  return ({ path, query }, url) => {
    const offset = Number(query.get('offset') ?? 0)
    const next = offset + size
    const params = new URLSearchParams(query)
    params.set('offset', String(next))
    params.set('limit', String(size))
    const link: Record<string, string> =
      next < items.length ? { link: `<${url}${path}?${params.toString()}>; rel="next"` } : {}
    return {
      data: items.slice(offset, next),
      headers: { 'x-total-count': String(items.length), 'x-limit': String(size), ...link },
    }
  }
}

const places = (count: number) => Array.from({ length: count }, (_, index) => locationBody(partner, `P${index}`))
const markOf = async (module: string) =>
  (await sql`select * from sync_marks where partner_id = ${partner.partnerId} and module = ${module}`)[0]
const known = async () =>
  (
    await sql`select ocpi_id, missed_crawls from locations where partner_id = ${partner.partnerId} order by ocpi_id`
  ).map((row) => `${row['ocpi_id']}:${row['missed_crawls']}`)
const pass = () => clock.set(instant(clock.now() + MINUTE_MS))
const queriesOf = () => partner.seen.map(({ query }) => Object.fromEntries(query))

test('every page is read, with routing headers and our token, and the exchange is kept', async () => {
  partner.answer(paging(places(8)))
  expect(await pullModule(ctx, partner.partnerId, 'locations', true)).toEqual({ fetched: 8, rejected: 0, total: 8 })
  expect(queriesOf().map(({ offset }) => offset)).toEqual(['0', '3', '6'])
  expect(partner.seen[0]?.headers).toMatchObject({
    authorization: `Token ${Buffer.from('server-token').toString('base64')}`,
    'ocpi-to-country-code': partner.countryCode,
    'ocpi-to-party-id': partner.partyId,
  })
  expect(await known()).toHaveLength(8)
  expect(await markOf('locations')).toMatchObject({
    state: 'idle',
    fetched: 8,
    total: 8,
    rejected: 0,
    error: null,
    last_full_at: new Date(NOW),
  })
  await flushExchanges()
  const kept =
    await sql`select direction, http_status, ocpi_status from ocpi_exchanges where partner_id = ${partner.partnerId}`
  expect(kept).toHaveLength(3)
  expect(kept[0]).toMatchObject({ direction: 'out', http_status: 200, ocpi_status: 1000 })
})

test('without a link it goes on while the total says that there is more', async () => {
  const all = places(5)
  partner.answer(({ query }) => {
    const offset = Number(query.get('offset'))
    return { data: all.slice(offset, offset + 2), headers: { 'x-total-count': '5' } }
  })
  expect(await pullModule(ctx, partner.partnerId, 'locations', true)).toMatchObject({ fetched: 5 })
})

test('a partner is asked for pages of the size that it takes, and its links are left where they lead astray', async () => {
  await partner.close()
  partner = await startStubPartner({ quirks: { pageLimit: '20', nextPage: 'count' } })
  const all = places(45)
  partner.answer(({ query }) => {
    const offset = Number(query.get('offset'))
    const link = '<http://internal.invalid/locations?offset=20>; rel="next"'
    return { data: all.slice(offset, offset + 20), headers: { link } }
  })
  expect(await pullModule(ctx, partner.partnerId, 'locations', true)).toMatchObject({ fetched: 45 })
  expect(queriesOf().map(({ offset, limit }) => `${offset}/${limit}`)).toEqual(['0/20', '20/20', '40/20'])
})

test('a partner that cannot bear routing headers gets none', async () => {
  await partner.close()
  partner = await startStubPartner({ quirks: { routingHeaders: 'omit', tokenEncoding: 'raw' } })
  await pullModule(ctx, partner.partnerId, 'tariffs', true)
  expect(partner.seen[0]?.headers).toMatchObject({ authorization: 'Token server-token' })
  expect(Object.keys(partner.seen[0]?.headers ?? {}).filter((name) => name.startsWith('ocpi-'))).toEqual([])
})

test('after that, only what changed is asked for, with an overlap', async () => {
  partner.answer(paging(places(2)))
  await pullModule(ctx, partner.partnerId, 'locations', true)
  partner.seen.length = 0
  await pullModule(ctx, partner.partnerId, 'locations', false)
  const newest = Date.parse('2026-09-01T08:00:00Z')
  expect(queriesOf()[0]).toMatchObject({ date_from: toIsoInstant(instant(newest - 5 * MINUTE_MS)) })
})

test('a date in the future does not hide what changes until then', async () => {
  partner.answer(paging([locationBody(partner, 'F1', { last_updated: '2031-01-01T00:00:00Z' })]))
  await pullModule(ctx, partner.partnerId, 'locations', true)
  expect((await markOf('locations'))?.['high_water']).toEqual(new Date(NOW))
})

test('an object that cannot be read is counted and told, and the others are stored', async () => {
  const [good, other] = places(2)
  partner.answer(
    paging([good, { ...other, id: 'BAD', coordinates: undefined, evses: 'none' }, 7, locationBody(partner, 'Z')]),
  )
  const result = await pullModule(ctx, partner.partnerId, 'locations', true)
  expect(result.fetched).toBe(4)
  expect(result.rejected).toBeGreaterThanOrEqual(1)
  expect(await known()).toEqual(expect.arrayContaining(['P0:0', 'Z:0']))
  expect((await markOf('locations'))?.['error']).toContain('BAD: /coordinates')
})

test('what belongs to nobody of this connection is left out', async () => {
  partner.answer(paging([cdrBody({ countryCode: 'NO', partyId: 'ZZZ' }, 'C1'), cdrBody(partner, 'C2')]))
  expect(await pullModule(ctx, partner.partnerId, 'cdrs', true)).toMatchObject({ fetched: 2, rejected: 1 })
  const stored = await sql`select ocpi_id, source from cdrs where partner_id = ${partner.partnerId}`
  expect(stored.map((row) => row['ocpi_id'])).toEqual(['C2'])
  expect((await markOf('cdrs'))?.['error']).toContain('no party')
})

test('a location that vanishes is missed after complete crawls only, and comes back when it does', async () => {
  partner.answer(paging(places(3)))
  await pullModule(ctx, partner.partnerId, 'locations', true)
  partner.answer(paging(places(2)))
  await pullModule(ctx, partner.partnerId, 'locations', false)
  expect(await known()).toEqual(['P0:0', 'P1:0', 'P2:0'])
  pass()
  await pullModule(ctx, partner.partnerId, 'locations', true)
  pass()
  await pullModule(ctx, partner.partnerId, 'locations', true)
  expect(await known()).toEqual(['P0:0', 'P1:0', 'P2:2'])
  partner.answer(paging(places(3)))
  pass()
  await pullModule(ctx, partner.partnerId, 'locations', true)
  expect(await known()).toEqual(['P0:0', 'P1:0', 'P2:0'])
})

test('a full list of tariffs replaces what was known', async () => {
  partner.answer(paging([tariffBody(partner, 'T1'), tariffBody(partner, 'T2')]))
  await pullModule(ctx, partner.partnerId, 'tariffs', true)
  partner.answer(paging([tariffBody(partner, 'T2')]))
  pass()
  await pullModule(ctx, partner.partnerId, 'tariffs', true)
  const rows =
    await sql`select ocpi_id, deleted_at is not null as ended from tariffs where partner_id = ${partner.partnerId} order by ocpi_id`
  expect(rows.map((row) => [row['ocpi_id'], row['ended']])).toEqual([
    ['T1', true],
    ['T2', false],
  ])
})

test('a crawl that breaks off says so and leaves the mark where it was, so that nothing is skipped', async () => {
  partner.answer(paging(places(2)))
  await pullModule(ctx, partner.partnerId, 'locations', true)
  const before = await markOf('locations')
  const fresh = Array.from({ length: 6 }, (_, index) =>
    locationBody(partner, `N${index}`, { last_updated: '2026-10-19T08:00:00Z' }),
  )
  const pages = paging(fresh, 3)
  partner.answer((request, url) =>
    request.query.get('offset') === '3' ? { http: 500, raw: '<h1>no</h1>' } : pages(request, url),
  )
  await expect(pullModule(ctx, partner.partnerId, 'locations', false)).rejects.toThrow('HTTP 500')
  const after = await markOf('locations')
  expect(after).toMatchObject({ state: 'failed', high_water: before?.['high_water'] })
  expect(after?.['error']).toContain('500')
  expect((await known()).some((place) => place.endsWith(':1'))).toBe(false)
})

test.each<[string, StubHandler]>([
  ['the same link', ({ path }, url) => ({ data: [1, 2], headers: { link: `<${url}${path}?offset=5>; rel="next"` } })],
  ['the same page', () => ({ data: [{ id: 1 }, { id: 2 }], headers: { 'x-total-count': '100' } })],
  ['a link to elsewhere', () => ({ data: [], headers: { link: '<http://elsewhere.example/locations>; rel="next"' } })],
])('a list that does not end, by %s, is given up', async (_, handler) => {
  partner.answer(handler)
  await expect(pullModule(ctx, partner.partnerId, 'locations', true)).rejects.toThrow(
    /does not end|repeat|another host/,
  )
  expect(partner.seen.length).toBeLessThan(5)
})

test('a platform is asked for each of its parties', async () => {
  await partner.close()
  const roles = ['AAA', 'BBB'].map((partyId) => ({
    role: 'CPO',
    countryCode: 'SE',
    partyId,
    businessDetails: { name: partyId },
  }))
  partner = await startStubPartner({ roles })
  partner.answer((request) => ({
    data: [tariffBody({ countryCode: 'SE', partyId: String(request.headers['ocpi-to-party-id']) }, 'T')],
  }))
  expect(await pullModule(ctx, partner.partnerId, 'tariffs', true)).toMatchObject({ fetched: 2, rejected: 0 })
  expect(partner.seen.map(({ headers }) => headers['ocpi-to-party-id'])).toEqual(['AAA', 'BBB'])
})

test('CDRs are stored once, however often they are pulled; sessions always have a date', async () => {
  partner.answer(paging([cdrBody(partner, 'C1'), cdrBody(partner, 'C2')]))
  await pullModule(ctx, partner.partnerId, 'cdrs', true)
  await pullModule(ctx, partner.partnerId, 'cdrs', true)
  expect(await sql`select 1 from cdrs where partner_id = ${partner.partnerId}`).toHaveLength(2)
  expect(queriesOf()[0]).toMatchObject({ date_from: toIsoInstant(instant(NOW - 35 * DAY_MS)) })
  partner.seen.length = 0
  partner.answer(paging([sessionBody(partner, 'S1')]))
  await pullModule(ctx, partner.partnerId, 'sessions', true)
  await pullModule(ctx, partner.partnerId, 'sessions', false)
  expect(queriesOf().every((query) => query['date_from'] !== undefined)).toBe(true)
})

test('one location is fetched again from its owner', async () => {
  partner.answer(({ path }) => ({ data: path === '/locations/L%20*7' ? locationBody(partner, 'L *7') : null }))
  await fetchLocation(ctx, partner.partnerId, 'L *7')
  expect(await known()).toEqual(['L *7:0'])
})

test('a paused partner is not called', async () => {
  await sql`update partners set paused = true where id = ${partner.partnerId}`
  await expect(pullModule(ctx, partner.partnerId, 'locations', true)).rejects.toThrow('paused')
  expect(partner.seen).toEqual([])
})

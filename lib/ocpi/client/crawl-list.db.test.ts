import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startStubPartner, type StubHandler, type StubPartner } from '@/db/factories/stub-partner'
import { testSql } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { pullModule } from '@/lib/ocpi/client/pull-module'
import { cdrBody, locationBody, tariffBody } from '@/lib/ocpi/testing/call'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock } from '@/lib/platform/clock'
import { putTariff } from '@/lib/roaming/tariffs/put-tariff'
import { codecsOf } from '../wire/codecs'

const NOW = instant(Date.UTC(2026, 9, 20, 12))
const clock = fixedClock(NOW)
const ctx = mintSystemCtx({ job: 'pull-module', requestId: 'test', clock })
const sql = testSql()
let partner: StubPartner

const start = async (quirks = {}) => {
  partner = await startStubPartner({ quirks })
}
beforeEach(() => {
  clock.set(NOW)
})
afterEach(() => partner.close())
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

const pass = (ms = MINUTE_MS) => clock.set(instant(clock.now() + ms))
const place = (id: string, more = {}) => locationBody(partner, id, more)
const places = (count: number) => Array.from({ length: count }, (_, index) => place(`P${index}`))
const pull = (full = true) => pullModule(ctx, partner.partnerId, 'locations', full)
const markOf = async () =>
  (await sql`select * from sync_marks where partner_id = ${partner.partnerId} and module = 'locations'`)[0]
const known = async () =>
  (
    await sql`select ocpi_id, missed_crawls from locations where partner_id = ${partner.partnerId} order by ocpi_id`
  ).map((row) => `${row['ocpi_id']}:${row['missed_crawls']}`)
const offsets = () => partner.seen.map(({ query }) => query.get('offset'))

/** Pages of three by offset, and a total. */
function paging(items: () => unknown[]): StubHandler {
  return ({ query }) => {
    const offset = Number(query.get('offset') ?? 0)
    return { data: items().slice(offset, offset + 3), headers: { 'x-total-count': String(items().length) } }
  }
}

describe('a crawl that was interrupted', () => {
  beforeEach(() => start())

  test('goes on at its page in another run, and tells what is missing as if it had been one', async () => {
    const all = places(9)
    partner.answer(paging(() => all))
    await pull()
    pass()
    all.splice(1, 1)
    const pages = paging(() => all)
    partner.answer((request, url) =>
      request.query.get('offset') === '6' ? { http: 500, raw: '' } : pages(request, url),
    )
    await expect(pull()).rejects.toThrow('HTTP 500')
    expect(await markOf()).toMatchObject({ state: 'failed', fetched: 6, total: 8, cursor: { offset: 6, full: true } })
    partner.answer(pages)
    partner.seen.length = 0
    pass()
    expect(await pull()).toEqual({ fetched: 8, rejected: 0, total: 8 })
    expect(offsets()).toEqual(['6'])
    expect(await known()).toEqual(['P0:0', 'P1:1', ...[2, 3, 4, 5, 6, 7, 8].map((index) => `P${index}:0`)])
    expect(await markOf()).toMatchObject({ state: 'idle', cursor: null, last_full_at: new Date(NOW + MINUTE_MS) })
  })

  test('begins anew when its page is not given any more, or it is too old', async () => {
    const pages = paging(() => places(9))
    const broken: StubHandler = (request, url) =>
      request.query.get('offset') === '6' ? { http: 404, code: 2000, message: 'gone' } : pages(request, url)
    partner.answer(broken)
    await expect(pull()).rejects.toThrow('gone')
    partner.seen.length = 0
    // Still not given: the second attempt of this run fails at the same place, after the beginning.
    await expect(pull()).rejects.toThrow('gone')
    expect(offsets()).toEqual(['6', '0', '3', '6'])
    partner.answer(pages)
    partner.seen.length = 0
    pass(13 * HOUR_MS)
    await pull()
    expect(offsets()).toEqual(['0', '3', '6'])
  })

  test('in part is no reason to read in part what is to be read in full', async () => {
    partner.answer(paging(() => places(4)))
    await pull()
    partner.answer(() => ({ http: 500, raw: '' }))
    pass()
    await expect(pull(false)).rejects.toThrow('HTTP 500')
    partner.answer(paging(() => places(4)))
    partner.seen.length = 0
    await pull(true)
    expect(partner.seen.every(({ query }) => !query.has('date_from'))).toBe(true)
  })
})

describe('a list that changes while it is read', () => {
  beforeEach(() => start())

  test('is read again where it shrank, so that nothing slips through', async () => {
    const all = places(9)
    partner.answer((request, url) => {
      // P0 goes after the second page: P6 moves into the page that has been read.
      if (request.query.get('offset') === '6' && all.length === 9) all.shift()
      return paging(() => all)(request, url)
    })
    await pull()
    expect(offsets()).toEqual(['0', '3', '6', '5'])
    expect((await known()).map((entry) => entry.slice(0, 2))).toEqual(Array.from({ length: 9 }, (_, at) => `P${at}`))
  })

  test('may contain a location twice', async () => {
    const twice = [...places(4), place('P1'), place('P1'), place('P5')]
    partner.answer(paging(() => twice))
    expect(await pull()).toMatchObject({ fetched: 7, rejected: 0 })
    expect(await known()).toEqual(['P0:0', 'P1:0', 'P2:0', 'P3:0', 'P5:0'])
  })

  test('keeps what was pushed meanwhile', async () => {
    partner.answer(paging(() => places(2)))
    await pull()
    pass()
    partner.answer(async (request, url) => {
      await sql`update locations set updated_at = ${new Date(NOW + 2 * MINUTE_MS)} where partner_id = ${partner.partnerId} and ocpi_id = 'P1'`
      return paging(() => places(1))(request, url)
    })
    await pull()
    expect(await known()).toEqual(['P0:0', 'P1:0'])
  })
})

describe('a server', () => {
  test('that ignores offset is asked for everything at once', async () => {
    await start()
    const all = places(8)
    partner.answer(({ query }) => ({
      data: all.slice(0, Math.max(3, Number(query.get('limit')) < 100 ? Number(query.get('limit')) : 3)),
      headers: { 'x-total-count': '8' },
    }))
    expect(await pull()).toMatchObject({ total: 8 })
    expect(await known()).toHaveLength(8)
    expect((await markOf())?.['observed']).toMatchObject({ ignoresOffset: true })
  })

  test('that ignores dates is noticed, and what is no news is not written again', async () => {
    await start()
    const old = [0, 1, 2, 3].map((index) => place(`P${index}`, { last_updated: `2026-0${index + 5}-01T08:00:00Z` }))
    partner.answer(() => ({ data: old }))
    await pull()
    await sql`update locations set name = 'untouched' where partner_id = ${partner.partnerId}`
    pass()
    partner.answer(() => ({ data: [...old, place('NEW', { last_updated: '2026-09-01T00:00:00Z' })] }))
    await pull(false)
    expect(partner.seen.at(-1)?.query.get('date_from')).toBe('2026-08-01T07:55:00Z')
    const names = await sql`select name from locations where partner_id = ${partner.partnerId} and name = 'untouched'`
    // All but the newest of the old ones, which is within the overlap.
    expect(names).toHaveLength(3)
    expect(await known()).toHaveLength(5)
    expect((await markOf())?.['observed']).toMatchObject({ ignoresDate: true })
  })

  test('that heeds dates is seen to', async () => {
    await start()
    partner.answer(() => ({ data: places(2) }))
    await pull()
    await sql`update sync_marks set observed = '{"ignoresDate": true}' where partner_id = ${partner.partnerId}`
    await pull(false)
    expect((await markOf())?.['observed']).toMatchObject({ ignoresDate: false })
  })

  test('that fails on a date is asked for everything', async () => {
    await start({ dateFrom: 'leave_out' })
    partner.answer(() => ({ data: places(2) }))
    await pull()
    await pull(false)
    expect(partner.seen.map(({ query }) => query.has('date_from'))).toEqual([false, false])
    expect((await markOf())?.['observed']).toMatchObject({ ignoresDate: true })
  })

  test('without pages gets no offset, and its one answer is all', async () => {
    await start({ nextPage: 'none' })
    partner.answer(() => ({ data: places(5), headers: { 'x-total-count': '50' } }))
    expect(await pull()).toMatchObject({ fetched: 5 })
    expect(offsets()).toEqual([null])
  })

  test('that lets nobody fetch CDRs is not asked for any', async () => {
    await start({ cdrPull: 'push_only' })
    partner.answer(() => ({ data: [cdrBody(partner, 'C1')] }))
    expect(await pullModule(ctx, partner.partnerId, 'cdrs', true)).toMatchObject({ fetched: 0 })
    expect(partner.seen).toEqual([])
  })
})

test('a tariff that came by push while the list was read stays in use', async () => {
  await start()
  partner.answer(() => ({ data: [tariffBody(partner, 'T1')] }))
  await pullModule(ctx, partner.partnerId, 'tariffs', true)
  pass()
  partner.answer(async () => {
    const received = tariffBody(partner, 'T1', { last_updated: '2026-10-20T11:00:00Z', type: 'AD_HOC_PAYMENT' })
    const { value: tariff, findings } = codecsOf('2.2.1').tariffs.fromWire(received)
    await putTariff({ ...ctx, partnerId: partner.partnerId }, { tariff, received, findings })
    return { data: [] }
  })
  await pullModule(ctx, partner.partnerId, 'tariffs', true)
  const ended = () => sql`select 1 from tariffs where partner_id = ${partner.partnerId} and deleted_at is not null`
  expect(await ended()).toHaveLength(0)
  pass()
  partner.answer(() => ({ data: [] }))
  await pullModule(ctx, partner.partnerId, 'tariffs', true)
  expect(await ended()).toHaveLength(1)
})

test('two thousand charging points come in one run, page by page', async () => {
  await start({ pageLimit: '100' })
  const sites = 250
  partner.answer(({ query }, url) => {
    const offset = Number(query.get('offset'))
    const data = Array.from({ length: Math.min(100, sites - offset) }, (_, index) => {
      const site = offset + index
      const { evses } = place('X') as { evses: Record<string, unknown>[] }
      const eight = Array.from({ length: 8 }, (_unused, at) => ({ ...evses[0], uid: `E${site}-${at}` }))
      return place(`L${site}`, { evses: eight })
    })
    const next = offset + 100
    const link = next < sites ? { link: `<${url}/locations?offset=${next}&limit=100>; rel="next"` } : {}
    return { data, headers: { 'x-total-count': String(sites), ...(link as Record<string, string>) } }
  })
  expect(await pull()).toEqual({ fetched: sites, rejected: 0, total: sites })
  const [row] = await sql`
    select count(*)::int as evses, count(distinct l.id)::int as sites from evses e join locations l on l.id = e.location_id
    where l.partner_id = ${partner.partnerId}`
  expect(row).toMatchObject({ evses: 2000, sites })
})

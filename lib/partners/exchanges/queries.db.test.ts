import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { findNeighbours, getExchange, listConversation, listExchanges, pageQuery, type ExchangeFilter } from './queries'

const sql = testSql()
const staff = mintStaffCtx({ userId: newId('user', 0), role: 'auditor', requestId: 'test', clock: systemClock })
const ROWS = 60_000
const START = Date.UTC(2026, 9, 1)
const at = (minutes: number) => instant(START + minutes * MINUTE_MS)
let large: PartnerFixture
let small: PartnerFixture

// A month of traffic: one exchange a minute or so, one in a hundred failed, rare modules and a rare partner.
beforeAll(async () => {
  large = await insertPartner()
  small = await insertPartner()
  await sql`
    insert into ocpi_exchanges (partner_id, direction, at, method, path, module, version, object_key, request_id, correlation_id,
      http_status, ocpi_status, duration_ms, request_body, error)
    select case when i % 1000 = 7 then ${small.partnerId} else ${large.partnerId} end, case when i % 3 = 0 then 'out' else 'in' end,
      ${new Date(START)}::timestamptz + i * interval '1 minute', 'PUT', '/ocpi/2.2.1/sessions/SE/X/S' || i,
      case when i % 5000 = 9 then 'cdrs' when i % 2 = 0 then 'sessions' else 'locations' end, '2.2.1',
      'sessions/S' || (i / 20), 'req-' || i, 'cor-' || (i / 10), case when i % 100 = 3 then 404 when i % 100 = 4 then null else 200 end,
      case when i % 100 = 3 then 2003 when i % 100 = 4 then null else 1000 end, 12, repeat('x', 300), null
    from generate_series(1, ${ROWS}) i`
  await sql`analyze ocpi_exchanges`
})
afterAll(() => sql.end())

const list = (filter: ExchangeFilter, page = {}) => listExchanges(staff, filter, page)

test('pages follow each other without a gap or a repeat, newest first', async () => {
  const seen: number[] = []
  let before: number | undefined
  for (;;) {
    const { rows, next } = await list({ partnerId: small.partnerId }, { before, limit: 7 })
    seen.push(...rows.map(({ id }) => id))
    if (next === null) break
    before = next
  }
  expect(seen).toHaveLength(ROWS / 1000)
  expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a))
})

test.each<[string, ExchangeFilter, number]>([
  ['a failure', { outcome: 'failed', module: 'cdrs' }, 0],
  ['an HTTP class', { outcome: '4xx', objects: ['sessions/S0'] }, 1],
  ['silence', { outcome: 'silent', objects: ['sessions/S0', 'sessions/S5'] }, 2],
  ['an OCPI code', { ocpiStatus: 2003, messageId: 'cor-0' }, 1],
  ['a request id', { messageId: 'req-77' }, 1],
  ['a correlation id', { messageId: 'cor-7' }, 10],
  ['a module', { module: 'cdrs' }, ROWS / 5000],
  ['a time', { from: at(100), to: at(110) }, 10],
  ['a direction in a time', { from: at(100), to: at(103), direction: 'out' }, 1],
])('finds by %s', async (_, filter, count) => {
  expect((await list(filter)).rows).toHaveLength(count)
})

test('success and failure share out everything', async () => {
  const within = { from: at(0), to: at(400) }
  const count = async (filter: ExchangeFilter) => (await list({ ...within, ...filter }, { limit: 1000 })).rows.length
  expect((await count({ outcome: 'ok' })) + (await count({ outcome: 'failed' }))).toBe(await count({}))
})

test('neighbours stay within the filter', async () => {
  const { rows } = await list({ module: 'cdrs' })
  const [first, second, third] = rows.map(({ id }) => id)
  expect(await findNeighbours(staff, { module: 'cdrs' }, second!)).toEqual({ newer: first, older: third })
  expect(await findNeighbours(staff, { module: 'cdrs' }, first!)).toEqual({ newer: null, older: second })
})

test('a conversation holds the exchanges of one correlation id with one partner, oldest first', async () => {
  const [row] = (await list({ messageId: 'req-77' })).rows
  const conversation = await listConversation(staff, row!)
  expect(conversation.map(({ requestId }) => requestId)).toEqual(
    Array.from({ length: 10 }, (_, index) => `req-${70 + index}`),
  )
  const other = await listConversation(staff, { ...row!, partnerId: small.partnerId })
  expect(other).toEqual([])
  expect(await listConversation(staff, { ...row!, partnerId: null })).toEqual([])
})

test('an exchange has its bodies, a made-up one is not found', async () => {
  const [row] = (await list({ messageId: 'req-77' })).rows
  expect((await getExchange(staff, row!.id)).requestBody).toHaveLength(300)
  await expect(getExchange(staff, 999_999_999)).rejects.toThrow('999999999')
})

type Plan = { 'Node Type': string; 'Actual Rows': number; 'Rows Removed by Filter'?: number; Plans?: Plan[] }
const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

async function explain(filter: ExchangeFilter, before?: number): Promise<Plan[]> {
  const { sql: text, params } = pageQuery(staff, filter, { before, limit: 51 }).toSQL()
  const [row] = await sql.unsafe(`explain (analyze, format json) ${text}`, params as string[])
  return nodes((row!['QUERY PLAN'] as { Plan: Plan }[])[0]!.Plan)
}

// A page reads about as many rows as it shows, wherever in the log they lie: what it steps over is bounded.
test.each<[string, () => ExchangeFilter]>([
  ['everything', () => ({})],
  ['a partner', () => ({ partnerId: large.partnerId })],
  ['a rare partner', () => ({ partnerId: small.partnerId })],
  ['a module', () => ({ module: 'sessions' })],
  ['a rare module', () => ({ module: 'cdrs' })],
  ['a module that a partner never used', () => ({ module: 'tokens', partnerId: large.partnerId })],
  ['failures', () => ({ outcome: 'failed' })],
  ['failures of a partner', () => ({ outcome: 'failed', partnerId: large.partnerId })],
  ['failures of a rare partner', () => ({ outcome: 'failed', partnerId: small.partnerId })],
  ['an OCPI code', () => ({ ocpiStatus: 2003 })],
  ['an object', () => ({ objects: ['sessions/S99', 'sessions/S1'] })],
  ['a message id', () => ({ messageId: 'req-5' })],
  ['an old hour', () => ({ from: at(600), to: at(660) })],
  ['an old day of a partner', () => ({ from: at(1440), to: at(2880), partnerId: large.partnerId })],
  ['the newest hour', () => ({ from: at(ROWS - 60) })],
])('a page of %s is read by an index', async (_, filter) => {
  for (const before of [undefined, 20_000]) {
    const plan = await explain(filter(), before)
    const scans = plan.filter((node) => node['Node Type'].includes('Scan'))
    expect(scans.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] > 10)).toEqual([])
    const steppedOver = Math.max(0, ...scans.map((node) => node['Rows Removed by Filter'] ?? 0))
    expect(steppedOver).toBeLessThan(ROWS / 20)
  }
})

test('only who may read partners reads their messages', async () => {
  const { permissions: _, ...rest } = staff
  const nobody = { ...rest, permissions: new Set() } as unknown as typeof staff // a role without the right does not exist
  await expect(listExchanges(nobody, {})).rejects.toThrow('partner:read')
  await expect(getExchange(nobody, 1)).rejects.toThrow('partner:read')
})

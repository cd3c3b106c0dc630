import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, toIsoInstant } from '@/lib/kernel/time'
import { pullModule } from '@/lib/ocpi/client/pull-module'
import { sessionBody } from '@/lib/ocpi/testing/call'
import { noteCircuit } from '@/lib/partners/note-circuit'
import { planPulls } from '@/lib/partners/plan-sync'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock } from '@/lib/platform/clock'

const NOW = instant(Date.UTC(2026, 9, 20, 12))
const clock = fixedClock(NOW)
const ctx = mintSystemCtx({ job: 'plan-pulls', requestId: 'test', clock })
const sql = testSql()
let partner: StubPartner

beforeEach(async () => {
  await truncateAll(sql)
  await sql`delete from graphile_worker._private_jobs`
  clock.set(NOW)
  partner = await startStubPartner()
})
afterEach(() => partner.close())
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

const pass = (ms: number) => clock.set(instant(clock.now() + ms))
const session = (lastUpdated: number, fields = {}) =>
  sessionBody(partner, 'S1', { status: 'ACTIVE', last_updated: toIsoInstant(instant(lastUpdated)), ...fields })
const pullSessions = (full: boolean) => pullModule(ctx, partner.partnerId, 'sessions', full)
const staleAt = async () => (await sql`select stale_at, status from sessions`)[0]
const planned = async () => {
  await sql`delete from graphile_worker._private_jobs`
  await planPulls(ctx)
  const rows =
    await sql`select j.payload, w.run_at from graphile_worker._private_jobs j join graphile_worker.jobs w on w.id = j.id order by j.id`
  return rows.map((row) => row['payload'] as { partnerId: string; module: string; full: boolean })
}
const ranAt = (at: number, module?: string) =>
  sql`insert into sync_marks (partner_id, module, last_run_at, last_full_at)
    select ${partner.partnerId}, name, ${new Date(at)}, ${new Date(at)} from unnest(array['tariffs', 'locations', 'sessions', 'cdrs']) name
    where ${module ?? null}::text is null or name = ${module ?? null}::text
    on conflict (partner_id, module) do update set last_run_at = excluded.last_run_at, last_full_at = excluded.last_full_at`

test('a session of which nothing was heard for a day is asked about, then marked, its status left as it is', async () => {
  const begun = NOW - 3 * DAY_MS
  partner.answer(() => ({ data: [session(begun)] }))
  await pullSessions(false)
  // It was asked about just now, and there was no news.
  expect(await staleAt()).toMatchObject({ status: 'ACTIVE', stale_at: new Date(NOW) })
})

test('the question goes back as far as the oldest session that is under way, not further than CDRs', async () => {
  partner.answer(() => ({ data: [session(NOW - 2 * HOUR_MS)] }))
  await pullSessions(false)
  expect((await staleAt())?.['stale_at']).toBeNull()
  pass(3 * DAY_MS)
  await ranAt(clock.now())
  expect(await planned()).toMatchObject([{ module: 'sessions', full: true }])
  partner.answer(() => ({ data: [] }))
  await pullSessions(true)
  expect(partner.seen.at(-1)?.query.get('date_from')).toBe(toIsoInstant(instant(NOW - 2 * HOUR_MS - 5 * MINUTE_MS)))
  expect((await staleAt())?.['stale_at']).toEqual(new Date(clock.now()))
  // Asked once, not for ever.
  expect(await planned()).toEqual([])
  await sql`update sessions set stale_at = null, last_updated = ${new Date(NOW - 90 * DAY_MS)}`
  await pullSessions(true)
  expect(partner.seen.at(-1)?.query.get('date_from')).toBe(toIsoInstant(instant(clock.now() - 35 * DAY_MS)))
})

test('an update takes the mark away', async () => {
  partner.answer(() => ({ data: [session(NOW - 2 * DAY_MS)] }))
  await pullSessions(true)
  expect((await staleAt())?.['stale_at']).not.toBeNull()
  partner.answer(() => ({ data: [session(NOW - HOUR_MS)] }))
  await pullSessions(true)
  expect((await staleAt())?.['stale_at']).toBeNull()
})

test('where sessions cannot be asked for, they are marked all the same', async () => {
  partner.answer(() => ({ data: [session(NOW - 2 * HOUR_MS)] }))
  await pullSessions(true)
  await sql`delete from partner_endpoints where identifier = 'sessions'`
  pass(2 * DAY_MS)
  await pullSessions(true)
  expect((await staleAt())?.['stale_at']).toEqual(new Date(clock.now()))
})

test('a new partner is read whole; after that each module in its time', async () => {
  expect((await planned()).map(({ module, full }) => `${module} ${full}`).toSorted()).toEqual([
    'cdrs true',
    'locations true',
    'sessions true',
    'tariffs true',
  ])
  await ranAt(NOW)
  pass(16 * MINUTE_MS)
  expect(await planned()).toMatchObject([{ module: 'sessions', full: false }])
})

test('after a gap of ours every module of every partner is asked for at once', async () => {
  await ranAt(NOW)
  pass(25 * MINUTE_MS)
  expect((await planned()).map(({ module }) => module).toSorted()).toEqual(['cdrs', 'locations', 'sessions', 'tariffs'])
})

test('a partner that does not answer is left out until its pause is over, a paused or ended one altogether', async () => {
  const circuit = { openedAt: NOW, until: instant(NOW + MINUTE_MS), failures: 5, reason: 'ECONNREFUSED' }
  await noteCircuit(partner.partnerId, circuit)
  expect(await planned()).toEqual([])
  pass(MINUTE_MS)
  expect(await planned()).toHaveLength(4)
  await sql`update partners set paused = true`
  expect(await planned()).toEqual([])
  await sql`update partners set paused = false, state = 'suspended'`
  expect(await planned()).toEqual([])
})

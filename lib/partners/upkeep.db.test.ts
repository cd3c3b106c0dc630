// What is done by the clock for connections: renewing tokens, forgetting old messages.
import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintSystemCtx } from '@/lib/auth/mint'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { rotateCredentials } from '@/lib/ocpi/client/register-partner'
import { getPartner } from '@/lib/partners/queries'
import { planRotations } from '@/lib/partners/plan-rotations'
import { pruneExchanges } from '@/lib/partners/prune-exchanges'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { fixedClock, systemClock } from '@/lib/platform/clock'

const clock = fixedClock(systemClock.now())
const ctx = mintSystemCtx({ job: 'plan-rotations', requestId: 'test', clock })
const sql = testSql()
const days = (count: number) => clock.set(instant(systemClock.now() + count * DAY_MS))

beforeEach(async () => {
  await truncateAll(sql)
  await sql`delete from graphile_worker._private_jobs`
  days(0)
})
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

async function planned(): Promise<string[]> {
  await sql`delete from graphile_worker._private_jobs`
  await planRotations(ctx)
  const rows = await sql`select payload->>'partnerId' as id from graphile_worker._private_jobs`
  return rows.map((row) => row['id'] as string)
}

async function withPartner(work: (partner: StubPartner) => Promise<void>): Promise<void> {
  const partner = await startStubPartner()
  await work(partner).finally(() => partner.close())
}

test('tokens are renewed when their time has come, as staff have set it', () =>
  withPartner(async ({ partnerId }) => {
    days(29)
    expect(await planned()).toEqual([])
    days(31)
    expect(await planned()).toEqual([partnerId])
    await sql`update partners set rotate_every_days = 60`
    expect(await planned()).toEqual([])
    await sql`update partners set rotate_every_days = null`
    days(400)
    expect(await planned()).toEqual([])
    await sql`update partners set rotate_every_days = 30, paused = true`
    expect(await planned()).toEqual([])
  }))

test('a renewal that fails leaves the old tokens good, is shown, and is tried again after a day', () =>
  withPartner(async (partner) => {
    days(31)
    await sql`update partners set versions_url = ${`${partner.url}/versions`}`
    partner.answer(() => ({ http: 200, code: 3000, message: 'try later' }))
    await expect(rotateCredentials(ctx, partner.partnerId)).rejects.toThrow('try later')
    const kept =
      await sql`select side from partner_credentials where revoked_at is null and (expires_at is null) order by side`
    expect(kept.map((row) => row['side'])).toEqual(['ours', 'theirs'])
    expect((await getPartner(ctx, partner.partnerId)).lastError).toContain('try later')
    expect(await planned()).toEqual([])
    days(33)
    expect(await planned()).toEqual([partner.partnerId])
  }))

test('messages are forgotten after ninety days, in batches; younger ones stay', async () => {
  const { partnerId } = await insertPartner()
  const insert = (age: number, count: number) => sql`
    insert into ocpi_exchanges (partner_id, direction, at, method, path, duration_ms)
    select ${partnerId}, 'in', ${new Date(clock.now() - age * DAY_MS)}, 'GET', '/ocpi/versions', 1 from generate_series(1, ${count}::int)`
  await insert(91, 25)
  await insert(89, 3)
  expect(await pruneExchanges(ctx, 10)).toBe(25)
  expect(await sql`select 1 from ocpi_exchanges where partner_id = ${partnerId}`).toHaveLength(3)
  expect(await pruneExchanges(ctx, 10)).toBe(0)
})

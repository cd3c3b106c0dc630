import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { testSql, truncateAll } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { listFailedJobs } from '@/lib/jobs/queries'
import { retryJob } from '@/lib/jobs/retry-job'
import { newId } from '@/lib/kernel/ids'
import { startStubPartner, type StubPartner } from '@/db/factories/stub-partner'
import { flushExchanges } from '@/lib/partners/record-exchange'
import { systemClock } from '@/lib/platform/clock'
import { freeJobsOfTheDead, holdWorkerSeats } from '@/lib/platform/worker-seats'

const sql = testSql()
const roaming = mintStaffCtx({ userId: newId('user', 0), role: 'roaming', requestId: 'test', clock: systemClock })
const support = mintStaffCtx({ userId: newId('user', 0), role: 'support', requestId: 'test', clock: systemClock })
let partner: StubPartner

beforeEach(async () => {
  await truncateAll(sql)
  partner = await startStubPartner()
})
afterEach(() => partner.close())
afterAll(async () => {
  await flushExchanges()
  await sql.end()
})

const lockedBy = async () =>
  (await sql`select locked_by from graphile_worker._private_jobs order by id`).map(
    (row) => row['locked_by'] as string | null,
  )

test('a worker runs what waits, repeats what failed, and drops what is refused', async () => {
  const { startWorker } = await import('./worker')
  const pull = (partnerId: string) => JSON.stringify({ partnerId, module: 'tariffs', full: true })
  partner.answer(() => ({ http: 400, code: 2000, message: 'not today' }))
  await sql`select graphile_worker.add_job('pull-module', ${pull(partner.partnerId)}::text::json)`
  await sql`select graphile_worker.add_job('pull-module', ${pull('prt_unknown')}::text::json)`
  const worker = await startWorker()
  await vi.waitFor(
    async () => {
      const jobs = await listFailedJobs(roaming)
      if (jobs.length !== 1) throw new Error('not tried yet')
      expect(jobs[0]).toMatchObject({ name: 'pull-module', attempts: 1, lastError: 'not today' })
      expect(
        await sql`select 1 from graphile_worker._private_jobs j where payload->>'partnerId' = 'prt_unknown'`,
      ).toHaveLength(0)
    },
    { timeout: 10_000, interval: 50 },
  )
  partner.answer(() => ({ data: [] }))
  const [failed] = await listFailedJobs(roaming)
  await retryJob(roaming, failed!.id) // there is one, waited for
  await vi.waitFor(
    async () => {
      expect(await listFailedJobs(roaming)).toEqual([])
    },
    { timeout: 10_000, interval: 50 },
  )
  await worker.stop()
}, 30_000)

test('jobs of a worker that was killed are free again, those of a living one are not', async () => {
  await sql`select graphile_worker.add_job('plan-pulls', '{}'::json), graphile_worker.add_job('plan-pulls', '{}'::json)`
  await sql`update graphile_worker._private_jobs j set locked_at = now() - interval '1 minute', locked_by = o.worker
    from (select id, 'worker-' || row_number() over (order by id) as worker from graphile_worker._private_jobs) o where o.id = j.id`
  const seats = holdWorkerSeats()
  seats.add('worker-1')
  await vi.waitFor(
    async () => {
      expect(await lockedBy()).toEqual(['worker-1', null])
    },
    { timeout: 5_000, interval: 20 },
  )
  await seats.stop()
  expect(await freeJobsOfTheDead(sql)).toBe(1)
  expect(await lockedBy()).toEqual([null, null])
})

test('failed jobs are for those who may', async () => {
  await expect((async () => listFailedJobs(support))()).rejects.toThrow('job:read')
  await expect(retryJob(support, '1')).rejects.toThrow('job:write')
  await expect(retryJob(roaming, '999999')).rejects.toThrow('not found')
  await expect(retryJob(roaming, 'x')).rejects.toThrow('not found')
})

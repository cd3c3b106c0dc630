// Once a week every connected partner is tried without being written to; what held before and does not now is told.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperators, staff, system, type Operator } from '@/db/factories/lab-operators'
import { testSql } from '@/db/testing/test-sql'
import { handlers } from '@/lib/jobs/handlers'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { serveDispatch, type ServedDispatch } from '@/lib/ocpi/testing/serve-dispatch'
import { planRuns } from '@/lib/partners/conformance/plan-runs'
import { listRegressions } from '@/lib/partners/conformance/queries/regressions'
import { listRuns } from '@/lib/partners/conformance/queries'
import { fixedClock, systemClock } from '@/lib/platform/clock'

const sql = testSql()
const operators = createOperators()
let us: ServedDispatch
let operator: Operator

beforeAll(async () => {
  us = await serveDispatch()
  operator = await operators.start('2.2.1', true)
})
afterAll(async () => {
  await operators.close()
  await us.close()
  await closeDispatch()
  await sql.end()
})

async function planned(days = 0): Promise<string[]> {
  await sql`delete from graphile_worker._private_jobs`
  await planRuns({ ...system, clock: fixedClock(instant(systemClock.now() + days * DAY_MS)) })
  const rows = await sql`select j.payload->>'partnerId' as id from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'request-conformance'`
  return rows.map(({ id }) => id as string)
}

/** Carries out what the clock asked for. */
async function runByClock(): Promise<void> {
  await handlers['request-conformance'](system, { partnerId: operator.partnerId })
  const [run] = await sql<{ id: string }[]>`select id from conformance_runs where state = 'waiting'`
  await handlers['run-conformance'](system, { runId: run!.id }) // just asked for
}

test('every week, a partner that is open and answers', async () => {
  expect(await planned()).toEqual([operator.partnerId])
  await sql`update partners set paused = true`
  expect(await planned()).toEqual([])
  await sql`update partners set paused = false`
  await runByClock()
  expect(await planned(6)).toEqual([])
  expect(await planned(8)).toEqual([operator.partnerId])
})

test('nothing is written at the partner', async () => {
  const [run] = await listRuns(staff, operator.partnerId)
  expect(run).toMatchObject({ state: 'done', stagesDone: expect.not.arrayContaining(['tokens', 'commands']) })
  const [written] = await sql`select count(*)::int as count from ocpi_exchanges
    where partner_id = ${operator.partnerId} and direction = 'out' and method <> 'GET' and module not in ('credentials', 'versions')`
  expect(written).toEqual({ count: 0 })
})

test('what held and does not any more is told once, by rule', async () => {
  await operator.control('POST', 'misbehave', { kind: 'missing_total_count' })
  await runByClock()
  const [run] = await listRuns(staff, operator.partnerId)
  const regressions = await listRegressions(staff, operator.partnerId, run!.id)
  expect(regressions).toContainEqual({ rule: 'total_count', module: 'tariffs', severity: 'error' })
  const events = () =>
    sql`select outcome, detail from partner_events where partner_id = ${operator.partnerId} and step = 'conformance_regressed'`
  expect(await events()).toEqual([{ outcome: 'failed', detail: expect.stringContaining('tariffs: total_count') }])
  // It does not hold any better the week after: that is known.
  await runByClock()
  expect(await events()).toHaveLength(1)
})

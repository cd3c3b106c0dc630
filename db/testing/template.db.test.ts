import { afterAll, expect, test } from 'vitest'
import { testSql, truncateAll } from '@/db/testing/test-sql'

const sql = testSql()
afterAll(() => sql.end())

test('a test file has a migrated database of its own', async () => {
  const [row] = await sql`select current_database() as name, to_regclass('graphile_worker._private_jobs') as jobs`
  expect(row?.['name']).toMatch(/^laddnota_test_/)
  expect(row?.['jobs']).not.toBeNull()
})

test('emptying it empties the job queue too', async () => {
  await sql`select graphile_worker.add_job('rate-cdrs', '{}'::json)`
  await truncateAll(sql)
  expect(await sql`select 1 from graphile_worker.jobs`).toHaveLength(0)
})

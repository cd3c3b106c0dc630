// A slice of the corpus in the suite: every kind of fault a few times, through the endpoint and the check. The whole is
// `npm run corpus`.
import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { mintSystemCtx } from '@/lib/auth/mint'
import { closeDispatch } from '@/lib/ocpi/http/dispatch'
import { systemClock } from '@/lib/platform/clock'
import { runCorpus } from './run'

const ctx = mintSystemCtx({ job: 'corpus', requestId: 'test', clock: systemClock })

afterAll(closeDispatch)

test('every planted fault is found, and nothing where there is none', async () => {
  const { kinds, clean, alarms, refused } = await runCorpus(ctx, { seed: 7, count: 500, nowMs: systemClock.now() })
  expect(refused).toEqual([])
  expect(kinds.flatMap(({ kind, missed }) => missed.map((line) => `${kind} ${line}`))).toEqual([])
  expect(kinds.filter(({ planted }) => planted < 4).map(({ kind }) => kind)).toEqual([])
  expect(clean).toBeGreaterThan(250)
  expect(alarms).toEqual([])
  // Where a promise rules, the customer pays it and no more.
  const [ruled] = (await getDb().execute(sql`
    select count(*)::int as count, count(*) filter (where p.ruled and r.retail_gross_minor = p.promised_gross_minor
      and (p.usual_gross_minor is null or p.promised_gross_minor < p.usual_gross_minor))::int as kept
    from cdr_findings f join ratings r on r.cdr_id = f.cdr_id and r.superseded_at is null
    left join rating_promises p on p.rating_id = r.id
    where f.code = 'PROMISED_PRICE_RULES'`)) as unknown as { count: number; kept: number }[] // by the select list
  expect(ruled?.count).toBeGreaterThanOrEqual(8)
  expect(ruled?.kept).toBe(ruled?.count)
})

// A slice of the corpus in the suite: every kind of fault a few times, through the endpoint and the check. The whole is
// `npm run corpus`.
import { afterAll, expect, test } from 'vitest'
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
})

import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { nextPull, type PullState } from './sync-plan'

const NOON = instant(Date.UTC(2026, 9, 20, 12))
const state = (given: Partial<PullState> = {}): PullState => ({
  lastRunAt: NOON,
  lastFullAt: NOON,
  cursor: null,
  observed: {},
  ...given,
})

test('what was never read is read at once and whole', () => {
  expect(nextPull('locations', null)).toEqual({ at: 0, full: true })
})

test('sessions are asked about every quarter of an hour, the rest every hour', () => {
  expect(nextPull('sessions', state())).toEqual({ at: NOON + 15 * MINUTE_MS, full: false })
  expect(nextPull('cdrs', state())).toEqual({ at: NOON + HOUR_MS, full: false })
})

test('everything is read daily, CDRs weekly and wide', () => {
  const yesterday = { lastFullAt: instant(NOON - DAY_MS) }
  expect(nextPull('tariffs', state(yesterday)).full).toBe(true)
  expect(nextPull('cdrs', state(yesterday)).full).toBe(false)
  expect(nextPull('cdrs', state({ lastFullAt: instant(NOON - 7 * DAY_MS) })).full).toBe(true)
})

test('a crawl that broke off goes on soon, as what it was', () => {
  expect(nextPull('locations', state({ cursor: { full: true } }))).toEqual({ at: NOON + 15 * MINUTE_MS, full: true })
})

test('a server that ignores dates is asked less often, because it always sends everything', () => {
  expect(nextPull('locations', state({ observed: { ignoresDate: true } })).at).toBe(NOON + 6 * HOUR_MS)
})

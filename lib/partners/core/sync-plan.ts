// When each module of a partner is read again (guide TR-40, TR-43, TR-44).
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import type { CrawlCursor, ObservedServer } from './crawl'

/** Tariffs before what refers to them. */
export const PULL_MODULES = ['tariffs', 'locations', 'sessions', 'cdrs'] as const
export type PullModule = (typeof PULL_MODULES)[number]

const DELTA_MS: Readonly<Record<PullModule, number>> = {
  tariffs: HOUR_MS,
  locations: HOUR_MS,
  sessions: 15 * MINUTE_MS,
  cdrs: HOUR_MS,
}
const FULL_MS: Readonly<Record<PullModule, number>> = {
  tariffs: DAY_MS,
  locations: DAY_MS,
  sessions: DAY_MS,
  cdrs: 7 * DAY_MS,
}
/** A server that ignores dates sends everything each time, so it is asked less often. */
const EVERYTHING_MS = 6 * HOUR_MS
/** A crawl that broke off goes on soon, if no other attempt waits. */
const BROKEN_OFF_MS = 15 * MINUTE_MS

export type PullState = {
  lastFullAt: Instant | null
  lastRunAt: Instant | null
  cursor: Pick<CrawlCursor, 'full'> | null
  observed: ObservedServer
}

/** When the next pull is due, and whether it is to read everything. */
export function nextPull(module: PullModule, state: PullState | null): { at: Instant; full: boolean } {
  if (!state || state.lastRunAt === null) return { at: instant(0), full: true }
  const { lastRunAt, lastFullAt, cursor, observed } = state
  if (cursor) return { at: instant(lastRunAt + BROKEN_OFF_MS), full: cursor.full }
  const pause = observed.ignoresDate ? Math.max(EVERYTHING_MS, DELTA_MS[module]) : DELTA_MS[module]
  const at = instant(lastRunAt + pause)
  return { at, full: lastFullAt === null || at - lastFullAt >= FULL_MS[module] }
}

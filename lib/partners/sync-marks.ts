// How far a pull has come. Written with every page, so that staff see progress and a killed pull goes on.
import { and, eq, sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { syncMarks } from '@/db/schema/partners'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import type { CrawlCursor, ObservedServer } from './core/crawl'
import type { PullModule } from './core/sync-plan'

export type SyncMark = {
  highWater: Instant | null
  lastFullAt: Instant | null
  lastRunAt: Instant | null
  cursor: CrawlCursor | null
  observed: ObservedServer
}

export async function findSyncMark(partnerId: PartnerId, module: PullModule): Promise<SyncMark | null> {
  const [mark] = await getDb()
    .select({
      highWater: syncMarks.highWater,
      lastFullAt: syncMarks.lastFullAt,
      lastRunAt: syncMarks.lastRunAt,
      cursor: syncMarks.cursor,
      observed: syncMarks.observed,
    })
    .from(syncMarks)
    .where(and(eq(syncMarks.partnerId, partnerId), eq(syncMarks.module, module)))
  return mark ?? null
}

type Progress = {
  state: 'idle' | 'running' | 'failed'
  at: Instant
  fetched?: number
  total?: number | null
  rejected?: number
  error?: string | null
  /** Largest last_updated seen; never moves back. */
  highWater?: Instant | null
  fullAt?: Instant
  /** Null: nothing to go on with. */
  cursor?: CrawlCursor | null
  observed?: ObservedServer
}

/** Writes where a pull stands; what is not named stays. */
export async function writeSyncProgress(
  partnerId: PartnerId,
  module: PullModule | 'hubclientinfo',
  progress: Progress,
): Promise<void> {
  const { at, error = null, highWater, fullAt, ...rest } = progress
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const values = {
    ...(named as typeof rest), // the same fields, those that have a value
    lastRunAt: at,
    error,
    ...(fullAt !== undefined && { lastFullAt: fullAt }),
  }
  const later = highWater ? new Date(highWater).toISOString() : null
  await getDb()
    .insert(syncMarks)
    .values({ partnerId, module, ...values, highWater: highWater ?? null })
    .onConflictDoUpdate({
      target: [syncMarks.partnerId, syncMarks.module],
      set: { ...values, highWater: sql`greatest(${syncMarks.highWater}, ${later}::timestamptz)` },
    })
}

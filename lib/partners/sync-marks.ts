// How far a pull has come. Written as it goes, so that staff see progress and a killed pull goes on.
import { and, eq, sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { syncMarks } from '@/db/schema/partners'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'

export type PullModule = 'locations' | 'tariffs' | 'sessions' | 'cdrs'
export type SyncMark = { highWater: Instant | null; lastFullAt: Instant | null; lastRunAt: Instant | null }

export async function findSyncMark(partnerId: PartnerId, module: PullModule): Promise<SyncMark | null> {
  const [mark] = await getDb()
    .select({ highWater: syncMarks.highWater, lastFullAt: syncMarks.lastFullAt, lastRunAt: syncMarks.lastRunAt })
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
}

/** Writes where a pull stands. */
export async function writeSyncProgress(
  partnerId: PartnerId,
  module: PullModule | 'hubclientinfo',
  progress: Progress,
): Promise<void> {
  const { state, at, fetched, total, rejected, error = null, highWater, fullAt } = progress
  const values = {
    state,
    lastRunAt: at,
    error,
    ...(fetched !== undefined && { fetched }),
    ...(total !== undefined && { total }),
    ...(rejected !== undefined && { rejected }),
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

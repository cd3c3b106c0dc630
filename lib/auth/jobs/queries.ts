import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { instant, type Instant } from '@/lib/kernel/time'

export type JobShow = 'failed' | 'waiting' | 'running'
export type JobRow = {
  id: string
  name: string
  key: string | null
  attempts: number
  maxAttempts: number
  runAt: Instant
  createdAt: Instant
  lockedAt: Instant | null
  lastError: string | null
}
export type JobCounts = Record<JobShow, number> & { givenUp: number }

type Row = Omit<JobRow, 'runAt' | 'createdAt' | 'lockedAt'> & {
  runAt: number
  createdAt: number
  lockedAt: number | null
}

// The public view of the queue; payloads are the queue's own and hold ids only.
const SHOWS = {
  failed: sql`last_error is not null`,
  waiting: sql`locked_at is null and last_error is null`,
  running: sql`locked_at is not null`,
} as const

/** Jobs in the order in which they run next, keyset-paged by id. */
export async function listJobs(
  ctx: StaffCtx,
  show: JobShow,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: JobRow[]; next: string | null }> {
  authorize(ctx, 'job:read')
  const seek = after && /^\d+$/.test(after) ? sql`id > ${after}::bigint` : sql`true`
  const found = (await reader(ctx).execute(sql`
    select id::text, task_identifier as name, key, attempts::int, max_attempts::int as "maxAttempts",
      extract(epoch from run_at)::float8 * 1000 as "runAt", extract(epoch from created_at)::float8 * 1000 as "createdAt",
      extract(epoch from locked_at)::float8 * 1000 as "lockedAt", last_error as "lastError"
    from graphile_worker.jobs where ${SHOWS[show]} and ${seek} order by id limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map((row) => ({
    ...row,
    runAt: instant(Math.round(row.runAt)),
    createdAt: instant(Math.round(row.createdAt)),
    lockedAt: row.lockedAt === null ? null : instant(Math.round(row.lockedAt)),
  }))
  return { rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null }
}

export async function countJobs(ctx: StaffCtx): Promise<JobCounts> {
  authorize(ctx, 'job:read')
  const [row] = (await reader(ctx).execute(sql`
    select count(*) filter (where ${SHOWS.failed})::int as failed, count(*) filter (where ${SHOWS.waiting})::int as waiting,
      count(*) filter (where ${SHOWS.running})::int as running, count(*) filter (where attempts >= max_attempts)::int as "givenUp"
    from graphile_worker.jobs`)) as unknown as [JobCounts] // aggregates without group: one row
  return row
}

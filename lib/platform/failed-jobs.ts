// Jobs that did not succeed, as the queue knows them.
import { sql } from 'drizzle-orm'
import { getDb, type Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { NotFoundError } from '@/lib/kernel/errors'
import { instant, type Instant } from '@/lib/kernel/time'
import { audit } from './audit'

export type FailedJob = {
  id: string
  name: string
  payload: unknown
  attempts: number
  maxAttempts: number
  /** Null: given up. */
  nextAttemptAt: Instant | null
  lastError: string
}

type Row = {
  id: string
  name: string
  payload: unknown
  attempts: number
  max_attempts: number
  run_at: number
  last_error: string
}

/** Those that failed at least once and have not succeeded since; the given-up ones first. */
export async function selectFailedJobs(limit: number): Promise<FailedJob[]> {
  const rows = (await getDb().execute(sql`
    select j.id::text as id, t.identifier as name, j.payload, j.attempts, j.max_attempts, j.last_error,
      extract(epoch from j.run_at)::float8 * 1000 as run_at
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.last_error is not null
    order by j.attempts >= j.max_attempts desc, j.id desc limit ${limit}`)) as unknown as Row[] // the columns of the statement
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    payload: row.payload,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    nextAttemptAt: row.attempts >= row.max_attempts ? null : instant(Math.round(row.run_at)),
    lastError: row.last_error,
  }))
}

type Acting = Omit<Parameters<typeof audit>[0], 'db'> & { readonly db?: Tx }

/** Lets a job run again now, with all its attempts. Refuses one that is gone or under way. */
export async function rescheduleJob(ctx: Acting, jobId: string): Promise<void> {
  if (!/^\d{1,18}$/.test(jobId)) throw new NotFoundError('job', jobId)
  await withTransaction<Acting, void>(ctx, async (tx) => {
    const moved = await tx.db.execute(sql`
      select 1 from graphile_worker.reschedule_jobs(array[${jobId}]::bigint[], run_at => now(), attempts => 0)`)
    if (moved.length === 0) throw new NotFoundError('job', jobId)
    await audit(tx, { action: 'job.retry', entity: 'job', entityId: jobId })
  })
}

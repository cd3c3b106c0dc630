import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import { audit } from '@/lib/platform/audit'

/** Runs a job that failed at once, with all its attempts anew. Refuses one that is gone or runs already. */
export async function retryJob(ctx: StaffCtx, jobId: string): Promise<void> {
  authorize(ctx, 'job:write')
  await withTransaction(ctx, async (tx) => {
    const moved = await tx.db.execute(
      sql`select id, task_identifier as name from graphile_worker.reschedule_jobs(array[${jobId}::bigint], run_at => now(), attempts => 0) as j
        left join lateral (select v.task_identifier from graphile_worker.jobs v where v.id = j.id) named on true`,
    )
    if (moved.length === 0) throw new NotFoundError('job', jobId)
    await audit(tx, { action: 'job.retry', entity: 'job', entityId: jobId, after: { name: moved[0]?.['name'] } })
  })
}

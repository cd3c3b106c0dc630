import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { rescheduleJob } from '@/lib/platform/failed-jobs'

/** Lets a failed job run again at once. Running a job twice is safe by what each job promises. */
export async function retryJob(ctx: StaffCtx, jobId: string): Promise<void> {
  authorize(ctx, 'job:write')
  await rescheduleJob(ctx, jobId)
}

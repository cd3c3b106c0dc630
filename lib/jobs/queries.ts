import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { selectFailedJobs, type FailedJob } from '@/lib/platform/failed-jobs'

/** Jobs that failed and wait for another attempt or for somebody; at most 100. */
export async function listFailedJobs(ctx: StaffCtx): Promise<FailedJob[]> {
  authorize(ctx, 'job:read')
  return selectFailedJobs(100)
}

import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { BillingRunId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { lockBillingRun } from './lock-billing-run'

/** Has an approved run finalised in the background. Asked twice, it happens once. */
export async function requestFinalization(ctx: StaffCtx | SystemCtx, billingRunId: BillingRunId): Promise<void> {
  authorize(ctx, 'billing-run:finalize')
  await withTransaction(ctx, async (ctx) => {
    await lockBillingRun(ctx.db, billingRunId, ['approved'])
    await enqueue(ctx.db, 'finalize-billing-run', { billingRunId }, { key: `finalize:${billingRunId}` })
    await audit(ctx, { action: 'billing-run.request-finalization', entity: 'billing_run', entityId: billingRunId })
  })
}

import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { BillingRunId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { lockBillingRun } from './lock-billing-run'

/** Approves a run whose drafts are complete. From here on it can be finalised or discarded, not drafted again. */
export async function approveBillingRun(ctx: StaffCtx | SystemCtx, billingRunId: BillingRunId): Promise<void> {
  authorize(ctx, 'billing-run:write')
  await withTransaction(ctx, async (ctx) => {
    const run = await lockBillingRun(ctx.db, billingRunId, ['draft', 'approved'])
    if (run.state === 'approved') return
    if (run.total === null || run.done < run.total || run.skipped === null)
      throw new PreconditionError('the billing run is still being drafted')
    const by = ctx.actor === 'staff' ? ctx.userId : null
    await ctx.db.execute(sql`
      update billing_runs set state = 'approved', approved_by = ${by}, approved_at = ${toIsoInstant(ctx.clock.now())}::timestamptz,
        done = 0, total = (select count(*) from invoices where billing_run_id = ${billingRunId}) where id = ${billingRunId}`)
    await audit(ctx, { action: 'billing-run.approve', entity: 'billing_run', entityId: billingRunId })
  })
}

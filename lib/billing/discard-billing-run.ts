import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { BillingRunId, InvoiceId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { lockBillingRun } from './lock-billing-run'
import { removeDrafts } from './write-drafts'

/** Takes a run's drafts away; everything on them can be billed again. Refused once any of it is issued. */
export async function discardBillingRun(ctx: StaffCtx | SystemCtx, billingRunId: BillingRunId): Promise<void> {
  authorize(ctx, 'billing-run:write')
  await withTransaction(ctx, async (ctx) => {
    const run = await lockBillingRun(ctx.db, billingRunId, ['draft', 'approved', 'discarded'])
    if (run.state === 'discarded') return
    const own = (await ctx.db.execute(sql`
      select id, state from invoices where billing_run_id = ${billingRunId}`)) as unknown as {
      id: InvoiceId
      state: string
    }[] // by the select list
    if (own.some(({ state }) => state !== 'draft'))
      throw new PreconditionError('invoices of the billing run are issued')
    await removeDrafts(
      ctx.db,
      own.map(({ id }) => id),
    )
    await ctx.db.execute(sql`update billing_runs set state = 'discarded' where id = ${billingRunId}`)
    await ctx.db.execute(sql`delete from invoiced_cdrs where billing_run_id = ${billingRunId} and outcome = 'netted'`)
    await audit(ctx, {
      action: 'billing-run.discard',
      entity: 'billing_run',
      entityId: billingRunId,
      after: { invoices: own.length },
    })
  })
}

import { sql } from 'drizzle-orm'
import { billingRuns } from '@/db/schema/billing'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { newId, type BillingRunId } from '@/lib/kernel/ids'
import { isMonth } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { isBillable } from './core/billing-period'
import { ensureSeller } from './ensure-seller'
import type { CreateBillingRunInput } from './schema'

/**
 * Opens a run for a month, of all customers or of one, and has it drafted in the background. While one is open for the
 * same month and customers, that one is answered instead. `inBackground: false` leaves the drafting to the caller.
 */
export async function createBillingRun(
  ctx: StaffCtx | SystemCtx,
  { period, customerId }: CreateBillingRunInput,
  { inBackground = true }: { inBackground?: boolean } = {},
): Promise<{ billingRunId: BillingRunId; created: boolean }> {
  authorize(ctx, 'billing-run:write')
  const now = ctx.clock.now()
  if (!isMonth(period)) throw new InvalidError('the period must be a month such as 2026-10', 'period')
  if (!isBillable(period, now)) throw new InvalidError('the period has not begun', 'period')
  return withTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext('create-billing-run'), hashtext(${period}))`)
    const open = (await ctx.db.execute(sql`
      select id from billing_runs where period = ${period} and state in ('draft', 'approved')
        and customer_id is not distinct from ${customerId ?? null} limit 1`)) as unknown as { id: BillingRunId }[] // by the select list
    if (open[0]) return { billingRunId: open[0].id, created: false }
    if (customerId) {
      const known = await ctx.db.execute(sql`select 1 from customers where id = ${customerId}`)
      if (known.length === 0) throw new NotFoundError('customer', customerId)
    }
    await ensureSeller(ctx.db)
    const billingRunId = newId('billingRun', now)
    const createdBy = ctx.actor === 'staff' ? ctx.userId : null
    await ctx.db
      .insert(billingRuns)
      .values({ id: billingRunId, period, state: 'draft', customerId: customerId ?? null, createdBy, createdAt: now })
    await audit(ctx, {
      action: 'billing-run.create',
      entity: 'billing_run',
      entityId: billingRunId,
      after: { period, customerId },
    })
    if (inBackground) await enqueue(ctx.db, 'draft-billing-run', { billingRunId }, { key: `draft:${billingRunId}` })
    return { billingRunId, created: true }
  })
}

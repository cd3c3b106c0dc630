import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import type { DisputeId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { tellDispute } from './lock-dispute'

/** Marks the cases whose day has passed, once each: staff see them first. A new day, or the end of the case, unmarks it. */
export async function remindDisputes(ctx: SystemCtx): Promise<number> {
  authorize(ctx, 'dispute:write')
  const now = ctx.clock.now()
  return withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      update disputes set overdue_at = ${toIsoInstant(now)}::timestamptz
      where state in ('open', 'sent', 'answered') and overdue_at is null and deadline < ${localDate(now, BILLING_ZONE)}::date
      returning id`)) as unknown as { id: DisputeId }[] // the returning list
    for (const { id } of rows) await tellDispute(tx, { disputeId: id, kind: 'overdue' })
    if (rows.length > 0)
      await audit(tx, {
        action: 'dispute.remind',
        entity: 'job',
        entityId: ctx.requestId,
        after: { overdue: rows.length },
      })
    return rows.length
  })
}

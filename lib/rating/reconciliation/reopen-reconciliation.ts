import { eq } from 'drizzle-orm'
import { reconciliations } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { ReconciliationId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { matchReconciliation } from './match-reconciliation'

/** Takes up a closed reconciliation again and compares it with what is known now. */
export async function reopenReconciliation(ctx: StaffCtx, id: ReconciliationId, reason: string): Promise<void> {
  authorize(ctx, 'reconciliation:write')
  await withTransaction(ctx, async (tx) => {
    const [row] = await tx.db.select().from(reconciliations).where(eq(reconciliations.id, id)).for('update')
    if (!row) throw new NotFoundError('reconciliation', id)
    if (row.state !== 'closed') throw new PreconditionError(`the reconciliation is ${row.state}`)
    await tx.db
      .update(reconciliations)
      .set({ state: 'open', closedAt: null, closedBy: null, reason: null })
      .where(eq(reconciliations.id, id))
    await audit(tx, {
      action: 'reconciliation.reopen',
      entity: 'reconciliation',
      entityId: id,
      before: { reason: row.reason },
      reason,
    })
    await matchReconciliation(tx, id)
  })
}

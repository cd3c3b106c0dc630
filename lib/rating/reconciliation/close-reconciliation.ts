import { eq } from 'drizzle-orm'
import { reconciliations } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { ReconciliationId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** Ends a reconciliation with the reason why it is paid or not; from then on its result stays as it is. */
export async function closeReconciliation(ctx: StaffCtx, id: ReconciliationId, reason: string): Promise<void> {
  authorize(ctx, 'reconciliation:write')
  await withTransaction(ctx, async (tx) => {
    const [row] = await tx.db.select().from(reconciliations).where(eq(reconciliations.id, id)).for('update')
    if (!row) throw new NotFoundError('reconciliation', id)
    if (row.state !== 'open') throw new PreconditionError(`the reconciliation is ${row.state}`)
    await tx.db
      .update(reconciliations)
      .set({ state: 'closed', closedAt: ctx.clock.now(), closedBy: ctx.userId, reason })
      .where(eq(reconciliations.id, id))
    const { statedMinor, theirsMinor, oursMinor } = row
    const after = {
      stated: statedMinor?.toString() ?? null,
      theirs: theirsMinor.toString(),
      ours: oursMinor.toString(),
    }
    await audit(tx, { action: 'reconciliation.close', entity: 'reconciliation', entityId: id, after, reason })
  })
}

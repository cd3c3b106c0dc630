import { eq } from 'drizzle-orm'
import { reconciliations } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { ReconciliationId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** Notes what the invoice document asks for, excluding VAT; null takes it away. Refuses what is closed. */
export async function stateInvoiceAmount(
  ctx: StaffCtx,
  id: ReconciliationId,
  statedMinor: bigint | null,
): Promise<void> {
  authorize(ctx, 'reconciliation:write')
  await withTransaction(ctx, async (tx) => {
    const [row] = await tx.db.select().from(reconciliations).where(eq(reconciliations.id, id)).for('update')
    if (!row) throw new NotFoundError('reconciliation', id)
    if (row.state !== 'open') throw new PreconditionError(`the reconciliation is ${row.state}`)
    if (row.statedMinor === statedMinor) return
    await tx.db.update(reconciliations).set({ statedMinor }).where(eq(reconciliations.id, id))
    await audit(tx, {
      action: 'reconciliation.state-amount',
      entity: 'reconciliation',
      entityId: id,
      before: { stated: row.statedMinor?.toString() ?? null },
      after: { stated: statedMinor?.toString() ?? null },
    })
  })
}

import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'

/** Has the invoice records of every operator that offers them read now instead of at night. */
export async function requestInvoiceRecords(ctx: StaffCtx): Promise<void> {
  authorize(ctx, 'reconciliation:write')
  await withTransaction(ctx, async (tx) => {
    await enqueue(tx.db, 'plan-invoice-record-pulls', {}, { key: 'plan-invoice-record-pulls' })
    await audit(tx, { action: 'invoice-record.request-pull', entity: 'job', entityId: ctx.requestId })
  })
}

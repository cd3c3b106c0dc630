import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { enqueue } from '@/lib/platform/queue'

/** Has the invoice records of every operator read that offers them. A pull that waits already is replaced. */
export async function planInvoiceRecordPulls(ctx: SystemCtx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      select p.id from partners p where p.state = 'registered' and not p.paused and exists (
        select 1 from partner_endpoints e
        where e.partner_id = p.id and e.identifier = 'invoicereconciliation' and e.role = 'SENDER')`)) as unknown as {
      id: PartnerId
    }[] // the column of the statement
    for (const { id } of rows)
      await enqueue(tx.db, 'pull-invoice-records', { partnerId: id }, { key: `invoice-records:${id}`, maxAttempts: 5 })
  })
}

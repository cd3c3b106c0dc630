import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { IntakeCtx } from '@/lib/auth/context'
import type { InvoiceRecordId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { foldKey, type ObjectKey } from '../core/common'

/**
 * The record itself was an error (guide IR-2): what it asked is withdrawn and kept as evidence. Done twice it is done
 * once. False when it is not known.
 */
export async function deleteInvoiceRecord(ctx: IntakeCtx, key: ObjectKey): Promise<boolean> {
  return withTransaction<IntakeCtx, boolean>(ctx, async (tx) => {
    const at = toIsoInstant(ctx.clock.now())
    const [row] = (await tx.db.execute(sql`
      select id, deleted_at is not null as deleted from invoice_records
      where partner_id = ${ctx.partnerId} and side = 'theirs' and key = ${foldKey(key)} for update`)) as unknown as {
      id: InvoiceRecordId
      deleted: boolean
    }[] // the columns of the statement
    if (!row) return false
    if (row.deleted) return true
    await tx.db.execute(
      sql`update invoice_records set deleted_at = ${at}::timestamptz, updated_at = ${at}::timestamptz where id = ${row.id}`,
    )
    await enqueue(tx.db, 'take-invoice-record', { recordId: row.id }, { key: `invoice-record:${row.id}` })
    await audit(tx, { action: 'invoice-record.delete', entity: 'invoice_record', entityId: row.id })
    return true
  })
}

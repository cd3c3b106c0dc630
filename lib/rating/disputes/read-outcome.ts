import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/** The customer has read how the cases about a charge ended. Read again it changes nothing; another's does not exist. */
export async function readOutcome(ctx: CustomerCtx, cdrId: CdrId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const rows = (await tx.db.execute(sql`
      with mine as (
        select l.dispute_id, l.cdr_id, l.customer_read_at from dispute_cdrs l join cdrs c on c.id = l.cdr_id
        where l.cdr_id = ${cdrId} and c.customer_id = ${ctx.customerId} and l.settled_at is not null for update of l
      ), told as (
        update dispute_cdrs l set customer_read_at = ${toIsoInstant(ctx.clock.now())}::timestamptz
        from mine m where l.dispute_id = m.dispute_id and l.cdr_id = m.cdr_id and m.customer_read_at is null
      )
      select customer_read_at is null as unread from mine`)) as unknown as { unread: boolean }[] // the columns of the statement
    if (rows.length === 0) throw new NotFoundError('case about the charge', cdrId)
    if (!rows.some(({ unread }) => unread)) return
    await audit(tx, {
      action: 'dispute.read-outcome',
      entity: 'cdr',
      entityId: cdrId,
      customerId: ctx.customerId,
    })
  })
}

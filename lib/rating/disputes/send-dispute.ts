import { eq, sql } from 'drizzle-orm'
import { disputes } from '@/db/schema/disputes'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import type { DisputeId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { queueMatching } from '../reconciliation/queue-matching'
import { liveLines, lockDispute, tellDispute } from './lock-dispute'

/**
 * Notes that the claim was sent to the operator and by when it should have answered: from now on the operator's turn.
 * Sent again, after an answer or instead of one, the new day counts. Refuses a day that has passed, and a closed case.
 */
export async function sendDispute(
  ctx: StaffCtx,
  disputeId: DisputeId,
  { deadline, note }: { deadline: CalendarDate; note: string },
): Promise<void> {
  authorize(ctx, 'dispute:write')
  const now = ctx.clock.now()
  if (deadline < localDate(now, BILLING_ZONE)) throw new InvalidError('the deadline has passed', 'deadline')
  await withTransaction(ctx, async (tx) => {
    const locked = await lockDispute(tx.db, disputeId, 'sent')
    await tx.db
      .update(disputes)
      .set({ state: 'sent', deadline, overdueAt: null, sentAt: now })
      .where(eq(disputes.id, disputeId))
    const ids = (await liveLines(tx.db, disputeId)).map(({ cdrId }) => cdrId)
    // What a rule had only prepared is contested now.
    await tx.db.execute(sql`
      update cdrs set status = 'disputed' where status = 'held'
        and id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`)
    await queueMatching(tx.db, ids)
    await tellDispute(tx, { disputeId, kind: 'sent', note, deadline })
    await audit(tx, {
      action: 'dispute.send',
      entity: 'dispute',
      entityId: disputeId,
      before: { state: locked.state },
      after: { state: 'sent', deadline },
    })
  })
}

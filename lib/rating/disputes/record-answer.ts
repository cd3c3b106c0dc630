import { eq } from 'drizzle-orm'
import { disputes } from '@/db/schema/disputes'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DisputeId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { DISPUTE_DEFAULTS } from '../core/dispute-terms'
import { lockDispute, tellDispute } from './lock-dispute'

/** Keeps what the operator answered: our turn. Answered again, the latest answer counts. Refuses a closed case. */
export async function recordAnswer(ctx: StaffCtx, disputeId: DisputeId, answer: string): Promise<void> {
  authorize(ctx, 'dispute:write')
  await withTransaction(ctx, async (tx) => {
    const locked = await lockDispute(tx.db, disputeId, 'answered')
    const deadline = addDays(localDate(ctx.clock.now(), BILLING_ZONE), DISPUTE_DEFAULTS.decideDays)
    await tx.db.update(disputes).set({ state: 'answered', deadline, overdueAt: null }).where(eq(disputes.id, disputeId))
    await tellDispute(tx, { disputeId, kind: 'answered', actor: 'operator', note: answer, deadline })
    await audit(tx, {
      action: 'dispute.answer',
      entity: 'dispute',
      entityId: disputeId,
      before: { state: locked.state },
      after: { state: 'answered', deadline },
    })
  })
}

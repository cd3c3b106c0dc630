import { and, eq } from 'drizzle-orm'
import { disputeCdrs } from '@/db/schema/disputes'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { liveLines, lockDispute, tellDispute } from './lock-dispute'

export type NewClaim = { cdrId: CdrId; claimMinor: bigint; reason: string }

/**
 * Claims another amount of the operator for one CDR of a case, in the case's currency without VAT: more than has come back
 * already, and at most what is asked. What the customer pays stays as it is. Refuses a case that is closed.
 */
export async function changeClaim(ctx: StaffCtx, disputeId: DisputeId, input: NewClaim): Promise<void> {
  authorize(ctx, 'dispute:write')
  const { cdrId, claimMinor, reason } = input
  await withTransaction(ctx, async (tx) => {
    await lockDispute(tx.db, disputeId, 'sent')
    const line = (await liveLines(tx.db, disputeId)).find((entry) => entry.cdrId === cdrId)
    if (!line) throw new NotFoundError('CDR of the case', cdrId)
    if (claimMinor <= line.recoveredMinor || claimMinor > line.askedMinor)
      throw new InvalidError('the claim is more than what came back and at most what is asked', 'claim')
    if (claimMinor === line.claimMinor) return
    await tx.db
      .update(disputeCdrs)
      .set({ claimMinor })
      .where(and(eq(disputeCdrs.disputeId, disputeId), eq(disputeCdrs.cdrId, cdrId)))
    await tellDispute(tx, { disputeId, kind: 'claim_changed', cdrId, amountMinor: claimMinor, note: reason })
    await audit(tx, {
      action: 'dispute.change-claim',
      entity: 'dispute',
      entityId: disputeId,
      before: { cdrId, claimMinor: line.claimMinor.toString() },
      after: { cdrId, claimMinor: claimMinor.toString() },
      reason,
    })
  })
}

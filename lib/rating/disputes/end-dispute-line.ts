import { and, eq, isNull } from 'drizzle-orm'
import { disputeCdrs } from '@/db/schema/disputes'
import type { CdrId } from '@/lib/kernel/ids'
import type { LineOutcome } from '../core/dispute-state'
import { liveLines, lockDispute, lockLiveDisputes, type CaseTx } from './lock-dispute'
import { closeIfDone, tellClosed } from './end-lines'

/**
 * Ends what a case is about where the CDR itself was decided outside of it: released, rejected, or found right when it
 * was checked again. `costMinor` is what that decision pays. Without a live case it does nothing.
 */
export async function endDisputeLine(
  tx: CaseTx,
  cdrId: CdrId,
  { outcome, costMinor, customerPays }: { outcome: LineOutcome; costMinor: bigint; customerPays: boolean },
): Promise<void> {
  const [live] = await lockLiveDisputes(tx.db, [cdrId])
  if (!live) return
  const { disputeId } = live
  const locked = await lockDispute(tx.db, disputeId, 'won')
  const line = (await liveLines(tx.db, disputeId)).find((entry) => entry.cdrId === cdrId)
  if (!line) return
  const recoveredMinor = line.askedMinor > costMinor ? line.askedMinor - costMinor : 0n
  await tx.db
    .update(disputeCdrs)
    .set({ outcome, costMinor, customerPays, recoveredMinor, settledAt: tx.clock.now() })
    .where(and(eq(disputeCdrs.disputeId, disputeId), eq(disputeCdrs.cdrId, cdrId), isNull(disputeCdrs.settledAt)))
  const state = await closeIfDone(tx, locked)
  await tellClosed(tx, disputeId, state, { amountMinor: recoveredMinor })
}

import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import type { DisputeId } from '@/lib/kernel/ids'
import { sumMinor } from '@/lib/kernel/money'
import { audit } from '@/lib/platform/audit'
import { isClosed, type DisputeState } from '../core/dispute-state'
import { settleLines, type Settlement } from '../core/dispute-terms'
import { liveLines, lockDispute, tellDispute } from './lock-dispute'
import { closeIfDone, endLines, tellClosed } from './end-lines'
import { writeOffRefused } from './write-off-refused'

const NEXT = { settled: 'partial', refused: 'refused', written_off: 'written_off', withdrawn: 'withdrawn' } as const

/**
 * Ends a case. `settled`: the operator gives back `recoveredMinor`; `refused`: it does not, and we go on paying only what
 * we find right; `written_off`: it does not, and we pay what it asks; `withdrawn`: it was right. The customer pays our
 * calculation or nothing; what was invoiced beyond that is credited, and what we lose is booked, by a job of this
 * transaction. Refuses a case that is closed, except to write off a refused one.
 */
export async function closeDispute(
  ctx: StaffCtx,
  disputeId: DisputeId,
  choice: Settlement & { reason: string },
): Promise<DisputeState> {
  authorize(ctx, choice.outcome === 'written_off' ? 'dispute:write-off' : 'dispute:write')
  return withTransaction(ctx, async (tx) => {
    const locked = await lockDispute(tx.db, disputeId, NEXT[choice.outcome])
    if (isClosed(locked.state)) return writeOffRefused(tx, locked, choice.reason)
    const lines = await liveLines(tx.db, disputeId)
    const asked = sumMinor(lines.map(({ askedMinor }) => askedMinor))
    if (choice.outcome === 'settled' && (choice.recoveredMinor < 0n || choice.recoveredMinor > asked))
      throw new InvalidError('more than the operator asked', 'recovered')
    const settled = settleLines(lines, choice).map((line, index) => ({
      ...line,
      cdrId: lines[index]!.cdrId, // one for one
      outcome: choice.outcome,
      customerPays: choice.customerPays,
    }))
    const state = lines.length > 0 ? await endLines(tx, locked, settled) : await closeIfDone(tx, locked)
    const recoveredMinor = sumMinor(settled.map((line) => line.recoveredMinor))
    const lossMinor = sumMinor(settled.map((line) => line.lossMinor))
    await tellClosed(tx, disputeId, state, { note: choice.reason, amountMinor: recoveredMinor })
    await audit(tx, {
      action: 'dispute.close',
      entity: 'dispute',
      entityId: disputeId,
      before: { state: locked.state },
      after: { state, recoveredMinor: recoveredMinor.toString(), lossMinor: lossMinor.toString() },
      reason: choice.reason,
    })
    return state
  })
}

/** Adds a word to a case's history, also of a closed one. */
export async function noteDispute(ctx: StaffCtx, disputeId: DisputeId, note: string): Promise<void> {
  authorize(ctx, 'dispute:open')
  await withTransaction(ctx, async (tx) => {
    await tellDispute(tx, { disputeId, kind: 'noted', note })
    await audit(tx, { action: 'dispute.note', entity: 'dispute', entityId: disputeId, reason: note })
  })
}

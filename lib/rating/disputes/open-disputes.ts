import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { ConflictError, LimitError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { coversAll } from '../core/dispute-terms'
import type { DisputeCause } from '../core/dispute-state'
import { queueMatching } from '../reconciliation/queue-matching'
import { lockContestable } from './lock-contestable'
import { contestCdrs, createDispute } from './create-dispute'
import { effectOfDisputes, groupByCase, type DisputeEffect, type ShownClaim } from './preview-disputes'
import { tellDispute } from './lock-dispute'

export const MOST_CONTESTED_AT_ONCE = 2000

export type OpenedDisputes = {
  disputes: { disputeId: DisputeId; number: number; cdrs: number }[]
  refused: { cdrId: CdrId; reason: string }[]
}

/**
 * Opens a case with each operator of these CDRs, in one transaction. The customer goes on paying our calculation where
 * only the price is contested, and nothing yet where the charge itself is. CDRs that cannot be contested are named and
 * left as they are; asked again, they are in a case already. Where the claim was shown before and is another by now,
 * nothing is done (`conflict`).
 */
export async function openDisputes(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  { cause, statement }: { cause: DisputeCause; statement: string },
  shown: ShownClaim | null = null,
): Promise<OpenedDisputes> {
  authorize(ctx, 'dispute:open')
  if (cdrIds.length > MOST_CONTESTED_AT_ONCE) throw new LimitError(`at most ${MOST_CONTESTED_AT_ONCE} at once`)
  return withTransaction(ctx, async (tx) => {
    const { contestable, refused } = await lockContestable(tx.db, cdrIds)
    if (shown && !isAsShown(effectOfDisputes(contestable, cause), shown))
      throw new ConflictError('the claim is not what was shown any more')
    const opened: OpenedDisputes['disputes'] = []
    for (const about of groupByCase(contestable)) {
      const keepsOff = coversAll(cause)
      const given = { origin: 'staff', cause, statement, openedBy: ctx.userId } as const
      const { disputeId, number } = await createDispute(tx.db, ctx.clock.now(), given, about)
      const ids = about.map(({ cdrId }) => cdrId)
      await contestCdrs(tx.db, ids, keepsOff)
      await queueMatching(tx.db, ids)
      await tellDispute(tx, { disputeId, kind: 'opened', note: statement })
      await audit(tx, {
        action: 'dispute.open',
        entity: 'dispute',
        entityId: disputeId,
        after: { number, cause, cdrs: ids },
        reason: statement,
      })
      opened.push({ disputeId, number, cdrs: about.length })
    }
    return { disputes: opened, refused }
  })
}

function isAsShown({ possible, claimMinor }: DisputeEffect, shown: ShownClaim): boolean {
  return possible === shown.possible && claimMinor === shown.claimMinor
}

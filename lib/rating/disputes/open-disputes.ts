import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { LimitError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { coversAll } from '../core/dispute-terms'
import type { DisputeCause } from '../core/dispute-state'
import { queueMatching } from '../reconciliation/queue-matching'
import { contestCdrs, createDispute, lockContestable, type Contestable } from './create-dispute'
import { tellDispute } from './lock-dispute'

export const MOST_CONTESTED_AT_ONCE = 2000

export type OpenedDisputes = {
  disputes: { disputeId: DisputeId; number: number; cdrs: number }[]
  refused: { cdrId: CdrId; reason: string }[]
}

/**
 * Opens a case with each operator of these CDRs, in one transaction. The customer goes on paying our calculation where
 * only the price is contested, and nothing yet where the charge itself is. CDRs that cannot be contested are named and
 * left as they are; asked again, they are in a case already.
 */
export async function openDisputes(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  { cause, statement }: { cause: DisputeCause; statement: string },
): Promise<OpenedDisputes> {
  authorize(ctx, 'dispute:open')
  if (cdrIds.length > MOST_CONTESTED_AT_ONCE) throw new LimitError(`at most ${MOST_CONTESTED_AT_ONCE} at once`)
  return withTransaction(ctx, async (tx) => {
    const { contestable, refused } = await lockContestable(tx.db, cdrIds)
    // A case is with one operator, in one currency.
    const groups = new Map<string, Contestable[]>()
    for (const cdr of contestable) {
      const key = `${cdr.partnerId} ${cdr.currency}`
      const group = groups.get(key)
      if (group) group.push(cdr)
      else groups.set(key, [cdr])
    }
    const opened: OpenedDisputes['disputes'] = []
    for (const about of groups.values()) {
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

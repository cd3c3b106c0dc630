import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { AppError, LimitError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { coversAll } from '../core/dispute-terms'
import type { DisputeCause } from '../core/dispute-state'
import { queueMatching } from '../reconciliation/queue-matching'
import { contestCdr, createDispute, lockContestable, type Contestable } from './create-dispute'
import { tellDispute } from './lock-dispute'

export const MOST_CONTESTED_AT_ONCE = 200

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
    const refused: OpenedDisputes['refused'] = []
    const groups = new Map<string, Contestable[]>()
    for (const cdrId of new Set(cdrIds)) {
      try {
        // A refusal is thrown before anything is written, so the transaction stays usable.
        const [cdr] = await lockContestable(tx.db, [cdrId])
        const key = `${cdr!.partnerId} ${cdr!.currency}` // it answers one for one, or throws
        groups.set(key, [...(groups.get(key) ?? []), cdr!])
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        refused.push({ cdrId, reason: error.message })
      }
    }
    const opened: OpenedDisputes['disputes'] = []
    for (const about of groups.values()) {
      const keepsOff = coversAll(cause)
      const given = { origin: 'staff', cause, statement, openedBy: ctx.userId } as const
      const { disputeId, number } = await createDispute(tx.db, ctx.clock.now(), given, about)
      for (const cdr of about) await contestCdr(tx.db, cdr.cdrId, keepsOff)
      const ids = about.map(({ cdrId }) => cdrId)
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

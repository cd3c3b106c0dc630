import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { addBehaviour } from './cdrs/add-behaviour'
import { loadCdrSubjects, withoutLock } from './cdrs/load-cdr-subjects'
import { settleCreditedCdrs } from './cdrs/settle-credited-cdrs'
import { writeRatings } from './cdrs/write-ratings'
import { assessCdr } from './core/assess-cdr'
import { endDisputeLines } from './disputes/end-dispute-line'
import { openByRule } from './disputes/open-by-rule'
import { lockLiveDisputes } from './disputes/lock-dispute'
import { lockCdr } from './reviews/lock-cdr'

/**
 * Checks and prices an unbilled CDR again with what is known now: a tariff or card that came later, a corrected plan.
 * It becomes a new revision; an earlier release is undone where the findings still hold it. What a live case is about
 * stays disputed, whatever the check says.
 */
export async function reRateCdr(ctx: StaffCtx | SystemCtx, cdrId: CdrId): Promise<'accepted' | 'held' | 'disputed'> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const locked = await lockCdr(tx.db, cdrId, ['pending', 'accepted', 'held', 'disputed'])
    const [loaded] = await loadCdrSubjects(tx.db, withoutLock([cdrId]))
    if (!loaded) throw new NotFoundError('CDR', cdrId)
    const assessed = assessCdr(loaded.subject)
    const disputed = locked.status === 'disputed' && (await lockLiveDisputes(tx.db, [cdrId])).length > 0
    const status = disputed ? ('disputed' as const) : assessed.status
    const decided = await addBehaviour(tx.db, [{ subject: loaded.subject, ...assessed, status }])
    await writeRatings(tx.db, ctx.clock.now(), decided)
    if (loaded.subject.cdr.credit) await settleCreditedCdrs(tx, decided)
    else await openByRule(tx, decided)
    const { costMinor } = assessed.rating
    // What a rule had opened and nobody had sent has come to nothing.
    if (status === 'accepted' && costMinor !== null)
      await endDisputeLines(tx, [{ cdrId, outcome: 'withdrawn', costMinor, customerPays: true }])
    await audit(tx, {
      action: 'cdr.re-rate',
      entity: 'cdr',
      entityId: cdrId,
      customerId: locked.customerId,
      before: { status: locked.status },
      after: { status },
    })
    return status
  })
}

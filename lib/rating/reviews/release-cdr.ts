import { cdrReviews } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { writeRatings } from '../cdrs/write-ratings'
import { settleCreditedCdrs } from '../cdrs/settle-credited-cdrs'
import { endDisputeLine } from '../disputes/end-dispute-line'
import { releaseTerms, type ReviewPrice, type ReviewTerms } from '../core/review-terms'
import { loadReviewSubject } from './load-review-subject'
import { lockCdr } from './lock-cdr'

export type ReleaseCdrChoice = { price: ReviewPrice; reason: string }

/**
 * Lets a held CDR be billed. `ours`: the operator gets what its tariff gives by our calculation; `cpo`: what it asks.
 * The customer pays our calculation either way, and the CPO's total only where there is no calculation of ours and a
 * person takes that price over. A charge that is billed at our price already keeps that price. Refuses what else is on an invoice, what
 * is credited, or has no price for the customer. A case about it ends with it.
 */
export async function releaseCdr(
  ctx: StaffCtx,
  cdrId: CdrId,
  { price, reason }: ReleaseCdrChoice,
): Promise<ReviewTerms> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const { db } = tx
    const now = ctx.clock.now()
    const locked = await lockCdr(db, cdrId, ['held', 'disputed'], { protectedToo: true })
    const { loaded, rating, review } = await loadReviewSubject(db, cdrId)
    if (loaded.subject.credited?.creditedBy) throw new PreconditionError('the original is credited already')
    const terms = releaseTerms(review, price)
    if (!terms.ok) throw new PreconditionError(terms.reason)
    const { costMinor, retail, marginMinor } = terms.value
    const decision = price === 'ours' ? 'released_at_our_price' : 'released_at_cpo_price'
    const decided = {
      subject: loaded.subject,
      status: 'accepted' as const,
      rating: { ...rating, costMinor, retail, marginMinor },
      findings: null,
    }
    await writeRatings(db, now, [decided])
    if (review.credit) await settleCreditedCdrs(tx, [decided])
    const outcome = price === 'ours' ? 'settled' : 'withdrawn'
    await endDisputeLine(tx, cdrId, { outcome, costMinor, customerPays: review.hasCustomer })
    await db.insert(cdrReviews).values({ cdrId, decision, reason, userId: ctx.userId, at: now })
    await audit(tx, {
      action: 'cdr.release',
      entity: 'cdr',
      entityId: cdrId,
      customerId: locked.customerId,
      before: { status: locked.status, costMinor: rating.costMinor?.toString() ?? null },
      after: { status: 'accepted', price, costMinor: costMinor.toString(), retailNetMinor: retail.netMinor.toString() },
      reason,
    })
    return terms.value
  })
}

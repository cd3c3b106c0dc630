import { cdrReviews } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { writeRatings } from '../cdrs/write-ratings'
import { endDisputeLines } from '../disputes/end-dispute-line'
import { correctedTerms } from '../core/corrected-terms'
import { correctionsOf, type CorrectionSource } from '../core/correct-energy'
import type { ReviewTerms } from '../core/review-terms'
import { loadReviewSubject } from './load-review-subject'
import { lockCdr } from './lock-cdr'

/**
 * Prices a held CDR by a better figure of its energy and lets it be billed at that price: a new revision that keeps the
 * reason, while the CDR stays as it came. Refuses a source that says nothing else, and what cannot be priced.
 */
export async function correctCdr(
  ctx: StaffCtx,
  cdrId: CdrId,
  { source, reason }: { source: CorrectionSource; reason: string },
): Promise<ReviewTerms> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const locked = await lockCdr(tx.db, cdrId, ['held', 'disputed'])
    const { loaded, rating } = await loadReviewSubject(tx.db, cdrId)
    const corrections = correctionsOf(loaded.subject, rating.correctedKwh !== null)
    const correction = corrections.find((offer) => offer.source === source)
    if (!correction) throw new PreconditionError('nothing says that the energy is another')
    const terms = correctedTerms(loaded.subject, correction)
    if (!terms.ok) throw new PreconditionError(terms.reason)
    const now = ctx.clock.now()
    const { subject, rating: corrected, value } = terms
    await writeRatings(tx.db, now, [{ subject, status: 'accepted', rating: corrected, findings: null }])
    const customerPays = subject.customerId !== null
    await endDisputeLines(tx, [{ cdrId, outcome: 'settled', costMinor: value.costMinor, customerPays }])
    await tx.db.insert(cdrReviews).values({ cdrId, decision: 'corrected', reason, userId: ctx.userId, at: now })
    await audit(tx, {
      action: 'cdr.correct',
      entity: 'cdr',
      entityId: cdrId,
      customerId: locked.customerId,
      before: { status: locked.status, energyKwh: loaded.subject.cdr.totalEnergyKwh },
      after: { status: 'accepted', source, energyKwh: correction.energyKwh, costMinor: value.costMinor.toString() },
      reason,
    })
    return value
  })
}

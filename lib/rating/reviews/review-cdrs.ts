import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { ConflictError, LimitError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { ZERO_EFFECT, addEffect, type MoneyEffect } from '../core/money-effect'
import type { CorrectionSource } from '../core/correct-energy'
import type { ReviewPrice, ReviewTerms } from '../core/review-terms'
import { correctCdrs } from './correct-cdr'
import { holdCdrs } from './hold-cdr'
import type { Refused } from './lock-cdr'
import { rejectCdrs } from './reject-cdr'
import { releaseCdrs } from './release-cdr'

export const MOST_REVIEWED_AT_ONCE = 2000

export type BulkDecision =
  | { decision: 'release'; price: ReviewPrice; reason: string }
  | { decision: 'correct'; source: CorrectionSource; reason: string }
  | { decision: 'reject'; reason: string }
  | { decision: 'hold'; reason: string }
export type BulkReview = MoneyEffect & { done: number; refused: Refused[] }

/** What somebody was shown before they decided. */
export type ShownEffect = Pick<MoneyEffect, 'toCpoMinor' | 'customerPaysMinor'> & { possible: number }

/**
 * One decision on many CDRs, in one transaction, with its total effect. Those that cannot be decided like this
 * are named and left as they are; a broken database breaks them all. Where the effect was shown before and is another by
 * now, nothing is done (`conflict`).
 */
export async function reviewCdrs(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  choice: BulkDecision,
  shown: ShownEffect | null = null,
): Promise<BulkReview> {
  authorize(ctx, 'cdr:review')
  if (cdrIds.length > MOST_REVIEWED_AT_ONCE) throw new LimitError(`at most ${MOST_REVIEWED_AT_ONCE} at once`)
  return withTransaction(ctx, async (tx) => {
    const review = await decideAll(tx, cdrIds, choice)
    if (shown && !isAsShown(review, shown)) throw new ConflictError('the effect is not what was shown any more')
    return review
  })
}

async function decideAll(tx: StaffCtx, cdrIds: readonly CdrId[], choice: BulkDecision): Promise<BulkReview> {
  const paid = (terms: ReviewTerms[], refused: Refused[]) => {
    return { ...terms.reduce(addEffect, ZERO_EFFECT), done: terms.length, refused }
  }
  if (choice.decision === 'reject') {
    const { rejected, refused } = await rejectCdrs(tx, cdrIds, choice.reason)
    return { ...ZERO_EFFECT, done: rejected.length, refused }
  }
  if (choice.decision === 'hold') {
    const { held, waiting, refused } = await holdCdrs(tx, cdrIds, choice.reason)
    return { ...waiting, done: held.length, refused }
  }
  if (choice.decision === 'correct') {
    const { corrected, refused } = await correctCdrs(tx, cdrIds, choice)
    return paid(corrected, refused)
  }
  const { released, refused } = await releaseCdrs(tx, cdrIds, choice)
  return paid(released, refused)
}

function isAsShown(review: BulkReview, { possible, toCpoMinor, customerPaysMinor }: ShownEffect): boolean {
  return review.done === possible && review.toCpoMinor === toCpoMinor && review.customerPaysMinor === customerPaysMinor
}

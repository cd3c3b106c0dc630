// Which of many CDRs a better figure of their energy can be found for, and what paying by it means: the same for who is
// shown it and for who does it.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId } from '@/lib/kernel/ids'
import type { RatingDraft } from '../core/assess-cdr'
import { correctedTerms } from '../core/corrected-terms'
import { correctionsOf, type Correction, type CorrectionSource } from '../core/correct-energy'
import { createMonthTally } from '../core/month-tally'
import type { ReviewTerms } from '../core/review-terms'
import type { CdrSubject } from '../core/subject'
import type { LoadedReview } from './load-review-subject'
import type { DecidableCdrs, LockedCdr, Refused } from './lock-cdr'

export type Offer = { source: CorrectionSource; energyKwh: DecimalString } & (
  | { ok: true; terms: ReviewTerms; subject: CdrSubject; rating: RatingDraft }
  | { ok: false; reason: string }
)

const betterFigures = ({ loaded, rating }: LoadedReview) => correctionsOf(loaded.subject, rating.correctedKwh !== null)

function toOffer(subject: CdrSubject, correction: Correction): Offer {
  const { source, energyKwh } = correction
  const answer = correctedTerms(subject, correction)
  if (!answer.ok) return { source, energyKwh, ok: false, reason: answer.reason }
  return { source, energyKwh, ok: true, terms: answer.value, subject: answer.subject, rating: answer.rating }
}

/** Every better figure of the energy of one CDR, and what comes of it or why nothing does. The surest first. */
export function offersFor(review: LoadedReview): Offer[] {
  return betterFigures(review).map((correction) => toOffer(review.loaded.subject, correction))
}

export type Corrected = Extract<Offer, { ok: true }> & { locked: LockedCdr; statedKwh: DecimalString }
export type CorrectionPlan = { corrected: Corrected[]; refused: Refused[] }
type Found = ReadonlyMap<CdrId, LoadedReview>
type Correctable = {
  locked: LockedCdr
  review: LoadedReview
  correction: Correction
  offer: Extract<Offer, { ok: true }>
}

export function planCorrection(
  { locked, refused }: DecidableCdrs,
  found: Found,
  source: CorrectionSource,
): CorrectionPlan {
  const plan: CorrectionPlan = { corrected: [], refused: [...refused] }
  const correctable: Correctable[] = []
  for (const one of locked) {
    const { cdrId } = one
    const review = found.get(cdrId)
    const correction = review && betterFigures(review).find((candidate) => candidate.source === source)
    const offer = correction && toOffer(review.loaded.subject, correction)
    if (!review) plan.refused.push({ cdrId, reason: 'the CDR was never rated' })
    else if (!offer) plan.refused.push({ cdrId, reason: 'nothing says that the energy is another' })
    else if (!offer.ok) plan.refused.push({ cdrId, reason: offer.reason })
    else correctable.push({ locked: one, review, correction, offer })
  }
  plan.corrected = inOrder(correctable)
  return plan
}

/**
 * In the order of the road, as when they are rated together: each finds the month as the corrected ones before it leave
 * it, and without what the others had wrongly used of it.
 */
function inOrder(correctable: readonly Correctable[]): Corrected[] {
  const tally = createMonthTally()
  for (const { review } of correctable) tally.take(review.loaded.subject, review.rating.retail)
  return correctable
    .toSorted((a, b) => startOf(a) - startOf(b) || (a.locked.cdrId < b.locked.cdrId ? -1 : 1))
    .map(({ locked, review, correction, offer }): Corrected => {
      const { subject } = review.loaded
      // Its own old price was never in its own month.
      tally.add(subject, review.rating.retail)
      const met = tally.meet(subject)
      tally.take(subject, review.rating.retail)
      const again = met === subject ? offer : toOffer(met, correction)
      const best = again.ok ? again : offer
      tally.add(subject, best.terms.retail)
      return { ...best, locked, statedKwh: subject.cdr.totalEnergyKwh }
    })
}

function startOf({ review }: Correctable): number {
  return review.loaded.subject.cdr.startedAt
}

// Which of many CDRs a better figure of their energy can be found for, and what paying by it means: the same for who is
// shown it and for who does it.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId } from '@/lib/kernel/ids'
import type { RatingDraft } from '../core/assess-cdr'
import { correctedTerms } from '../core/corrected-terms'
import { correctionsOf, type CorrectionSource } from '../core/correct-energy'
import type { ReviewTerms } from '../core/review-terms'
import type { CdrSubject } from '../core/subject'
import type { LoadedReview } from './load-review-subject'
import type { DecidableCdrs, LockedCdr, Refused } from './lock-cdr'

export type Offer = { source: CorrectionSource; energyKwh: DecimalString } & (
  | { ok: true; terms: ReviewTerms; subject: CdrSubject; rating: RatingDraft }
  | { ok: false; reason: string }
)

/** Every better figure of the energy of one CDR, and what comes of it or why nothing does. The surest first. */
export function offersFor({ loaded, rating: { correctedKwh } }: LoadedReview): Offer[] {
  return correctionsOf(loaded.subject, correctedKwh !== null).map((correction): Offer => {
    const { source, energyKwh } = correction
    const answer = correctedTerms(loaded.subject, correction)
    if (!answer.ok) return { source, energyKwh, ok: false, reason: answer.reason }
    const { value: terms, subject, rating } = answer
    return { source, energyKwh, ok: true, terms, subject, rating }
  })
}

export type Corrected = Extract<Offer, { ok: true }> & { locked: LockedCdr; statedKwh: DecimalString }
export type CorrectionPlan = { corrected: Corrected[]; refused: Refused[] }

export function planCorrection(
  { locked, refused }: DecidableCdrs,
  found: ReadonlyMap<CdrId, LoadedReview>,
  source: CorrectionSource,
): CorrectionPlan {
  const plan: CorrectionPlan = { corrected: [], refused: [...refused] }
  for (const one of locked) {
    const { cdrId } = one
    const review = found.get(cdrId)
    const offer = review && offersFor(review).find((candidate) => candidate.source === source)
    if (!review) plan.refused.push({ cdrId, reason: 'the CDR was never rated' })
    else if (!offer) plan.refused.push({ cdrId, reason: 'nothing says that the energy is another' })
    else if (!offer.ok) plan.refused.push({ cdrId, reason: offer.reason })
    else plan.corrected.push({ ...offer, locked: one, statedKwh: review.loaded.subject.cdr.totalEnergyKwh })
  }
  return plan
}

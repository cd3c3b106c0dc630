// What a CDR would cost whom by a better figure of its energy: judged again by the same engine, and paid at our price.
import { assessOrHold, type RatingDraft } from './assess-cdr'
import type { Correction } from './correct-energy'
import { releaseTerms, reviewOf, type ReviewRefusal, type ReviewTerms } from './review-terms'
import type { CdrSubject } from './subject'

export type CorrectedAnswer =
  | { ok: true; value: ReviewTerms; rating: RatingDraft; subject: CdrSubject }
  | { ok: false; reason: ReviewRefusal }

export function correctedTerms(given: CdrSubject, { cdr, energyKwh }: Correction): CorrectedAnswer {
  const subject = { ...given, cdr }
  const { rating } = assessOrHold(subject).assessment
  const terms = releaseTerms(reviewOf(subject, rating), 'ours')
  if (!terms.ok) return terms
  return { ok: true, value: terms.value, subject, rating: { ...rating, ...terms.value, correctedKwh: energyKwh } }
}

// What a CDR would cost whom by a better figure of its energy: judged again by the same engine, and paid at our price.
import { assessCdr, payoutsOf, type RatingDraft } from './assess-cdr'
import type { Correction } from './correct-energy'
import { releaseTerms, type ReviewRefusal, type ReviewTerms } from './review-terms'
import { factsOf, type CdrSubject } from './subject'

export type CorrectedAnswer =
  | { ok: true; value: ReviewTerms; rating: RatingDraft; subject: CdrSubject }
  | { ok: false; reason: ReviewRefusal }

export function correctedTerms(given: CdrSubject, { cdr, energyKwh }: Correction): CorrectedAnswer {
  const subject = { ...given, cdr }
  const { rating } = assessCdr(subject)
  const terms = releaseTerms(
    {
      currency: rating.currency,
      conversion: rating.conversion,
      cpoExcl: rating.cpoExcl,
      agreedExcl: rating.agreedExcl,
      retail: rating.retail,
      credit: false,
      hasCustomer: subject.customerId !== null,
      payout: payoutsOf(cdr, rating.breakdown),
      facts: factsOf(subject),
      rules: subject.plan?.rules ?? null,
    },
    'ours',
  )
  if (!terms.ok) return terms
  return { ok: true, value: terms.value, subject, rating: { ...rating, ...terms.value, correctedKwh: energyKwh } }
}

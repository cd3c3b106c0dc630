// Which of many CDRs a release lets through, and what each means: the same for who is shown it and for who does it.
import type { CdrId } from '@/lib/kernel/ids'
import { releaseTerms, type ReviewPrice, type ReviewTerms } from '../core/review-terms'
import type { LoadedReview } from './load-review-subject'
import type { DecidableCdrs, LockedCdr, Refused } from './lock-cdr'

export type Released = LoadedReview & { locked: LockedCdr; terms: ReviewTerms }
export type ReleasePlan = { released: Released[]; refused: Refused[] }

export function planRelease(
  { locked, refused }: DecidableCdrs,
  found: ReadonlyMap<CdrId, LoadedReview>,
  price: ReviewPrice,
): ReleasePlan {
  const plan: ReleasePlan = { released: [], refused: [...refused] }
  const credited = new Set<CdrId>()
  for (const one of locked) {
    const loaded = found.get(one.cdrId)
    const original = loaded?.loaded.subject.credited?.cdrId
    // Another credit of the same original is released at this very moment.
    const twice = original !== undefined && credited.has(original)
    if (original) credited.add(original)
    const answer = loaded ? termsOf(loaded, price, twice) : 'the CDR was never rated'
    if (typeof answer === 'string') plan.refused.push({ cdrId: one.cdrId, reason: answer })
    else plan.released.push({ ...loaded!, locked: one, terms: answer }) // terms come from it
  }
  return plan
}

function termsOf({ loaded, review }: LoadedReview, price: ReviewPrice, twice: boolean): ReviewTerms | string {
  if (twice || loaded.subject.credited?.creditedBy) return 'the original is credited already'
  const terms = releaseTerms(review, price)
  return terms.ok ? terms.value : terms.reason
}

// Which of many CDRs a release lets through, and what each means: the same for who is shown it and for who does it.
import type { CdrId } from '@/lib/kernel/ids'
import { releaseTerms, type ReviewPrice, type ReviewTerms } from '../core/review-terms'
import { createMonthTally } from '../core/month-tally'
import { meetMonth, type LoadedReview } from './load-review-subject'
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
  const tally = createMonthTally()
  for (const one of inOrder(locked, found)) {
    const stands = found.get(one.cdrId)
    const loaded = stands && meetMonth(stands, tally)
    const original = loaded?.loaded.subject.credited?.cdrId
    // Another credit of the same original is released at this very moment.
    const twice = original !== undefined && credited.has(original)
    if (original) credited.add(original)
    const answer = loaded ? termsOf(loaded, price, twice) : 'the CDR was never rated'
    if (typeof answer === 'string') plan.refused.push({ cdrId: one.cdrId, reason: answer })
    else {
      plan.released.push({ ...loaded!, locked: one, terms: answer }) // terms come from it
      if (loaded && !loaded.counted) tally.add(loaded.loaded.subject, answer.retail)
    }
  }
  return plan
}

/** In the order of the road: who charged first has the first right to what is left of the month. */
function inOrder(locked: readonly LockedCdr[], found: ReadonlyMap<CdrId, LoadedReview>): LockedCdr[] {
  const at = ({ cdrId }: LockedCdr) => found.get(cdrId)?.loaded.subject.cdr.startedAt ?? 0
  return locked.toSorted((a, b) => at(a) - at(b) || (a.cdrId < b.cdrId ? -1 : 1))
}

function termsOf({ loaded, review }: LoadedReview, price: ReviewPrice, twice: boolean): ReviewTerms | string {
  if (twice || loaded.subject.credited?.creditedBy) return 'the original is credited already'
  const terms = releaseTerms(review, price)
  return terms.ok ? terms.value : terms.reason
}

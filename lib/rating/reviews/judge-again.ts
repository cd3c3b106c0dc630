// A price that was not to be known when the CDR was checked, or that the month has since changed: judged again by the same
// engine, with what is known now. What the operator gets stays as it was decided.
import { decimal } from '@/lib/kernel/decimal'
import { assessOrHold, marginOf, type RatingDraft } from '../core/assess-cdr'
import { withEnergy } from '../core/correct-energy'
import { dependsOnMonth } from '../core/price-plan'
import type { CdrSubject } from '../core/subject'

/** Whether the customer's price is none because nobody knew the customer, or something else that may be known now. */
export function lacksPrice({ cdr, customerId }: CdrSubject, { retail }: RatingDraft): boolean {
  return retail === null && customerId !== null && !cdr.credit && !cdr.homeChargingCompensation
}

/** Whether its price depends on what the customer's month has come to. */
export function isOfMonth({ plan, promised }: CdrSubject): boolean {
  return [plan, promised?.plan].some((one) => one && dependsOnMonth(one.rules))
}

/** The rating with the customer's price as it comes out now; as it was where there is still none. */
export function judgeAgain(subject: CdrSubject, rating: RatingDraft): RatingDraft {
  const { correctedKwh } = rating
  const cdr = correctedKwh === null ? subject.cdr : withEnergy(subject.cdr, decimal(correctedKwh))
  const again = assessOrHold({ ...subject, cdr }).assessment.rating
  if (again.retail === null) return rating
  const { retail, promise, pricePlanVersionId } = again
  return { ...rating, retail, promise, pricePlanVersionId, marginMinor: marginOf(rating.costSekMinor, retail) }
}

import type { Tx } from '@/db/client'
import { cdrReviews } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { auditAll } from '@/lib/platform/audit'
import { settleCreditedCdrs } from '../cdrs/settle-credited-cdrs'
import { writeRatings } from '../cdrs/write-ratings'
import { endDisputeLine } from '../disputes/end-dispute-line'
import { releaseTerms, type ReviewPrice, type ReviewTerms } from '../core/review-terms'
import { loadReviewSubjects, type LoadedReview } from './load-review-subject'
import { lockCdr, lockCdrs, type LockedCdr, type Refused } from './lock-cdr'

export type ReleaseCdrChoice = { price: ReviewPrice; reason: string }
type Released = LoadedReview & { locked: LockedCdr; terms: ReviewTerms }

/**
 * Lets a held CDR be billed. `ours`: the operator gets what was agreed by our calculation; `cpo`: what it asks. The
 * customer pays our calculation either way, and the CPO's total only where there is no calculation of ours and a person
 * takes that price over. A charge that is billed at our price already keeps that price. Refuses what else is on an
 * invoice, what is credited, or has no price for the customer. A case about it ends with it.
 */
export async function releaseCdr(ctx: StaffCtx, cdrId: CdrId, choice: ReleaseCdrChoice): Promise<ReviewTerms> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    await lockCdr(tx.db, cdrId, ['held', 'disputed'], { protectedToo: true })
    const { released, refused } = await releaseCdrs(tx, [cdrId], choice)
    const [terms] = released
    if (!terms) throw new PreconditionError(refused[0]?.reason ?? 'the CDR was never rated')
    return terms
  })
}

/** The same for many, with a handful of statements; what cannot be released is named and left as it is. */
export async function releaseCdrs(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  choice: ReleaseCdrChoice,
): Promise<{ released: ReviewTerms[]; refused: Refused[] }> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const { locked, refused } = await lockCdrs(tx.db, cdrIds, ['held', 'disputed'], { protectedToo: true })
    const found = await loadReviewSubjects(
      tx.db,
      locked.map(({ cdrId }) => cdrId),
    )
    const released: Released[] = []
    const credited = new Set<CdrId>()
    for (const one of locked) {
      const loaded = found.get(one.cdrId)
      const original = loaded?.loaded.subject.credited?.cdrId
      const twice = original !== undefined && credited.has(original)
      if (original) credited.add(original)
      const answer = loaded ? termsOf(loaded, choice.price, twice) : 'the CDR was never rated'
      if (typeof answer === 'string') refused.push({ cdrId: one.cdrId, reason: answer })
      else released.push({ ...loaded!, locked: one, terms: answer }) // terms come from it
    }
    await write(tx, released, choice)
    return { released: released.map(({ terms }) => terms), refused }
  })
}

/** `twice`: another credit of the same original is released at this very moment. */
function termsOf({ loaded, review }: LoadedReview, price: ReviewPrice, twice: boolean): ReviewTerms | string {
  if (twice || loaded.subject.credited?.creditedBy) return 'the original is credited already'
  const terms = releaseTerms(review, price)
  return terms.ok ? terms.value : terms.reason
}

async function write(
  tx: StaffCtx & { readonly db: Tx },
  released: readonly Released[],
  { price, reason }: ReleaseCdrChoice,
): Promise<void> {
  if (released.length === 0) return
  const now = tx.clock.now()
  const decision = price === 'ours' ? ('released_at_our_price' as const) : ('released_at_cpo_price' as const)
  const decided = released.map(({ loaded, rating, terms }) => ({
    subject: loaded.subject,
    status: 'accepted' as const,
    rating: { ...rating, ...terms },
    findings: null,
  }))
  await writeRatings(tx.db, now, decided)
  const credits = decided.filter(({ subject }) => subject.cdr.credit)
  if (credits.length > 0) await settleCreditedCdrs(tx, credits)
  const outcome = price === 'ours' ? ('settled' as const) : ('withdrawn' as const)
  for (const { locked, review, terms } of released)
    await endDisputeLine(tx, locked.cdrId, {
      outcome,
      costMinor: terms.costMinor,
      customerPays: review.hasCustomer,
    })
  await tx.db
    .insert(cdrReviews)
    .values(released.map(({ locked }) => ({ cdrId: locked.cdrId, decision, reason, userId: tx.userId, at: now })))
  await auditAll(
    tx,
    released.map(({ locked, rating, terms: { costMinor, retail } }) => ({
      action: 'cdr.release',
      entity: 'cdr',
      entityId: locked.cdrId,
      customerId: locked.customerId,
      before: { status: locked.status, costMinor: rating.costMinor?.toString() ?? null },
      after: { status: 'accepted', price, costMinor: costMinor.toString(), retailNetMinor: retail.netMinor.toString() },
      reason,
    })),
  )
}

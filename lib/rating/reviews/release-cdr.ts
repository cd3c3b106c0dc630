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
import { endDisputeLines } from '../disputes/end-dispute-line'
import type { ReviewPrice, ReviewTerms } from '../core/review-terms'
import { loadReviewSubjects } from './load-review-subject'
import { lockCdr, lockCdrs, UNDECIDED, type Refused } from './lock-cdr'
import { planRelease, type Released } from './plan-release'

export const PROTECTED_TOO = { protectedToo: true }

export type ReleaseCdrChoice = { price: ReviewPrice; reason: string }

/**
 * Lets a held CDR be billed. `ours`: the operator gets what was agreed by our calculation; `cpo`: what it asks. The
 * customer pays our calculation either way, and the CPO's total only where there is no calculation of ours and a person
 * takes that price over. A charge that is billed at our price already keeps that price. Refuses what else is on an
 * invoice, what is credited, or has no price for the customer. A case about it ends with it.
 */
export async function releaseCdr(ctx: StaffCtx, cdrId: CdrId, choice: ReleaseCdrChoice): Promise<ReviewTerms> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    await lockCdr(tx.db, cdrId, UNDECIDED, PROTECTED_TOO)
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
    const locked = await lockCdrs(tx.db, cdrIds, UNDECIDED, PROTECTED_TOO)
    const found = await loadReviewSubjects(
      tx.db,
      locked.locked.map(({ cdrId }) => cdrId),
    )
    const { released, refused } = planRelease(locked, found, choice.price)
    await write(tx, released, choice)
    return { released: released.map(({ terms }) => terms), refused }
  })
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
  await endDisputeLines(
    tx,
    released.map(({ locked: { cdrId }, review, terms: { costMinor } }) => {
      return { cdrId, outcome, costMinor, customerPays: review.hasCustomer }
    }),
  )
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

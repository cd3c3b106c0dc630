import type { Tx } from '@/db/client'
import { cdrReviews } from '@/db/schema/rating'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { auditAll } from '@/lib/platform/audit'
import { writeRatings } from '../cdrs/write-ratings'
import { endDisputeLines } from '../disputes/end-dispute-line'
import type { CorrectionSource } from '../core/correct-energy'
import type { ReviewTerms } from '../core/review-terms'
import { loadReviewSubjects } from './load-review-subject'
import { lockCdr, lockCdrs, UNDECIDED, type Refused } from './lock-cdr'
import { planCorrection, type Corrected } from './plan-correction'

export type CorrectCdrChoice = { source: CorrectionSource; reason: string }

/**
 * Prices a held CDR by a better figure of its energy and lets it be billed at that price: a new revision that keeps the
 * reason, while the CDR stays as it came. Refuses a source that says nothing else, and what cannot be priced.
 */
export async function correctCdr(ctx: StaffCtx, cdrId: CdrId, choice: CorrectCdrChoice): Promise<ReviewTerms> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    await lockCdr(tx.db, cdrId, UNDECIDED)
    const { corrected, refused } = await correctCdrs(tx, [cdrId], choice)
    const [terms] = corrected
    if (!terms) throw new PreconditionError(refused[0]?.reason ?? 'the CDR was never rated')
    return terms
  })
}

/** The same for many by one source, with a handful of statements; what it does not correct is named and left as it is. */
export async function correctCdrs(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  choice: CorrectCdrChoice,
): Promise<{ corrected: ReviewTerms[]; refused: Refused[] }> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const locked = await lockCdrs(tx.db, cdrIds, UNDECIDED)
    const found = await loadReviewSubjects(
      tx.db,
      locked.locked.map(({ cdrId }) => cdrId),
    )
    const { corrected, refused } = planCorrection(locked, found, choice.source)
    await write(tx, corrected, choice)
    return { corrected: corrected.map(({ terms }) => terms), refused }
  })
}

async function write(
  tx: StaffCtx & { readonly db: Tx },
  corrected: readonly Corrected[],
  { source, reason }: CorrectCdrChoice,
): Promise<void> {
  if (corrected.length === 0) return
  const at = tx.clock.now()
  await writeRatings(
    tx.db,
    at,
    corrected.map(({ subject, rating }) => ({ subject, status: 'accepted', rating, findings: null })),
  )
  await endDisputeLines(
    tx,
    corrected.map(({ subject: { cdrId, customerId }, terms: { costMinor } }) => {
      return { cdrId, outcome: 'settled', costMinor, customerPays: customerId !== null }
    }),
  )
  const review = { decision: 'corrected' as const, reason, userId: tx.userId, at }
  await tx.db.insert(cdrReviews).values(corrected.map(({ locked: { cdrId } }) => ({ cdrId, ...review })))
  await auditAll(
    tx,
    corrected.map(({ locked, statedKwh, energyKwh, terms }) => ({
      action: 'cdr.correct',
      entity: 'cdr',
      entityId: locked.cdrId,
      customerId: locked.customerId,
      before: { status: locked.status, energyKwh: statedKwh },
      after: { status: 'accepted', source, energyKwh, costMinor: terms.costMinor.toString() },
      reason,
    })),
  )
}

import { inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { cdrReviews } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { auditAll } from '@/lib/platform/audit'
import { addFindings, writeRatings } from '../cdrs/write-ratings'
import { finding } from '../core/finding'
import { ZERO_EFFECT, type MoneyEffect } from '../core/money-effect'
import { createMonthTally } from '../core/month-tally'
import { queueMatching } from '../reconciliation/queue-matching'
import { isOfMonth, judgeAgain } from './judge-again'
import { loadReviewSubjects } from './load-review-subject'
import { lockCdr, lockCdrs, type Refused } from './lock-cdr'
import { sumWaiting } from './sum-waiting'

export const HOLDABLE = ['accepted', 'rejected'] as const

/** Keeps an accepted or rejected CDR from being billed until somebody decides. Refuses what is on an invoice or credited. */
export async function holdCdr(ctx: StaffCtx, cdrId: CdrId, reason: string): Promise<void> {
  authorize(ctx, 'cdr:review')
  await withTransaction(ctx, async (tx) => {
    await lockCdr(tx.db, cdrId, HOLDABLE)
    await holdCdrs(tx, [cdrId], reason)
  })
}

/** The same for many, with a handful of statements and what waits by it; what cannot be held is named and left as it is. */
export async function holdCdrs(
  ctx: StaffCtx,
  cdrIds: readonly CdrId[],
  reason: string,
): Promise<{ held: CdrId[]; waiting: MoneyEffect; refused: Refused[] }> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const { locked, refused } = await lockCdrs(tx.db, cdrIds, HOLDABLE)
    const held = locked.map(({ cdrId }) => cdrId)
    if (held.length === 0) return { held, waiting: ZERO_EFFECT, refused }
    const at = ctx.clock.now()
    await priceAgain(
      tx.db,
      at,
      locked.filter(({ status }) => status === 'rejected').map(({ cdrId }) => cdrId),
    )
    const waiting = await sumWaiting(tx.db, locked)
    await tx.db.update(cdrs).set({ status: 'held' }).where(inArray(cdrs.id, held))
    await addFindings(
      tx.db,
      at,
      held.map((cdrId) => ({ cdr_id: cdrId, ...finding('HELD_BY_STAFF', { reason }) })),
    )
    await tx.db
      .insert(cdrReviews)
      .values(held.map((cdrId) => ({ cdrId, decision: 'held' as const, reason, userId: ctx.userId, at })))
    await queueMatching(tx.db, held)
    await auditAll(
      tx,
      locked.map(({ cdrId, customerId, status }) => ({
        action: 'cdr.hold',
        entity: 'cdr',
        entityId: cdrId,
        customerId,
        before: { status },
        after: { status: 'held' },
        reason,
      })),
    )
    return { held, waiting, refused }
  })
}

/** What was rejected had given up its part of the month; others may have used it since. */
async function priceAgain(db: Tx, at: Instant, rejected: readonly CdrId[]): Promise<void> {
  const found = [...(await loadReviewSubjects(db, rejected)).values()]
  const tally = createMonthTally()
  const decided = found
    .filter(({ loaded: { subject }, stored }) => stored.retail !== null && isOfMonth(subject))
    .toSorted((a, b) => a.loaded.subject.cdr.startedAt - b.loaded.subject.cdr.startedAt)
    .map(({ loaded, stored }) => {
      const subject = tally.meet(loaded.subject)
      const rating = judgeAgain(subject, stored)
      tally.add(subject, rating.retail)
      return { subject, status: 'held' as const, rating, findings: null }
    })
  await writeRatings(db, at, decided)
}

import { and, eq, isNull } from 'drizzle-orm'
import { cdrConflicts, type ConflictDecision } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'

/**
 * Decides about a second body under a CDR's id, once. A CDR is never exchanged (guide CDR-2): either the first one
 * stands, or the operator is to credit it and send the right one under a new id.
 */
export async function decideCdrConflict(
  ctx: StaffCtx,
  {
    cdrId,
    conflictId,
    decision,
    reason,
  }: { cdrId: CdrId; conflictId: string; decision: ConflictDecision; reason: string },
): Promise<void> {
  authorize(ctx, 'cdr:review')
  await withTransaction(ctx, async (tx) => {
    const known = and(eq(cdrConflicts.id, conflictId), eq(cdrConflicts.cdrId, cdrId))
    const decided = await tx.db
      .update(cdrConflicts)
      .set({ decision, reason, decidedBy: ctx.userId, decidedAt: ctx.clock.now() })
      .where(and(known, isNull(cdrConflicts.decision)))
      .returning({ id: cdrConflicts.id })
    if (decided.length === 0) {
      const [row] = await tx.db.select({ id: cdrConflicts.id }).from(cdrConflicts).where(known)
      if (!row) throw new NotFoundError('conflict', conflictId)
      throw new PreconditionError('it is decided already')
    }
    await enqueue(tx.db, 'judge-conflict', { cdrId }, { key: `judge-conflict:${cdrId}` })
    await audit(tx, {
      action: 'cdr.decide-conflict',
      entity: 'cdr',
      entityId: cdrId,
      after: { conflictId, decision },
      reason,
    })
  })
}

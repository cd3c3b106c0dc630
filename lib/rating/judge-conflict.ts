import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { cdrFindings } from '@/db/schema/rating'
import { cdrs } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { SystemCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { CdrId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { loadCdrSubjects, withoutLock } from './cdrs/load-cdr-subjects'
import { addFindings } from './cdrs/write-ratings'
import { conflictFindings } from './core/rules/identity'
import { reRateCdr } from './re-rate-cdr'

/**
 * A body under a known id that contradicts the charge takes an unbilled CDR back until staff have decided; once the
 * first one stands it goes on. What is billed or rejected keeps its state and is told of the contradiction. Safe to
 * repeat: it looks at the conflicts as they are.
 */
export async function judgeConflict(ctx: SystemCtx, cdrId: CdrId): Promise<'judged' | 'noted' | 'left'> {
  authorize(ctx, 'cdr:review')
  return withTransaction(ctx, async (tx) => {
    const [row] = await tx.db.select({ status: cdrs.status }).from(cdrs).where(eq(cdrs.id, cdrId))
    const [loaded] = row ? await loadCdrSubjects(tx.db, withoutLock([cdrId])) : []
    // A pending one is judged with its conflicts by its own job.
    if (!row || !loaded || row.status === 'pending') return 'left'
    const [found] = conflictFindings(loaded.subject)
    if (!found) return 'left'
    const noted = { cdr_id: cdrId, ...found, severity: 'warning' as const }
    if (row.status === 'rejected' || found.code === 'CONFLICTING_REPLAY') {
      // Only what a contradiction had taken back is judged anew: a decision of staff about anything else stands.
      const waits = (row.status === 'held' || row.status === 'disputed') && (await wasContradicted(tx.db, cdrId))
      if (waits) await reRateCdr(tx, cdrId)
      else await addFindings(tx.db, ctx.clock.now(), [noted])
      await audit(tx, { action: 'cdr.judge-conflict', entity: 'cdr', entityId: cdrId, after: { code: found.code } })
      return waits ? 'judged' : 'noted'
    }
    try {
      await reRateCdr(tx, cdrId)
      return 'judged'
    } catch (error) {
      // Settled already: a correction is the operator's credit, not a new judgement of ours.
      if (!(error instanceof PreconditionError)) throw error
      await addFindings(tx.db, ctx.clock.now(), [noted])
      await audit(tx, { action: 'cdr.judge-conflict', entity: 'cdr', entityId: cdrId, after: { code: found.code } })
      return 'noted'
    }
  })
}

async function wasContradicted(db: Tx, cdrId: CdrId): Promise<boolean> {
  const rows = await db
    .select({ code: cdrFindings.code })
    .from(cdrFindings)
    .where(and(eq(cdrFindings.cdrId, cdrId), eq(cdrFindings.code, 'CONTRADICTED'), eq(cdrFindings.severity, 'hold')))
  return rows.length > 0
}

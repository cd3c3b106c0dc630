import { and, eq, isNull } from 'drizzle-orm'
import { conformanceRuns, conformanceSteps } from '@/db/schema/conformance'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { ConformanceRunId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, SECOND_MS, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { isInteractiveStep } from '../core/conformance'
import { matchStep } from '../core/conformance-steps'
import { listInboundSince } from './queries'

const AGAIN_MS = 4 * SECOND_MS
/** Nobody is waited for longer than this after being asked; asking again is one press. */
const PATIENCE_MS = 2 * HOUR_MS

/**
 * Writes down which of the open steps the partner's messages have satisfied, and looks again in a moment while some are
 * open. What is written stays, also when the messages themselves are cleared away.
 */
export async function settleSteps(ctx: SystemCtx, runId: ConformanceRunId): Promise<{ open: number }> {
  return withTransaction(ctx, async (tx) => {
    const [run] = await tx.db
      .select({ partnerId: conformanceRuns.partnerId })
      .from(conformanceRuns)
      .where(eq(conformanceRuns.id, runId))
    if (!run) return { open: 0 }
    const now = ctx.clock.now()
    const steps = await tx.db
      .select({ step: conformanceSteps.step, askedAt: conformanceSteps.askedAt })
      .from(conformanceSteps)
      .where(and(eq(conformanceSteps.runId, runId), isNull(conformanceSteps.satisfiedAt)))
      .for('update')
    const waiting = steps.filter(({ askedAt }) => now - askedAt < PATIENCE_MS)
    if (waiting.length === 0) return { open: 0 }
    const since = instant(Math.min(...waiting.map(({ askedAt }) => askedAt)))
    const exchanges = await listInboundSince(tx, run.partnerId, since)
    let open = 0
    for (const { step, askedAt } of waiting) {
      const found = isInteractiveStep(step) ? matchStep(step, askedAt, exchanges) : null
      if (!found) {
        open += 1
        continue
      }
      await tx.db
        .update(conformanceSteps)
        .set({ satisfiedAt: found.at as Instant, evidence: [found] })
        .where(and(eq(conformanceSteps.runId, runId), eq(conformanceSteps.step, step)))
      await audit(tx, {
        action: 'conformance.satisfy',
        entity: 'partner',
        entityId: run.partnerId,
        after: { runId, step },
      })
    }
    if (open > 0)
      await enqueue(
        tx.db,
        'watch-conformance',
        { runId },
        { key: `watch-conformance:${runId}:next`, runAt: now + AGAIN_MS, maxAttempts: 3 },
      )
    return { open }
  })
}

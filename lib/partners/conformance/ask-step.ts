import { eq, sql } from 'drizzle-orm'
import { conformanceRuns, conformanceSteps } from '@/db/schema/conformance'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { ConformanceRunId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import type { InteractiveStep } from '../core/conformance'

/**
 * Asks the partner to do something: from now on its messages are looked through for it. Asking again begins anew, and
 * what came before no longer counts.
 */
export async function askStep(ctx: StaffCtx, runId: ConformanceRunId, step: InteractiveStep): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const [run] = await tx.db
      .select({ partnerId: conformanceRuns.partnerId })
      .from(conformanceRuns)
      .where(eq(conformanceRuns.id, runId))
    if (!run) throw new NotFoundError('conformance run', runId)
    const asked = { askedAt: ctx.clock.now(), askedBy: ctx.userId, satisfiedAt: null, evidence: [] }
    await tx.db
      .insert(conformanceSteps)
      .values({ runId, step, ...asked })
      .onConflictDoUpdate({
        target: [conformanceSteps.runId, conformanceSteps.step],
        set: { ...asked, satisfiedAt: sql`null`, evidence: sql`'[]'::jsonb` },
      })
    await enqueue(tx.db, 'watch-conformance', { runId }, { key: `watch-conformance:${runId}`, maxAttempts: 3 })
    await audit(tx, { action: 'conformance.ask', entity: 'partner', entityId: run.partnerId, after: { runId, step } })
  })
}

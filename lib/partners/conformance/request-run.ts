import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { conformanceRuns } from '@/db/schema/conformance'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import { newId, type ConformanceRunId, type PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { isRegistered } from '../core/partner'
import { lockPartner } from '../move-partner'
import { findPartnerVersion } from './queries'

/** Begins a run with a registered partner. One that waits or is under way is answered instead of a second one. */
export async function requestRun(
  ctx: StaffCtx | SystemCtx,
  partnerId: PartnerId,
  { readOnly = false } = {},
): Promise<ConformanceRunId> {
  authorize(ctx, 'partner:write')
  return withTransaction<StaffCtx | SystemCtx, ConformanceRunId>(ctx, async (tx) => {
    const partner = await lockPartner(tx, partnerId)
    if (!isRegistered(partner.state)) throw new PreconditionError('the partner is not registered')
    const [open] = await tx.db
      .select({ id: conformanceRuns.id, error: conformanceRuns.error })
      .from(conformanceRuns)
      .where(and(eq(conformanceRuns.partnerId, partnerId), inArray(conformanceRuns.state, ['waiting', 'running'])))
    // One that broke off may have no attempts left: whoever asks again sets it going again.
    if (open && open.error !== null) await enqueueRun(tx.db, open.id)
    if (open) return open.id
    const now = ctx.clock.now()
    const runId = newId('conformanceRun', now)
    await tx.db.insert(conformanceRuns).values({
      id: runId,
      partnerId,
      version: await findPartnerVersion(tx, partnerId),
      state: 'waiting',
      requestedBy: ctx.actor === 'staff' ? ctx.userId : null,
      requestedAt: now,
      facts: { latencies: {}, tariffIds: null, ...(readOnly && { readOnly }) },
    })
    await enqueueRun(tx.db, runId)
    await audit(tx, { action: 'conformance.request', entity: 'partner', entityId: partnerId, after: { runId } })
    return runId
  })
}

function enqueueRun(db: Tx, runId: ConformanceRunId): Promise<void> {
  return enqueue(db, 'run-conformance', { runId }, { key: `run-conformance:${runId}`, maxAttempts: 3 })
}

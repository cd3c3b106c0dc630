import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import type { ConformanceRunId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { recordPartnerEvent } from '../record-partner-event'
import { findRegressions } from './queries/regressions'

/** Tells staff what held in the partner's run before this one and does not any more. Safe to repeat: a run ends once. */
export async function noteRegressions(ctx: SystemCtx, runId: ConformanceRunId): Promise<void> {
  const found = await findRegressions(runId)
  if (!found || found.regressions.length === 0) return
  const { partnerId, regressions } = found
  const detail = regressions.map(({ rule, module }) => `${module}: ${rule}`).join(', ')
  await withTransaction(ctx, async (tx) => {
    await recordPartnerEvent(tx.db, {
      partnerId,
      at: ctx.clock.now(),
      step: 'conformance_regressed',
      outcome: 'failed',
      detail,
    })
    await audit(tx, { action: 'conformance.regress', entity: 'partner', entityId: partnerId, after: { runId, detail } })
  })
}

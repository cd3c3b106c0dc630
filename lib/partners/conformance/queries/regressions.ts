import { and, desc, eq, inArray, lt } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { conformanceFindings, conformanceRuns } from '@/db/schema/conformance'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { ConformanceRunId, PartnerId } from '@/lib/kernel/ids'
import { regressionsOf, type Regression } from '../../core/conformance'

type Regressions = { partnerId: PartnerId; regressions: Regression[] }

/** What held in the last finished run before this one, in the same version, and does not now. Null: nothing to compare. */
export async function findRegressions(runId: ConformanceRunId): Promise<Regressions | null> {
  const db = getDb()
  const [run] = await db
    .select({ partnerId: conformanceRuns.partnerId, version: conformanceRuns.version })
    .from(conformanceRuns)
    .where(eq(conformanceRuns.id, runId))
  if (!run) return null
  const [before] = await db
    .select({ id: conformanceRuns.id })
    .from(conformanceRuns)
    .where(
      and(
        eq(conformanceRuns.partnerId, run.partnerId),
        eq(conformanceRuns.version, run.version),
        eq(conformanceRuns.state, 'done'),
        lt(conformanceRuns.id, runId),
      ),
    )
    .orderBy(desc(conformanceRuns.id))
    .limit(1)
  if (!before) return null
  const rows = await db
    .select({
      runId: conformanceFindings.runId,
      rule: conformanceFindings.rule,
      module: conformanceFindings.module,
      outcome: conformanceFindings.outcome,
      severity: conformanceFindings.severity,
    })
    .from(conformanceFindings)
    .where(inArray(conformanceFindings.runId, [before.id, runId]))
  const ofRun = (id: ConformanceRunId) => rows.filter((row) => row.runId === id)
  return { partnerId: run.partnerId, regressions: regressionsOf(ofRun(before.id), ofRun(runId)) }
}

/** The same for staff who look at a run of this partner. */
export async function listRegressions(
  ctx: StaffCtx,
  partnerId: PartnerId,
  runId: ConformanceRunId,
): Promise<Regression[]> {
  authorize(ctx, 'partner:read')
  const found = await findRegressions(runId)
  return found?.partnerId === partnerId ? found.regressions : []
}

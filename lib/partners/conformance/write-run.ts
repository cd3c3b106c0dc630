// How a run's progress is kept: written stage by stage, so that staff see it grow and a killed run goes on. Who asked
// for the run is in the audit; what a machine found is in the findings.
import { eq, sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { conformanceFindings, conformanceRuns } from '@/db/schema/conformance'
import type { SystemCtx } from '@/lib/auth/context'
import type { ConformanceRunId } from '@/lib/kernel/ids'
import { countFindings, type ConformanceStage, type FindingRow, type RunFacts } from '../core/conformance'

export async function writeRunStart(ctx: SystemCtx, runId: ConformanceRunId): Promise<void> {
  await getDb()
    .update(conformanceRuns)
    .set({
      state: 'running',
      error: null,
      startedAt: sql`coalesce(${conformanceRuns.startedAt}, ${new Date(ctx.clock.now()).toISOString()}::timestamptz)`,
    })
    .where(eq(conformanceRuns.id, runId))
}

/** The verdicts of one stage and that it is done, together: a stage that broke off leaves nothing behind. */
export async function writeStage(
  runId: ConformanceRunId,
  stage: ConformanceStage,
  findings: readonly FindingRow[],
  facts: RunFacts,
): Promise<void> {
  await getDb().transaction(async (db) => {
    if (findings.length > 0)
      await db
        .insert(conformanceFindings)
        .values(findings.map((finding) => ({ runId, ...finding })))
        .onConflictDoUpdate({
          target: [conformanceFindings.runId, conformanceFindings.rule, conformanceFindings.module],
          // A rule that several stages try in one module has failed if it failed in one of them.
          set: {
            outcome: sql`case when 'failed' in (${conformanceFindings.outcome}, excluded.outcome) then 'failed'
            when 'passed' in (${conformanceFindings.outcome}, excluded.outcome) then 'passed' else 'skipped' end`,
            checked: sql`${conformanceFindings.checked} + excluded.checked`,
            occurrences: sql`${conformanceFindings.occurrences} + excluded.occurrences`,
            evidence: sql`case when jsonb_array_length(${conformanceFindings.evidence}) > 0 then ${conformanceFindings.evidence} else excluded.evidence end`,
          },
        })
    await db
      .update(conformanceRuns)
      .set({ stagesDone: sql`${conformanceRuns.stagesDone} || ${JSON.stringify([stage])}::jsonb`, facts })
      .where(eq(conformanceRuns.id, runId))
  })
}

/** Counts what was found and closes the run. */
export async function writeRunEnd(ctx: SystemCtx, runId: ConformanceRunId): Promise<void> {
  const db = getDb()
  const findings = await db
    .select({ outcome: conformanceFindings.outcome, severity: conformanceFindings.severity })
    .from(conformanceFindings)
    .where(eq(conformanceFindings.runId, runId))
  await db
    .update(conformanceRuns)
    .set({ state: 'done', finishedAt: ctx.clock.now(), ...countFindings(findings) })
    .where(eq(conformanceRuns.id, runId))
}

/** Why a run cannot go on; `running` where it will be tried again. */
export async function writeRunFailure(
  ctx: SystemCtx,
  runId: ConformanceRunId,
  error: string,
  state: 'failed' | 'running' = 'failed',
): Promise<void> {
  await getDb()
    .update(conformanceRuns)
    .set({ state, error, ...(state === 'failed' && { finishedAt: ctx.clock.now() }) })
    .where(eq(conformanceRuns.id, runId))
}

// Carries out a run: stage after stage, each written down when it is done, so that a run that broke off goes on.
import type { SystemCtx } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import type { ConformanceRunId, PartnerId } from '@/lib/kernel/ids'
import { stagesOf } from '@/lib/partners/core/conformance'
import { findConnection } from '@/lib/partners/find-connection'
import { noteRegressions } from '@/lib/partners/conformance/note-regressions'
import { loadRun } from '@/lib/partners/conformance/queries'
import { listRecentInbound } from '@/lib/partners/conformance/queries/recent-inbound'
import { isServerTokenNew } from '@/lib/partners/conformance/queries/token-renewal'
import { writeRunEnd, writeRunFailure, writeRunStart, writeStage } from '@/lib/partners/conformance/write-run'
import { listCdrArrivals } from '@/lib/roaming/cdrs/list-arrivals'
import { listCommandOutcomes } from '@/lib/roaming/commands/list-command-outcomes'
import { listKnownEvses } from '@/lib/roaming/locations/list-known-evses'
import { listProfileOutcomes } from '@/lib/roaming/profiles/list-profile-outcomes'
import type { Recompute } from './check-cdrs'
import { createProbe } from './probe'
import type { Lab } from './lab'
import { STAGES } from './stages'
import { createVerdicts } from './verdicts'

/** After this an answer is none. */
const PATIENCE_MS = 20_000

/** Runs what is left of a run. Safe to run again: a stage that is done is passed over, one under way is done anew. */
export async function runConformance(
  ctx: SystemCtx,
  runId: ConformanceRunId,
  recompute: Recompute,
  { patienceMs = PATIENCE_MS } = {},
): Promise<void> {
  const run = await loadRun(runId)
  if (!run || run.state === 'done' || run.state === 'failed') return
  const connection = await findConnection(run.partnerId)
  if (!connection) return writeRunFailure(ctx, runId, 'not_registered')
  await writeRunStart(ctx, runId)
  const version = connection.version
  const { facts } = run
  const probe = createProbe(connection, facts.latencies, patienceMs)
  const known = await knownOf(run.partnerId, recompute)
  try {
    for (const stage of stagesOf(facts).filter((name) => !run.stagesDone.includes(name))) {
      const verdicts = createVerdicts(version)
      await STAGES[stage]({ connection, version, probe, verdicts, facts, now: ctx.clock.now(), known })
      await writeStage(runId, stage, verdicts.list(), facts)
    }
  } catch (error) {
    // A refusal is final. A bug of ours is seen in the queue, and the job comes again; the page says where it stands.
    const isFinal = error instanceof AppError && error.code !== 'conflict'
    const message = error instanceof Error ? error.message : String(error)
    await writeRunFailure(ctx, runId, message, isFinal ? 'failed' : 'running')
    throw error
  }
  await writeRunEnd(ctx, runId)
  await noteRegressions(ctx, runId)
}

async function knownOf(partnerId: PartnerId, recompute: Recompute): Promise<Lab['known']> {
  const [inbound, commands, profiles, arrivals, places, isNew] = await Promise.all([
    listRecentInbound(partnerId),
    listCommandOutcomes(partnerId),
    listProfileOutcomes(partnerId),
    listCdrArrivals(partnerId),
    listKnownEvses(partnerId),
    isServerTokenNew(partnerId),
  ])
  return {
    recompute,
    inbound,
    commands,
    profiles,
    arrivals,
    isServerTokenNew: isNew,
    evsesOf: async (ids) => new Map(ids.flatMap((id) => (places.has(id) ? [[id, places.get(id)?.uids ?? []]] : []))),
    zoneOf: (id) => places.get(id.toUpperCase())?.timeZone ?? null,
  }
}

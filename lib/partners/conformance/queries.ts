import { and, asc, desc, eq, gt, gte, inArray, isNull } from 'drizzle-orm'
import { getDb, reader, type Tx } from '@/db/client'
import { conformanceFindings, conformanceLinks, conformanceRuns, conformanceSteps } from '@/db/schema/conformance'
import { ocpiExchanges, partners } from '@/db/schema/partners'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { ConformanceRunId, PartnerId, ReportLinkId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { hashSecret } from '@/lib/platform/crypto'
import { systemClock } from '@/lib/platform/clock'
import type { ConformanceRunState, FindingRow, InteractiveStep, RunFacts, StepEvidence } from '../core/conformance'
import { matchStep, nearMisses, type InboundExchange } from '../core/conformance-steps'

const columns = {
  id: conformanceRuns.id,
  partnerId: conformanceRuns.partnerId,
  version: conformanceRuns.version,
  state: conformanceRuns.state,
  requestedAt: conformanceRuns.requestedAt,
  startedAt: conformanceRuns.startedAt,
  finishedAt: conformanceRuns.finishedAt,
  stagesDone: conformanceRuns.stagesDone,
  facts: conformanceRuns.facts,
  error: conformanceRuns.error,
  errors: conformanceRuns.errors,
  warnings: conformanceRuns.warnings,
  notes: conformanceRuns.notes,
  passed: conformanceRuns.passed,
}
export type ConformanceRun = {
  id: ConformanceRunId
  partnerId: PartnerId
  version: string
  state: ConformanceRunState
  requestedAt: Instant
  startedAt: Instant | null
  finishedAt: Instant | null
  stagesDone: string[]
  facts: RunFacts
  error: string | null
  errors: number
  warnings: number
  notes: number
  passed: number
}

/** For the job that carries the run out. */
export async function loadRun(runId: ConformanceRunId): Promise<ConformanceRun | null> {
  const [run] = await getDb().select(columns).from(conformanceRuns).where(eq(conformanceRuns.id, runId))
  return run ?? null
}

/** Newest first. */
export async function listRuns(ctx: StaffCtx, partnerId: PartnerId, limit = 20): Promise<ConformanceRun[]> {
  authorize(ctx, 'partner:read')
  return reader(ctx)
    .select(columns)
    .from(conformanceRuns)
    .where(eq(conformanceRuns.partnerId, partnerId))
    .orderBy(desc(conformanceRuns.id))
    .limit(limit)
}

export type StoredStep = { step: string; askedAt: Instant; satisfiedAt: Instant | null; evidence: StepEvidence[] }
export type Report = { run: ConformanceRun; partner: ReportPartner; findings: FindingRow[]; steps: StoredStep[] }
export type ReportPartner = { id: PartnerId; name: string; countryCode: string; partyId: string }

/** One run of this partner with everything that was found. */
export async function getReport(ctx: StaffCtx, partnerId: PartnerId, runId: ConformanceRunId): Promise<Report> {
  authorize(ctx, 'partner:read')
  const report = await loadReport(runId)
  if (!report || report.run.partnerId !== partnerId) throw new NotFoundError('conformance run', runId)
  return report
}

/** The report that an address opens, without anybody being signed in. Null for one that has ended or never was. */
export async function findSharedReport(secret: string): Promise<Report | null> {
  const [link] = await getDb()
    .select({ runId: conformanceLinks.runId })
    .from(conformanceLinks)
    .where(
      and(
        eq(conformanceLinks.tokenHash, hashSecret(secret)),
        isNull(conformanceLinks.revokedAt),
        gt(conformanceLinks.expiresAt, systemClock.now()),
      ),
    )
  return link ? loadReport(link.runId) : null
}

async function loadReport(runId: ConformanceRunId): Promise<Report | null> {
  const db = getDb()
  const [found] = await db
    .select({
      run: columns,
      partner: { id: partners.id, name: partners.name, countryCode: partners.countryCode, partyId: partners.partyId },
    })
    .from(conformanceRuns)
    .innerJoin(partners, eq(partners.id, conformanceRuns.partnerId))
    .where(eq(conformanceRuns.id, runId))
  if (!found) return null
  const [findings, steps] = await Promise.all([
    db
      .select({
        rule: conformanceFindings.rule,
        module: conformanceFindings.module,
        outcome: conformanceFindings.outcome,
        severity: conformanceFindings.severity,
        checked: conformanceFindings.checked,
        occurrences: conformanceFindings.occurrences,
        evidence: conformanceFindings.evidence,
      })
      .from(conformanceFindings)
      .where(eq(conformanceFindings.runId, runId))
      .orderBy(asc(conformanceFindings.id)),
    db
      .select({
        step: conformanceSteps.step,
        askedAt: conformanceSteps.askedAt,
        satisfiedAt: conformanceSteps.satisfiedAt,
        evidence: conformanceSteps.evidence,
      })
      .from(conformanceSteps)
      .where(eq(conformanceSteps.runId, runId)),
  ])
  return { ...found, findings, steps }
}

export type LiveStep = StoredStep & { refused: { id: number; call: string; error: string }[] }

/** The steps as they stand this moment: what the job has not yet written down is matched here. */
export async function listLiveSteps(
  ctx: StaffCtx,
  run: Pick<ConformanceRun, 'partnerId'>,
  steps: readonly StoredStep[],
): Promise<LiveStep[]> {
  authorize(ctx, 'partner:read')
  const open = steps.filter(({ satisfiedAt }) => satisfiedAt === null)
  if (open.length === 0) return steps.map((step) => ({ ...step, refused: [] }))
  const since = instant(Math.min(...open.map(({ askedAt }) => askedAt)))
  const exchanges = await listInboundSince(ctx, run.partnerId, since)
  return steps.map((step) => {
    if (step.satisfiedAt !== null) return { ...step, refused: [] }
    const name = step.step as InteractiveStep // written by `askStep`
    const found = matchStep(name, step.askedAt, exchanges)
    const refused = found ? [] : nearMisses(name, step.askedAt, exchanges).slice(0, 3)
    return {
      ...step,
      satisfiedAt: found ? instant(found.at) : null,
      evidence: found ? [found] : [],
      refused: refused.map(({ id, method, path, httpStatus, ocpiStatus }) => ({
        id,
        call: `${method} ${path}`,
        error: `HTTP ${httpStatus ?? '–'}, ${ocpiStatus ?? '–'}`,
      })),
    }
  })
}

const MOST_INBOUND = 500

/** What a partner sent since then, oldest first. */
export async function listInboundSince(
  ctx: { readonly db?: Tx },
  partnerId: PartnerId,
  since: Instant,
): Promise<InboundExchange[]> {
  return reader(ctx)
    .select({
      id: ocpiExchanges.id,
      at: ocpiExchanges.at,
      method: ocpiExchanges.method,
      path: ocpiExchanges.path,
      module: ocpiExchanges.module,
      requestId: ocpiExchanges.requestId,
      httpStatus: ocpiExchanges.httpStatus,
      ocpiStatus: ocpiExchanges.ocpiStatus,
      requestBody: ocpiExchanges.requestBody,
      responseBody: ocpiExchanges.responseBody,
    })
    .from(ocpiExchanges)
    .where(and(eq(ocpiExchanges.partnerId, partnerId), eq(ocpiExchanges.direction, 'in'), gte(ocpiExchanges.at, since)))
    .orderBy(asc(ocpiExchanges.id))
    .limit(MOST_INBOUND)
}

export type ReportLink = {
  id: ReportLinkId
  runId: ConformanceRunId
  createdAt: Instant
  expiresAt: Instant
  revokedAt: Instant | null
}

export async function listReportLinks(ctx: StaffCtx, runId: ConformanceRunId): Promise<ReportLink[]> {
  authorize(ctx, 'partner:read')
  return reader(ctx)
    .select({
      id: conformanceLinks.id,
      runId: conformanceLinks.runId,
      createdAt: conformanceLinks.createdAt,
      expiresAt: conformanceLinks.expiresAt,
      revokedAt: conformanceLinks.revokedAt,
    })
    .from(conformanceLinks)
    .where(eq(conformanceLinks.runId, runId))
    .orderBy(desc(conformanceLinks.id))
}

/** Where in the log the messages of a finding stand, by their request ids. */
export async function findExchangeIds(
  ctx: StaffCtx,
  partnerId: PartnerId,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  authorize(ctx, 'partner:read')
  if (requestIds.length === 0) return new Map()
  const rows = await reader(ctx)
    .select({ id: ocpiExchanges.id, requestId: ocpiExchanges.requestId })
    .from(ocpiExchanges)
    .where(and(eq(ocpiExchanges.partnerId, partnerId), inArray(ocpiExchanges.requestId, [...requestIds])))
  return new Map(rows.map(({ id, requestId }) => [requestId ?? '', id]))
}

/** The version that a registered partner speaks with us. */
export async function findPartnerVersion(ctx: { readonly db?: Tx }, partnerId: PartnerId): Promise<string> {
  const [row] = await reader(ctx).select({ version: partners.version }).from(partners).where(eq(partners.id, partnerId))
  if (!row?.version) throw new PreconditionError('the partner has no version yet')
  return row.version
}

// The lab: what was tried with a partner, what was found, what it was asked to do; and how far its onboarding has come.
import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { ConformanceRunId, PartnerId, ReportLinkId, TokenId, UserId } from '@/lib/kernel/ids'
import type { ConformanceRunState, FindingRow, RunFacts, StepEvidence } from '@/lib/partners/core/conformance'
import type { OnboardingChecks, OnboardingDirection } from '@/lib/partners/core/onboarding'
import { bytes, instant } from './columns'
import { partners } from './partners'

const partnerId = () =>
  text('partner_id')
    .$type<PartnerId>()
    .references(() => partners.id)

export const conformanceRuns = pgTable(
  'conformance_runs',
  {
    id: text('id').$type<ConformanceRunId>().primaryKey(),
    partnerId: partnerId().notNull(),
    version: text('version').notNull(),
    state: text('state').$type<ConformanceRunState>().notNull(),
    requestedBy: text('requested_by').$type<UserId>(),
    requestedAt: instant('requested_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    /** Where a run that broke off goes on. */
    stagesDone: jsonb('stages_done').$type<string[]>().notNull().default([]),
    /** What later stages need of earlier ones, and the latencies. */
    facts: jsonb('facts').$type<RunFacts>().notNull(),
    error: text('error'),
    /** Rules that failed, by severity, and rules that held. Set when it has finished. */
    errors: integer('errors').notNull().default(0),
    warnings: integer('warnings').notNull().default(0),
    notes: integer('notes').notNull().default(0),
    passed: integer('passed').notNull().default(0),
  },
  (table) => [index('conformance_runs_partner').on(table.partnerId, table.id)],
)

/** One rule in one module of one run: whether it held, how often it was tried, and where it did not hold. */
export const conformanceFindings = pgTable(
  'conformance_findings',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    runId: text('run_id')
      .$type<ConformanceRunId>()
      .notNull()
      .references(() => conformanceRuns.id),
    rule: text('rule').notNull(),
    module: text('module').notNull(),
    outcome: text('outcome').$type<FindingRow['outcome']>().notNull(),
    severity: text('severity').$type<FindingRow['severity']>().notNull(),
    checked: integer('checked').notNull(),
    occurrences: integer('occurrences').notNull(),
    evidence: jsonb('evidence').$type<FindingRow['evidence']>().notNull().default([]),
  },
  (table) => [uniqueIndex('conformance_findings_rule').on(table.runId, table.rule, table.module)],
)

/** What the partner was asked to do, and the messages by which it did. */
export const conformanceSteps = pgTable(
  'conformance_steps',
  {
    runId: text('run_id')
      .$type<ConformanceRunId>()
      .notNull()
      .references(() => conformanceRuns.id),
    step: text('step').notNull(),
    askedAt: instant('asked_at').notNull(),
    askedBy: text('asked_by').$type<UserId>(),
    satisfiedAt: instant('satisfied_at'),
    evidence: jsonb('evidence').$type<StepEvidence[]>().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.runId, table.step] })],
)

/** An address under which the partner reads a report without signing in. Only a hash of its secret is kept. */
export const conformanceLinks = pgTable(
  'conformance_links',
  {
    id: text('id').$type<ReportLinkId>().primaryKey(),
    runId: text('run_id')
      .$type<ConformanceRunId>()
      .notNull()
      .references(() => conformanceRuns.id),
    tokenHash: bytes('token_hash').notNull(),
    createdBy: text('created_by').$type<UserId>(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('conformance_links_hash').on(table.tokenHash),
    index('conformance_links_run').on(table.runId),
  ],
)

/** What an onboarding knows that the partner's own data do not tell: who began, the test card, what people ticked off. */
export const onboardings = pgTable('onboardings', {
  partnerId: partnerId().primaryKey(),
  direction: text('direction').$type<OnboardingDirection>().notNull(),
  startedBy: text('started_by').$type<UserId>(),
  startedAt: instant('started_at').notNull(),
  /** The one card that the partner is told of, and that may charge there, before it is live. */
  testTokenId: text('test_token_id').$type<TokenId>(),
  checks: jsonb('checks').$type<OnboardingChecks>().notNull().default({}),
})

import { sql } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type {
  AgreementId,
  CdrId,
  CustomerId,
  InvoiceRecordId,
  PartnerId,
  PricePlanId,
  PricePlanVersionId,
  RatingId,
  ReconciliationId,
  TariffVersionId,
  UserId,
} from '@/lib/kernel/ids'
import type { RatingEvidence } from '@/lib/rating/core/evidence'
import type { Conversion } from '@/lib/rating/core/exchange'
import type { StoredPlanRules } from '@/lib/rating/core/price-plan'
import type { RetailLine } from '@/lib/rating/core/retail-line'
import type { LineOutcome, LineReason } from '@/lib/rating/core/match-invoice'
import { calendarDate, exact, instant, jsonText, minor } from './columns'

export const pricePlans = pgTable('price_plans', {
  id: text('id').$type<PricePlanId>().primaryKey(),
  name: text('name').notNull().unique(),
  description: text('description').notNull().default(''),
  /** The plan that people without a contract see, and that new customers get. Exactly one is `public`. */
  audience: text('audience').$type<'public' | 'private' | 'business'>().notNull(),
  /** So many days before a new version rules, its customers must have been told. */
  noticeDays: integer('notice_days').notNull().default(0),
  createdAt: instant('created_at').notNull(),
})

/** Immutable once published. */
export const pricePlanVersions = pgTable(
  'price_plan_versions',
  {
    id: text('id').$type<PricePlanVersionId>().primaryKey(),
    pricePlanId: text('price_plan_id')
      .$type<PricePlanId>()
      .notNull()
      .references(() => pricePlans.id),
    version: integer('version').notNull(),
    /** Rules for sessions that start on this day or later, in Europe/Stockholm. */
    validFrom: calendarDate('valid_from').notNull(),
    rules: jsonb('rules').$type<StoredPlanRules>().notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').$type<UserId>(),
  },
  (table) => [
    uniqueIndex('price_plan_versions_number').on(table.pricePlanId, table.version),
    uniqueIndex('price_plan_versions_from').on(table.pricePlanId, table.validFrom),
  ],
)

/** One per CDR: the CPO's price checked and the customer's price made. A new rating replaces an unbilled one as a new revision. */
export const ratings = pgTable(
  'ratings',
  {
    id: text('id').$type<RatingId>().primaryKey(),
    cdrId: text('cdr_id').$type<CdrId>().notNull(),
    revision: smallint('revision').notNull(),
    customerId: text('customer_id').$type<CustomerId>(),
    partnerId: text('partner_id').$type<PartnerId>().notNull(),
    startedAt: instant('started_at').notNull(),
    engineVersion: text('engine_version').notNull(),
    pricePlanVersionId: text('price_plan_version_id').$type<PricePlanVersionId>(),
    /** Our stored version, when the CDR carried no snapshot of its own. */
    tariffVersionId: text('tariff_version_id').$type<TariffVersionId>(),
    /** The roaming agreement in force at session start; null: there was none. */
    agreementId: text('agreement_id').$type<AgreementId>(),
    tariffSource: text('tariff_source').$type<'cdr' | 'stored' | 'none'>().notNull(),
    /** Of the operator's amounts; what the customer pays, and the margin, are in kronor. */
    currency: text('currency').notNull(),
    /** What one unit of it was worth in kronor, and by whose rate; null where it is kronor, or nobody knows. */
    conversion: jsonb('conversion').$type<Conversion>(),
    /** What the CPO asks, and what its own tariff gives by our calculation; exact, excluding VAT. */
    cpoExcl: exact('cpo_excl'),
    wholesaleExcl: exact('wholesale_excl'),
    /** What the agreement gives: the tariff's price, or the one agreed instead. */
    agreedExcl: exact('agreed_excl'),
    /** Wholesale that we accept to pay, minor units excluding VAT: ours, or the CPO's after a release. */
    costMinor: minor('cost_minor'),
    retailNetMinor: minor('retail_net_minor'),
    retailVatMinor: minor('retail_vat_minor'),
    retailGrossMinor: minor('retail_gross_minor'),
    marginMinor: minor('margin_minor'),
    /** Held for what the operator asks alone: the customer is billed by our calculation meanwhile (decision 0015). */
    protectsCustomer: boolean('protects_customer').notNull().default(false),
    lines: jsonText('lines').$type<RetailLine[]>().notNull(),
    /** The engine's breakdown of the operator's tariff. */
    breakdown: jsonText('breakdown').notNull(),
    /** The energy that it was priced by, where the CDR's own is evidently wrong and staff corrected it. */
    correctedKwh: exact('corrected_kwh'),
    /** Session, authorisation and quote as they stood; null on ratings from before they were kept. */
    evidence: jsonb('evidence').$type<RatingEvidence>(),
    ratedAt: instant('rated_at').notNull(),
    supersededAt: instant('superseded_at'),
  },
  (table) => [
    uniqueIndex('ratings_revision').on(table.cdrId, table.revision),
    index('ratings_customer').on(table.customerId, table.startedAt),
  ],
)

export type FindingSeverity = 'info' | 'warning' | 'hold'

export const cdrFindings = pgTable(
  'cdr_findings',
  {
    cdrId: text('cdr_id').$type<CdrId>().notNull(),
    code: text('code').notNull(),
    severity: text('severity').$type<FindingSeverity>().notNull(),
    /** Values that the sentence names, in both languages. */
    params: jsonb('params').$type<Record<string, string>>().notNull().default({}),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.cdrId, table.code] }),
    index('cdr_findings_code').on(table.code, table.severity),
  ],
)

export type ReviewDecision =
  | 'released_at_our_price'
  | 'released_at_cpo_price'
  | 'rejected'
  | 'held'
  | 'disputed'
  | 'corrected'

/** Decisions on held CDRs: append-only. */
export const cdrReviews = pgTable(
  'cdr_reviews',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    cdrId: text('cdr_id').$type<CdrId>().notNull(),
    decision: text('decision').$type<ReviewDecision>().notNull(),
    reason: text('reason').notNull(),
    /** Of a dispute: by when the operator should have answered. */
    deadline: calendarDate('deadline'),
    userId: text('user_id').$type<UserId>().notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('cdr_reviews_cdr').on(table.cdrId, table.id)],
)

/** An operator's invoice against the CDRs that we have. One per record of theirs, or started by staff. */
export const reconciliations = pgTable(
  'reconciliations',
  {
    id: text('id').$type<ReconciliationId>().primaryKey(),
    partnerId: text('partner_id').$type<PartnerId>().notNull(),
    source: text('source').$type<'record' | 'reference' | 'list' | 'self_billing'>().notNull(),
    recordId: text('record_id').$type<InvoiceRecordId>(),
    /** The number on the invoice, and folded: the CDRs' own `invoice_reference_id` is compared with it. */
    invoiceNumber: text('invoice_number').notNull(),
    invoiceKey: text('invoice_key').notNull(),
    state: text('state').$type<'open' | 'closed' | 'withdrawn'>().notNull(),
    currency: text('currency').notNull().default('SEK'),
    /** What the document asks for excluding VAT, as staff read it. */
    statedMinor: minor('stated_minor'),
    /** Results of the last match. */
    matched: integer('matched').notNull().default(0),
    missing: integer('missing').notNull().default(0),
    different: integer('different').notNull().default(0),
    twice: integer('twice').notNull().default(0),
    unlisted: integer('unlisted').notNull().default(0),
    theirsMinor: minor('theirs_minor')
      .notNull()
      .default(sql`0`),
    oursMinor: minor('ours_minor')
      .notNull()
      .default(sql`0`),
    matchedAt: instant('matched_at'),
    closedAt: instant('closed_at'),
    closedBy: text('closed_by').$type<UserId>(),
    reason: text('reason'),
    createdBy: text('created_by').$type<UserId>(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('reconciliations_record').on(table.recordId),
    index('reconciliations_partner').on(table.partnerId, table.invoiceKey),
    index('reconciliations_state').on(table.state, table.id),
  ],
)

/** A CDR of an operator's invoice: named by it (`listed`), or ours and missing on it. */
export const reconciliationLines = pgTable(
  'reconciliation_lines',
  {
    reconciliationId: text('reconciliation_id')
      .$type<ReconciliationId>()
      .notNull()
      .references(() => reconciliations.id),
    /** Folded id as named. */
    name: text('name').notNull(),
    position: integer('position').notNull(),
    listed: boolean('listed').notNull(),
    /** How often the list names it. */
    times: integer('times').notNull().default(1),
    cdrId: text('cdr_id').$type<CdrId>(),
    outcome: text('outcome').$type<LineOutcome>().notNull(),
    reasons: jsonb('reasons').$type<LineReason[]>().notNull().default([]),
    /** Excluding VAT: what their CDR asks, and what we accept to pay. */
    theirsMinor: minor('theirs_minor'),
    oursMinor: minor('ours_minor'),
    /** The invoice that names it already. */
    otherId: text('other_id').$type<ReconciliationId>(),
  },
  (table) => [
    primaryKey({ columns: [table.reconciliationId, table.name] }),
    index('reconciliation_lines_cdr').on(table.cdrId),
    index('reconciliation_lines_name').on(table.name),
  ],
)

import { bigserial, index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type {
  CdrId,
  CustomerId,
  PartnerId,
  PricePlanId,
  PricePlanVersionId,
  RatingId,
  TariffVersionId,
  UserId,
} from '@/lib/kernel/ids'
import type { PricePlanRules } from '@/lib/rating/core/price-plan'
import type { RetailLine } from '@/lib/rating/core/retail-line'
import { calendarDate, exact, instant, jsonText, minor } from './columns'

export const pricePlans = pgTable('price_plans', {
  id: text('id').$type<PricePlanId>().primaryKey(),
  name: text('name').notNull().unique(),
  description: text('description').notNull().default(''),
  /** The plan that people without a contract see, and that new customers get. Exactly one is `public`. */
  audience: text('audience').$type<'public' | 'private' | 'business'>().notNull(),
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
    rules: jsonb('rules').$type<PricePlanRules>().notNull(),
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
    tariffSource: text('tariff_source').$type<'cdr' | 'stored' | 'none'>().notNull(),
    currency: text('currency').notNull(),
    /** What the CPO asks, and what its own tariff gives by our calculation; exact, excluding VAT. */
    cpoExcl: exact('cpo_excl'),
    wholesaleExcl: exact('wholesale_excl'),
    /** Wholesale that we accept to pay, minor units excluding VAT: ours, or the CPO's after a release. */
    costMinor: minor('cost_minor'),
    retailNetMinor: minor('retail_net_minor'),
    retailVatMinor: minor('retail_vat_minor'),
    retailGrossMinor: minor('retail_gross_minor'),
    marginMinor: minor('margin_minor'),
    lines: jsonText('lines').$type<RetailLine[]>().notNull(),
    /** The engine's breakdown of the operator's tariff. */
    breakdown: jsonText('breakdown').notNull(),
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

/** Decisions on held CDRs: append-only. */
export const cdrReviews = pgTable(
  'cdr_reviews',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    cdrId: text('cdr_id').$type<CdrId>().notNull(),
    decision: text('decision')
      .$type<'released_at_our_price' | 'released_at_cpo_price' | 'rejected' | 'held'>()
      .notNull(),
    reason: text('reason').notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('cdr_reviews_cdr').on(table.cdrId, table.id)],
)

// What margins, back-tests and scorecards read: narrow rows beside the ratings, which carry all their evidence.
import { sql } from 'drizzle-orm'
import { boolean, doublePrecision, index, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core'
import type {
  BackTestId,
  CdrId,
  CustomerId,
  PartnerId,
  PricePlanId,
  PricePlanVersionId,
  UserId,
} from '@/lib/kernel/ids'
import type { BackTestReport, BackTestScope } from '@/lib/rating/core/back-test'
import type { CurrentType, PricePlanRules } from '@/lib/rating/core/price-plan'
import { calendarDate, exact, instant, jsonText, minor } from './columns'

/** The current rating of each CDR in a few columns. Written with the rating, in its transaction. */
export const ratedCharges = pgTable(
  'rated_charges',
  {
    cdrId: text('cdr_id').$type<CdrId>().primaryKey(),
    /** All charges of a customer are in one part, so that parts can be worked off beside each other. Null without customer. */
    part: smallint('part').generatedAlwaysAs(sql`(get_byte(decode(md5(customer_id), 'hex'), 0) & 63)::smallint`),
    customerId: text('customer_id').$type<CustomerId>(),
    partnerId: text('partner_id').$type<PartnerId>().notNull(),
    pricePlanVersionId: text('price_plan_version_id').$type<PricePlanVersionId>(),
    startedAt: instant('started_at').notNull(),
    country: text('country').notNull(),
    city: text('city').notNull(),
    current: text('current').$type<CurrentType>().notNull(),
    powerKw: doublePrecision('power_kw').notNull(),
    energyKwh: exact('energy_kwh').notNull(),
    currency: text('currency').notNull(),
    credit: boolean('credit').notNull(),
    /** Of a credit: the CDR that it takes back. */
    reverses: text('reverses').$type<CdrId>(),
    costMinor: minor('cost_minor'),
    /** Of the cost: the operator's start, time and parking fees by its own tariff. */
    costFeesMinor: minor('cost_fees_minor'),
    netMinor: minor('net_minor'),
    vatMinor: minor('vat_minor'),
    grossMinor: minor('gross_minor'),
    marginMinor: minor('margin_minor'),
    /** What pricing it anew needs, packed; null where nothing is to be priced. */
    facts: text('facts'),
  },
  (table) => [
    index('rated_charges_started').on(table.startedAt),
    index('rated_charges_part').on(table.part, table.customerId, table.startedAt),
    index('rated_charges_reverses')
      .on(table.reverses)
      .where(sql`reverses is not null`),
    index('rated_charges_loss')
      .on(table.marginMinor)
      .where(sql`margin_minor < 0 and not credit`),
  ],
)

/** Rules tried on what was really charged, and what came of it. */
export const backTests = pgTable(
  'back_tests',
  {
    id: text('id').$type<BackTestId>().primaryKey(),
    name: text('name').notNull(),
    pricePlanId: text('price_plan_id').$type<PricePlanId>().notNull(),
    /** Whose charges: those priced by the plan, or everybody's. */
    scope: text('scope').$type<BackTestScope>().notNull(),
    rules: jsonText('rules').$type<PricePlanRules>().notNull(),
    fromDate: calendarDate('from_date').notNull(),
    toDate: calendarDate('to_date').notNull(),
    state: text('state').$type<'queued' | 'running' | 'done' | 'cancelled'>().notNull(),
    /** Charges to price; null until they are counted. */
    total: integer('total'),
    createdBy: text('created_by').$type<UserId>().notNull(),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    report: jsonText('report').$type<BackTestReport>(),
  },
  (table) => [index('back_tests_plan').on(table.pricePlanId, table.createdAt)],
)

/** A part that is done stays done: a test that was stopped goes on with the others. */
export const backTestParts = pgTable(
  'back_test_parts',
  {
    backTestId: text('back_test_id')
      .$type<BackTestId>()
      .notNull()
      .references(() => backTests.id, { onDelete: 'cascade' }),
    part: smallint('part').notNull(),
    charges: integer('charges').notNull(),
    doneAt: instant('done_at').notNull(),
    report: jsonText('report').$type<BackTestReport>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.backTestId, table.part] })],
)

/** What each customer would have paid. */
export const backTestCustomers = pgTable(
  'back_test_customers',
  {
    backTestId: text('back_test_id')
      .$type<BackTestId>()
      .notNull()
      .references(() => backTests.id, { onDelete: 'cascade' }),
    customerId: text('customer_id').$type<CustomerId>().notNull(),
    charges: integer('charges').notNull(),
    /** Including VAT. */
    beforeMinor: minor('before_minor').notNull(),
    afterMinor: minor('after_minor').notNull(),
    /** After to before in hundredths of a percent; null where nothing was paid before. */
    changeBasisPoints: integer('change_basis_points'),
  },
  (table) => [
    primaryKey({ columns: [table.backTestId, table.customerId] }),
    index('back_test_customers_change').on(table.backTestId, table.changeBasisPoints),
  ],
)

// Prices that others publish (the electricity exchange, the ECB's rates), and what our prices depend on besides.
import { index, integer, jsonb, pgTable, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type {
  CdrId,
  CustomerId,
  PricePlanDraftId,
  PricePlanId,
  PricePlanVersionId,
  PricePublicationId,
  UserId,
} from '@/lib/kernel/ids'
import type { BiddingArea } from '@/lib/rating/core/bidding-area'
import type { CustomerGroup, StoredPlanRules } from '@/lib/rating/core/price-plan'
import type { SpotSource } from '@/lib/rating/core/spot-prices'
import { calendarDate, exact, instant, minor } from './columns'
import { customers } from './customers'
import { pricePlans } from './rating'

/**
 * What a source said about one area and day in Stockholm (spot prices), or about one day (rates). Append-only: a
 * correction is a later revision, and what was billed names the one it used.
 */
export const pricePublications = pgTable(
  'price_publications',
  {
    id: text('id').$type<PricePublicationId>().primaryKey(),
    kind: text('kind').$type<'spot' | 'rates'>().notNull(),
    /** `*` for rates. */
    area: text('area').$type<BiddingArea | '*'>().notNull(),
    day: calendarDate('day').notNull(),
    revision: smallint('revision').notNull(),
    source: text('source').$type<SpotSource | 'ecb' | 'sample_rates'>().notNull(),
    /** Name of the file or address it came from. */
    origin: text('origin').notNull(),
    sha256: text('sha256').notNull(),
    receivedAt: instant('received_at').notNull(),
    receivedBy: text('received_by').$type<UserId>(),
    /** Of spot prices that were stated in another currency: the rate to SEK, whose it is, and of which day. */
    currency: text('currency').notNull(),
    rate: exact('rate'),
    rateSource: text('rate_source'),
    rateDay: calendarDate('rate_day'),
    /** How many prices it states, and how many of them differ from what was known before. */
    entries: integer('entries').notNull(),
    changed: integer('changed').notNull(),
  },
  (table) => [
    uniqueIndex('price_publications_revision').on(table.kind, table.area, table.day, table.revision),
    index('price_publications_received').on(table.kind, table.receivedAt),
  ],
)

/** A quarter's price. The one that counts is that of the latest revision that states the quarter. */
export const spotPrices = pgTable(
  'spot_prices',
  {
    area: text('area').$type<BiddingArea>().notNull(),
    startedAt: instant('started_at').notNull(),
    revision: smallint('revision').notNull(),
    publicationId: text('publication_id')
      .$type<PricePublicationId>()
      .notNull()
      .references(() => pricePublications.id),
    source: text('source').$type<SpotSource>().notNull(),
    /** 60 where it was published by the hour. */
    minutes: smallint('minutes').$type<15 | 60>().notNull(),
    /** As stated, per MWh. */
    perMwh: exact('per_mwh').notNull(),
    /** SEK per kWh excluding VAT. */
    perKwh: exact('per_kwh').notNull(),
  },
  (table) => [primaryKey({ columns: [table.area, table.startedAt, table.revision] })],
)

/**
 * What a correction of prices that were used already did to a charge: priced again, or left as it is because it is billed,
 * or because a person decided it. Amounts include VAT.
 */
export const priceCorrections = pgTable(
  'price_corrections',
  {
    publicationId: text('publication_id')
      .$type<PricePublicationId>()
      .notNull()
      .references(() => pricePublications.id),
    cdrId: text('cdr_id').$type<CdrId>().notNull(),
    outcome: text('outcome').$type<'rated' | 'billed' | 'decided'>().notNull(),
    beforeMinor: minor('before_minor'),
    /** What it costs, or would cost, by the corrected prices; null where it cannot be priced. */
    afterMinor: minor('after_minor'),
    at: instant('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.publicationId, table.cdrId] }),
    index('price_corrections_cdr').on(table.cdrId),
  ],
)

/** Units of a currency per euro on a day. */
export const exchangeRates = pgTable(
  'exchange_rates',
  {
    currency: text('currency').notNull(),
    day: calendarDate('day').notNull(),
    revision: smallint('revision').notNull(),
    publicationId: text('publication_id')
      .$type<PricePublicationId>()
      .notNull()
      .references(() => pricePublications.id),
    rate: exact('rate').notNull(),
  },
  (table) => [primaryKey({ columns: [table.currency, table.day, table.revision] })],
)

/** The bidding area of a place as staff decided it. By the folded id of the location: `SE*ABC*LOC1`. */
export const locationAreas = pgTable('location_areas', {
  locationKey: text('location_key').primaryKey(),
  area: text('area').$type<BiddingArea>().notNull(),
  decidedAt: instant('decided_at').notNull(),
  decidedBy: text('decided_by').$type<UserId>(),
})

/** Who a customer is to discounts, by the day. A business is one by its kind and needs no row. */
export const customerGroups = pgTable(
  'customer_groups',
  {
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    group: text('group').$type<CustomerGroup>().notNull(),
    validFrom: calendarDate('valid_from').notNull(),
    /** The first day on which it no longer holds. */
    validTo: calendarDate('valid_to'),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.group, table.validFrom] })],
)

/** A version that one has written and another may publish. */
export const pricePlanDrafts = pgTable(
  'price_plan_drafts',
  {
    id: text('id').$type<PricePlanDraftId>().primaryKey(),
    pricePlanId: text('price_plan_id')
      .$type<PricePlanId>()
      .notNull()
      .references(() => pricePlans.id),
    state: text('state').$type<'open' | 'published' | 'discarded'>().notNull(),
    rules: jsonb('rules').$type<StoredPlanRules>().notNull(),
    validFrom: calendarDate('valid_from').notNull(),
    /** Why the prices change: for the second person, and for the customers' notice. */
    reason: text('reason').notNull().default(''),
    writtenBy: text('written_by').$type<UserId>().notNull(),
    writtenAt: instant('written_at').notNull(),
    decidedBy: text('decided_by').$type<UserId>(),
    decidedAt: instant('decided_at'),
    versionId: text('version_id').$type<PricePlanVersionId>(),
  },
  (table) => [index('price_plan_drafts_plan').on(table.pricePlanId, table.state)],
)

/** Who was to be told of a version, as it stood when it was published. */
export const pricePlanNotices = pgTable(
  'price_plan_notices',
  {
    versionId: text('version_id').$type<PricePlanVersionId>().notNull(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    /** The last day on which telling is in time. */
    notifyBy: calendarDate('notify_by').notNull(),
    notifiedAt: instant('notified_at'),
    notifiedBy: text('notified_by').$type<UserId>(),
  },
  (table) => [primaryKey({ columns: [table.versionId, table.customerId] })],
)

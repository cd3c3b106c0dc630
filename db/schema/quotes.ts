import { boolean, doublePrecision, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type {
  AuthorizationId,
  CustomerId,
  EvseId,
  PartnerId,
  PricePlanVersionId,
  QuoteId,
  RatingId,
  TariffVersionId,
} from '@/lib/kernel/ids'
import type { StepMode } from '@/lib/pricing/breakdown'
import type { QuoteBehaviour, QuotedChange } from '@/lib/rating/core/quote'
import type { RetailLine } from '@/lib/rating/core/retail-line'
import { exact, instant, jsonText, minor } from './columns'
import { customers } from './customers'

/** A price that a customer was shown and started on. Immutable: the versions that it names never change either. */
export const quotes = pgTable(
  'quotes',
  {
    id: text('id').$type<QuoteId>().primaryKey(),
    /** Of a charge, or of a charge point held for a customer: then the price is the one of a reservation that runs out. */
    kind: text('kind').$type<'charge' | 'reservation'>().notNull().default('charge'),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    partnerId: text('partner_id').$type<PartnerId>().notNull(),
    evseId: text('evse_id').$type<EvseId>().notNull(),
    connectorId: text('connector_id').notNull(),
    powerType: text('power_type').notNull(),
    maxPowerKw: doublePrecision('max_power_kw'),
    timeZone: text('time_zone').notNull(),
    /** When the price was shown: the versions are the ones of this moment. */
    shownAt: instant('shown_at').notNull(),
    /** A start before this has this price, however long it then charges. */
    validUntil: instant('valid_until').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null where no tariff could be told. */
    tariffVersionId: text('tariff_version_id').$type<TariffVersionId>(),
    pricePlanVersionId: text('price_plan_version_id').$type<PricePlanVersionId>(),
    engineVersion: text('engine_version').notNull(),
    stepMode: text('step_mode').$type<StepMode>().notNull(),
    behaviour: jsonb('behaviour').$type<QuoteBehaviour>().notNull(),
    /** Of that behaviour. Null where nobody knew the price; then the customer agreed to it. */
    netMinor: minor('net_minor'),
    vatMinor: minor('vat_minor'),
    grossMinor: minor('gross_minor'),
    lines: jsonText('lines').$type<RetailLine[]>().notNull(),
    breakdown: jsonText('breakdown').notNull(),
    /** What comes later than the start: other prices, fees for standing there. */
    changes: jsonb('changes').$type<QuotedChange[]>().notNull(),
    /** The same charge by the operator's tariff for people without a contract, including VAT. */
    adHocGrossMinor: minor('ad_hoc_gross_minor'),
    adHocCurrency: text('ad_hoc_currency'),
    adHocTariffVersionId: text('ad_hoc_tariff_version_id').$type<TariffVersionId>(),
    unknownAgreed: boolean('unknown_agreed').notNull(),
    /** Of a reservation: for how long, and what it adds to the charge that follows, including VAT. */
    reservedMinutes: integer('reserved_minutes'),
    usedGrossMinor: minor('used_gross_minor'),
  },
  (table) => [
    index('quotes_customer').on(table.customerId, table.createdAt),
    index('quotes_created').on(table.createdAt, table.id),
  ],
)

/** The car that estimates are made for: one per customer. */
export const customerCars = pgTable('customer_cars', {
  customerId: text('customer_id')
    .$type<CustomerId>()
    .primaryKey()
    .references(() => customers.id),
  name: text('name').notNull(),
  batteryKwh: exact('battery_kwh').notNull(),
  acKw: exact('ac_kw').notNull(),
  /** Zero where the car has no such socket. */
  dcKw: exact('dc_kw').notNull(),
  updatedAt: instant('updated_at').notNull(),
})

/** What was promised for a rated charge, beside what the bill would have been. Only where a quote was made or the promise ruled. */
export const ratingPromises = pgTable(
  'rating_promises',
  {
    ratingId: text('rating_id').$type<RatingId>().primaryKey(),
    source: text('source').$type<'quote' | 'public'>().notNull(),
    quoteId: text('quote_id').$type<QuoteId>(),
    authorizationId: text('authorization_id').$type<AuthorizationId>(),
    promisedAt: instant('promised_at').notNull(),
    tariffVersionId: text('tariff_version_id').$type<TariffVersionId>(),
    pricePlanVersionId: text('price_plan_version_id').$type<PricePlanVersionId>().notNull(),
    /** What happened, at the promised prices and by the bill's own, including VAT. Null where that is not known. */
    promisedGrossMinor: minor('promised_gross_minor'),
    usualGrossMinor: minor('usual_gross_minor'),
    ruled: boolean('ruled').notNull(),
    /** Excluding VAT, öre: by how much the operator's own price exceeds the promised one. */
    recoverMinor: minor('recover_minor').notNull(),
  },
  (table) => [index('rating_promises_quote').on(table.quoteId)],
)

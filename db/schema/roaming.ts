import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type {
  AuthorizationId,
  CdrId,
  CustomerId,
  EvseId,
  LocationId,
  PartnerId,
  SessionId,
  TariffId,
  TariffVersionId,
  TokenId,
  UserId,
} from '@/lib/kernel/ids'
import type { StatedFields, WireFinding } from '@/lib/roaming/core/common'
import type { Evse, Location } from '@/lib/roaming/core/location'
import type { Session, SessionStatus } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import type { AllowedPlace, AllowedType, TokenType, WhitelistType } from '@/lib/roaming/core/token'
import { bytes, exact, instant, jsonText } from './columns'
import { customers } from './customers'
import { partners } from './partners'

const partnerId = () =>
  text('partner_id')
    .$type<PartnerId>()
    .notNull()
    .references(() => partners.id)
/** Owner's key as it came, and folded (`SE*KUL*ID`) for comparison: CiString. */
const ownerKey = () => ({
  countryCode: text('country_code').notNull(),
  partyId: text('party_id').notNull(),
  ocpiId: text('ocpi_id').notNull(),
  key: text('key').notNull(),
})

export const locations = pgTable(
  'locations',
  {
    id: text('id').$type<LocationId>().primaryKey(),
    partnerId: partnerId(),
    ...ownerKey(),
    name: text('name').notNull(),
    address: text('address').notNull(),
    city: text('city').notNull(),
    country: text('country').notNull(),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    /** Always set: stated, or derived from the country (guide LOC-10). */
    timeZone: text('time_zone').notNull(),
    publish: boolean('publish').notNull(),
    operatorName: text('operator_name'),
    /** The whole canonical location without its EVSEs. */
    body: jsonb('body').$type<Omit<Location, 'evses'>>().notNull(),
    received: jsonText('received').notNull(),
    findings: jsonb('findings').$type<WireFinding[]>().notNull().default([]),
    lastUpdated: instant('last_updated').notNull(),
    /** When its own fields were last stated, whatever its EVSEs said since; null: at `last_updated`. */
    statedAt: instant('stated_at'),
    /** When each field was, by its name on the wire (epoch ms), `*` the whole; empty: all at once. */
    stated: jsonb('stated').$type<StatedFields>().notNull().default({}),
    /** Complete crawls in a row that did not contain it; hidden from customers after two (guide LOC-6). */
    missedCrawls: integer('missed_crawls').notNull().default(0),
    /** Start of the last complete list that contained it. */
    seenAt: instant('seen_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('locations_key').on(table.partnerId, table.key),
    index('locations_owner').on(table.key),
    index('locations_city').on(table.city, table.id),
  ],
)

export const evses = pgTable(
  'evses',
  {
    id: text('id').$type<EvseId>().primaryKey(),
    locationId: text('location_id')
      .$type<LocationId>()
      .notNull()
      .references(() => locations.id),
    uid: text('uid').notNull(),
    uidKey: text('uid_key').notNull(),
    evseId: text('evse_id'),
    /** OCPI status; tolerant of values newer than we know. */
    status: text('status').notNull(),
    physicalReference: text('physical_reference'),
    /** Largest connector, kW; what a list sorts and filters by. */
    maxPowerKw: doublePrecision('max_power_kw'),
    body: jsonb('body').$type<Evse>().notNull(),
    received: jsonText('received').notNull(),
    lastUpdated: instant('last_updated').notNull(),
    statusAt: instant('status_at').notNull(),
    /** When the status was last stated, whatever else was since; null: at `last_updated`. */
    statusStatedAt: instant('status_stated_at'),
    /** When each other field was, by its name on the wire (epoch ms), `*` the whole; empty: all at once. */
    stated: jsonb('stated').$type<StatedFields>().notNull().default({}),
  },
  (table) => [uniqueIndex('evses_uid').on(table.locationId, table.uidKey), index('evses_evse_id').on(table.evseId)],
)

/**
 * Which tariffs a connector offered, and since when we know: what anybody could read of its price when a card was let
 * in. Written with the EVSE, whenever they change.
 */
export const connectorOffers = pgTable(
  'connector_offers',
  {
    evseId: text('evse_id')
      .$type<EvseId>()
      .notNull()
      .references(() => evses.id),
    /** Folded. */
    connectorKey: text('connector_key').notNull(),
    tariffIds: jsonb('tariff_ids').$type<string[]>().notNull(),
    knownAt: instant('known_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.evseId, table.connectorKey, table.knownAt] })],
)

export const tariffs = pgTable(
  'tariffs',
  {
    id: text('id').$type<TariffId>().primaryKey(),
    partnerId: partnerId(),
    ...ownerKey(),
    /** The newest version. */
    currentVersionId: text('current_version_id').$type<TariffVersionId>(),
    deletedAt: instant('deleted_at'),
    /** Start of the last complete list that contained it. */
    seenAt: instant('seen_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('tariffs_key').on(table.partnerId, table.key)],
)

/** Immutable. A session is priced by the version that was valid at its start. */
export const tariffVersions = pgTable(
  'tariff_versions',
  {
    id: text('id').$type<TariffVersionId>().primaryKey(),
    tariffId: text('tariff_id')
      .$type<TariffId>()
      .notNull()
      .references(() => tariffs.id),
    version: integer('version').notNull(),
    /** The partner's last_updated: from when it rules. */
    validFrom: instant('valid_from').notNull(),
    receivedAt: instant('received_at').notNull(),
    body: jsonb('body').$type<Tariff>().notNull(),
    received: jsonText('received').notNull(),
    findings: jsonb('findings').$type<WireFinding[]>().notNull().default([]),
    /** Of the priced content, so that a repeat makes no version. */
    contentHash: bytes('content_hash').notNull(),
  },
  (table) => [
    uniqueIndex('tariff_versions_number').on(table.tariffId, table.version),
    index('tariff_versions_valid').on(table.tariffId, table.validFrom),
  ],
)

export const tokens = pgTable(
  'tokens',
  {
    id: text('id').$type<TokenId>().primaryKey(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    uid: text('uid').notNull(),
    uidKey: text('uid_key').notNull(),
    type: text('type').$type<TokenType>().notNull(),
    contractId: text('contract_id').notNull(),
    visualNumber: text('visual_number'),
    issuer: text('issuer').notNull(),
    groupId: text('group_id'),
    whitelist: text('whitelist').$type<WhitelistType>().notNull(),
    /** Where alone the token may charge; null: everywhere. */
    allowedPlaces: jsonb('allowed_places').$type<AllowedPlace[]>(),
    /** What partners are told: whoever decides by a list of its own does not know where a token may charge. */
    toldWhitelist: text('told_whitelist')
      .$type<WhitelistType>()
      .notNull()
      .generatedAlwaysAs(sql`case when allowed_places is null then whitelist else 'NEVER' end`),
    state: text('state').$type<'active' | 'blocked' | 'lost'>().notNull(),
    /** Whoever blocked a card opens it again: a customer cannot undo what staff did. */
    blockedBy: text('blocked_by').$type<'customer' | 'staff'>(),
    /** What the customer calls the card. */
    label: text('label'),
    language: text('language'),
    createdAt: instant('created_at').notNull(),
    /** OCPI last_updated. */
    lastUpdated: instant('last_updated').notNull(),
  },
  (table) => [
    uniqueIndex('tokens_uid').on(table.uidKey, table.type),
    uniqueIndex('tokens_contract').on(table.contractId, table.type, table.uidKey),
    index('tokens_customer').on(table.customerId),
    index('tokens_created').on(table.createdAt, table.id),
    index('tokens_updated').on(table.lastUpdated),
  ],
)

/** What a partner was last told of a token, and whether it acknowledged: the latest state is sent, never a history. */
export const tokenPushes = pgTable(
  'token_pushes',
  {
    tokenId: text('token_id')
      .$type<TokenId>()
      .notNull()
      .references(() => tokens.id),
    partnerId: partnerId(),
    /** last_updated of the state that the partner acknowledged. */
    acknowledged: instant('acknowledged'),
    /** Whether the state that it acknowledged lets the card charge, and in which group it is then. */
    acknowledgedValid: boolean('acknowledged_valid'),
    acknowledgedGroup: text('acknowledged_group'),
    attempts: integer('attempts').notNull().default(0),
    lastAttemptAt: instant('last_attempt_at'),
    error: text('error'),
  },
  (table) => [primaryKey({ columns: [table.tokenId, table.partnerId] })],
)

/** The id is the authorization_reference that partners send back with session and CDR. */
export const authorizations = pgTable(
  'authorizations',
  {
    id: text('id').$type<AuthorizationId>().primaryKey(),
    at: instant('at').notNull(),
    partnerId: text('partner_id').$type<PartnerId>().notNull(),
    tokenId: text('token_id').$type<TokenId>(),
    customerId: text('customer_id').$type<CustomerId>(),
    tokenUid: text('token_uid').notNull(),
    allowed: text('allowed').$type<AllowedType | 'UNKNOWN'>().notNull(),
    reason: text('reason').notNull(),
    locationId: text('location_id'),
    evseUid: text('evse_uid'),
    requestId: text('request_id'),
  },
  (table) => [index('authorizations_token').on(table.tokenId, table.at)],
)

export const sessions = pgTable(
  'sessions',
  {
    id: text('id').$type<SessionId>().primaryKey(),
    partnerId: partnerId(),
    ...ownerKey(),
    status: text('status').$type<SessionStatus>().notNull(),
    customerId: text('customer_id').$type<CustomerId>(),
    tokenId: text('token_id').$type<TokenId>(),
    authorizationReference: text('authorization_reference'),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    energyKwh: exact('energy_kwh').notNull(),
    currency: text('currency').notNull(),
    totalExcl: exact('total_excl'),
    locationOcpiId: text('location_ocpi_id').notNull(),
    evseUid: text('evse_uid').notNull(),
    placeName: text('place_name').notNull(),
    timeZone: text('time_zone').notNull(),
    body: jsonb('body').$type<Session>().notNull(),
    received: jsonText('received').notNull(),
    findings: jsonb('findings').$type<WireFinding[]>().notNull().default([]),
    lastUpdated: instant('last_updated').notNull(),
    /** We asked about it after a day without news and learned nothing new (guide SES-5). */
    staleAt: instant('stale_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('sessions_key').on(table.partnerId, table.key),
    index('sessions_owner').on(table.key),
    index('sessions_customer').on(table.customerId, table.startedAt),
    index('sessions_status').on(table.status, table.updatedAt),
    index('sessions_reference').on(table.authorizationReference),
  ],
)

export type ConflictDecision = 'first_stands' | 'operator_corrects'
export type CdrStatus = 'pending' | 'accepted' | 'held' | 'disputed' | 'rejected'

/** Immutable but for its status. `status = pending` is the durable mark that it is to be checked and priced. */
export const cdrs = pgTable(
  'cdrs',
  {
    id: text('id').$type<CdrId>().primaryKey(),
    partnerId: partnerId(),
    ...ownerKey(),
    status: text('status').$type<CdrStatus>().notNull().default('pending'),
    customerId: text('customer_id').$type<CustomerId>(),
    tokenId: text('token_id').$type<TokenId>(),
    tokenUid: text('token_uid').notNull(),
    sessionOcpiId: text('session_ocpi_id'),
    authorizationReference: text('authorization_reference'),
    /** Of the operator's invoice that will contain it, folded; groups CDRs for reconciliation (guide CDR-21). */
    invoiceReference: text('invoice_reference'),
    /** A pay-out to the driver, never a charge (guide CDR-19). */
    homeCharging: boolean('home_charging').notNull().default(false),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at').notNull(),
    currency: text('currency').notNull(),
    energyKwh: exact('energy_kwh').notNull(),
    /** As the CPO states it; a credit CDR's is negative. */
    totalExcl: exact('total_excl'),
    totalIncl: exact('total_incl'),
    credit: boolean('credit').notNull(),
    /** Folded key of the credited CDR. */
    creditedKey: text('credited_key'),
    placeName: text('place_name').notNull(),
    city: text('city').notNull(),
    country: text('country').notNull(),
    evseUid: text('evse_uid').notNull(),
    /** Copied from the location at intake: a CDR carries none (guide §4.4). */
    timeZone: text('time_zone').notNull(),
    zoneSource: text('zone_source').$type<'location' | 'country' | 'default'>().notNull(),
    /** Of the connector or power type; decides AC/DC and the power band. */
    powerType: text('power_type').notNull(),
    maxPowerKw: doublePrecision('max_power_kw'),
    body: jsonText('body').notNull(),
    /** Exactly what arrived: the evidence in a dispute. */
    received: text('received').notNull(),
    contentHash: bytes('content_hash').notNull(),
    wireFindings: jsonb('wire_findings').$type<WireFinding[]>().notNull().default([]),
    source: text('source').$type<'push' | 'pull'>().notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [
    // Of the owner alone, whatever connections it comes over: a charge is billed once (decision 0007).
    uniqueIndex('cdrs_key').on(table.key),
    index('cdrs_customer').on(table.customerId, table.startedAt, table.id),
    index('cdrs_partner').on(table.partnerId, table.receivedAt),
    index('cdrs_started').on(table.startedAt, table.id),
    index('cdrs_invoice_reference')
      .on(table.partnerId, table.invoiceReference)
      .where(sql`invoice_reference is not null`),
    index('cdrs_authorization')
      .on(table.authorizationReference)
      .where(sql`authorization_reference is not null`),
  ],
)

/** A second, different body under a known id: kept as evidence, never applied (guide CDR-2). */
export const cdrConflicts = pgTable(
  'cdr_conflicts',
  {
    id: text('id').primaryKey(),
    cdrId: text('cdr_id')
      .$type<CdrId>()
      .notNull()
      .references(() => cdrs.id),
    contentHash: bytes('content_hash').notNull(),
    received: text('received').notNull(),
    /** The fields of the charge itself in which it contradicts the CDR; empty where only what surrounds it differs. */
    differences: jsonb('differences').$type<string[]>().notNull().default([]),
    receivedAt: instant('received_at').notNull(),
    /** What staff decided: the first body stands, or the operator is to credit it and send a new CDR. */
    decision: text('decision').$type<ConflictDecision>(),
    reason: text('reason'),
    decidedBy: text('decided_by').$type<UserId>(),
    decidedAt: instant('decided_at'),
  },
  (table) => [
    uniqueIndex('cdr_conflicts_content').on(table.cdrId, table.contentHash),
    index('cdr_conflicts_open')
      .on(table.cdrId)
      .where(sql`decision is null`),
  ],
)

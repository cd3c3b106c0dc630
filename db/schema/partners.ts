import { sql, type SQL } from 'drizzle-orm'
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core'
import type { CredentialsRole, PartnerContact, PartnerState } from '@/lib/partners/core/partner'
import type { PartySource, PartyStatus, RoutedModule } from '@/lib/partners/core/party'
import type { Circuit } from '@/lib/partners/core/circuit'
import type { CrawlCursor, ObservedServer } from '@/lib/partners/core/crawl'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import type { PartnerId, UserId } from '@/lib/kernel/ids'
import { bytes, exact, instant } from './columns'

/** A row is a connection: to a CPO's own platform, or to a hub with many parties behind it. */
export const partners = pgTable(
  'partners',
  {
    id: text('id').$type<PartnerId>().primaryKey(),
    name: text('name').notNull(),
    countryCode: text('country_code').notNull(),
    partyId: text('party_id').notNull(),
    state: text('state').$type<PartnerState>().notNull(),
    version: text('version'),
    versionsUrl: text('versions_url'),
    /** Roles as the partner stated them in its credentials. */
    roles: jsonb('roles').$type<CredentialsRole[]>().notNull().default([]),
    /** Folded `NL*HUB` of a hub; null where we are connected to the party itself. */
    hubParty: text('hub_party'),
    /** Which lists a hub gives only party by party: learned from its answers. */
    hubPull: jsonb('hub_pull').$type<Partial<Record<string, 'all' | 'per_party'>>>().notNull().default({}),
    quirks: jsonb('quirks').$type<StoredQuirks>().notNull(),
    /** Outbound traffic is paused by staff. */
    paused: boolean('paused').notNull().default(false),
    /** Days between exchanges of tokens by ourselves (guide VC-23); null: only by hand. */
    rotateEveryDays: integer('rotate_every_days').default(30),
    /** Why and until when we do not call it, after repeated failures. Null: it is called. */
    circuit: jsonb('circuit').$type<Circuit>(),
    lastError: text('last_error'),
    lastSeenAt: instant('last_seen_at'),
    registeredAt: instant('registered_at'),
    /** From when customers meet the partner. Null while it is taken through the onboarding. */
    liveAt: instant('live_at').default(sql`now()`),
    contacts: jsonb('contacts').$type<PartnerContact[]>().notNull().default([]),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  // One party may be reached over several connections.
  (table) => [index('partners_party').on(table.countryCode, table.partyId)],
)

/** `ours`: a token we issued (clientToken; only its hash). `theirs`: a token they issued (serverToken; encrypted). */
export const partnerCredentials = pgTable(
  'partner_credentials',
  {
    id: text('id').primaryKey(),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    side: text('side').$type<'ours' | 'theirs'>().notNull(),
    kind: text('kind').$type<'A' | 'B' | 'C'>().notNull(),
    tokenHash: bytes('token_hash'),
    tokenCipher: bytes('token_cipher'),
    encoding: text('encoding').$type<'base64' | 'raw'>().notNull().default('base64'),
    createdAt: instant('created_at').notNull(),
    /** Null: valid until revoked. Token A and tokens in their grace period end by themselves. */
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    usedAt: instant('used_at'),
  },
  (table) => [
    uniqueIndex('partner_credentials_hash').on(table.tokenHash),
    index('partner_credentials_partner').on(table.partnerId),
  ],
)

export const partnerEndpoints = pgTable(
  'partner_endpoints',
  {
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    version: text('version').notNull(),
    identifier: text('identifier').notNull(),
    role: text('role').notNull(),
    url: text('url').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.version, table.identifier, table.role] })],
)

/** Who is reached over a connection: itself, or every party behind a hub. The same party may have several roles. */
export const parties = pgTable(
  'parties',
  {
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    countryCode: text('country_code').notNull(),
    partyId: text('party_id').notNull(),
    /** Folded `SE*KUL`. */
    key: text('key').notNull(),
    role: text('role').notNull(),
    name: text('name'),
    status: text('status').$type<PartyStatus>().notNull().default('unknown'),
    /** When the status became what it is, by our clock. */
    statusAt: instant('status_at').notNull(),
    /** The hub's own date of it; an older one never overwrites a newer. */
    lastUpdated: instant('last_updated'),
    /** How we first heard of it: `object` means that the hub never announced it. */
    source: text('source').$type<PartySource>().notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    /** Anything of the party that came over this connection. */
    lastSeenAt: instant('last_seen_at'),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.key, table.role] }), index('parties_key').on(table.key)],
)

/** Over which connections a party is reached, module by module. Rank 0 is authoritative; the others are its evidence. */
export const partyRoutes = pgTable(
  'party_routes',
  {
    key: text('key').notNull(),
    module: text('module').$type<RoutedModule>().notNull(),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    rank: integer('rank').notNull(),
    /** Staff put this one first; null: by the rule. */
    chosenAt: instant('chosen_at'),
    chosenBy: text('chosen_by').$type<UserId>(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.module, table.partnerId] }),
    index('party_routes_partner').on(table.partnerId),
  ],
)

/** The handshake and everything after it, step by step, as staff see it. */
export const partnerEvents = pgTable(
  'partner_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    at: instant('at').notNull(),
    step: text('step').notNull(),
    outcome: text('outcome').$type<'ok' | 'failed'>().notNull(),
    detail: text('detail'),
  },
  (table) => [index('partner_events_partner').on(table.partnerId, table.id)],
)

type ExchangeOutcome = Record<'httpStatus' | 'ocpiStatus', AnyPgColumn>

/** Success is what both layers call success (TR-84); written once, so that the partial indexes serve the filter. */
export function exchangeFailed(table: ExchangeOutcome): SQL<boolean> {
  return sql`(coalesce(${table.httpStatus}, 0) not between 200 and 299 or coalesce(${table.ocpiStatus}, 0) not between 1000 and 1999)`
}

/** Every OCPI exchange in both directions, secrets redacted. Written in bulk, off the hot path. */
export const ocpiExchanges = pgTable(
  'ocpi_exchanges',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    partnerId: text('partner_id').$type<PartnerId>(),
    direction: text('direction').$type<'in' | 'out'>().notNull(),
    at: instant('at').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    module: text('module'),
    /** OCPI version that was spoken; null on versions and what has no place in one. */
    version: text('version'),
    /** What it is about, `sessions/ABC`: module and folded id of the owner. Null for lists and configuration. */
    objectKey: text('object_key'),
    requestId: text('request_id'),
    correlationId: text('correlation_id'),
    httpStatus: integer('http_status'),
    ocpiStatus: integer('ocpi_status'),
    durationMs: exact('duration_ms').notNull(),
    /** The headers that tell something, as a JSON object; never the authorisation. */
    requestHeaders: text('request_headers'),
    responseHeaders: text('response_headers'),
    requestBody: text('request_body'),
    responseBody: text('response_body'),
    error: text('error'),
  },
  (table) => [
    index('ocpi_exchanges_partner').on(table.partnerId, table.id),
    index('ocpi_exchanges_partner_module').on(table.partnerId, table.module, table.id),
    index('ocpi_exchanges_module').on(table.module, table.id),
    index('ocpi_exchanges_correlation').on(table.correlationId),
    index('ocpi_exchanges_request').on(table.requestId),
    index('ocpi_exchanges_at').on(table.at),
    index('ocpi_exchanges_object')
      .on(table.objectKey, table.id)
      .where(sql`${table.objectKey} is not null`),
    index('ocpi_exchanges_failed').on(table.id).where(exchangeFailed(table)),
    index('ocpi_exchanges_partner_failed').on(table.partnerId, table.id).where(exchangeFailed(table)),
  ],
)

/** Per partner and module: how far a pull has come. */
export const syncMarks = pgTable(
  'sync_marks',
  {
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    module: text('module').notNull(),
    highWater: instant('high_water'),
    lastFullAt: instant('last_full_at'),
    lastRunAt: instant('last_run_at'),
    /** Last time anything of the module arrived, pushed or pulled. */
    lastReceivedAt: instant('last_received_at'),
    state: text('state').$type<'idle' | 'running' | 'failed'>().notNull().default('idle'),
    fetched: integer('fetched').notNull().default(0),
    total: integer('total'),
    rejected: integer('rejected').notNull().default(0),
    error: text('error'),
    /** Where a crawl under way stands: a killed one goes on from there. */
    cursor: jsonb('cursor').$type<CrawlCursor>(),
    /** What this server was seen to do with our questions. */
    observed: jsonb('observed').$type<ObservedServer>().notNull().default({}),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.module] })],
)

// What we ask of stations beyond start and stop: reservations, charging profiles, charging preferences.
import { boolean, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type {
  AuthorizationId,
  CommandId,
  CustomerId,
  EvseId,
  PartnerId,
  PreferenceId,
  ProfileRequestId,
  ReservationId,
  SessionId,
  TokenId,
  UserId,
} from '@/lib/kernel/ids'
import type {
  ActiveChargingProfile,
  ChargingProfile,
  PreferencesAnswer,
  ProfileRequestKind,
  ProfileRequestState,
  ProfileType,
} from '@/lib/roaming/core/charging-profile'
import type { ReservationQuote, ReservationState } from '@/lib/roaming/core/command'
import { bytes, exact, instant, jsonText } from './columns'
import { customers } from './customers'
import { partners } from './partners'
import { evses, sessions } from './roaming'

const partnerId = () =>
  text('partner_id')
    .$type<PartnerId>()
    .notNull()
    .references(() => partners.id)
const sessionId = () =>
  text('session_id')
    .$type<SessionId>()
    .notNull()
    .references(() => sessions.id)

export const reservations = pgTable(
  'reservations',
  {
    id: text('id').$type<ReservationId>().primaryKey(),
    /** The same reservation to a 2.1.1 partner, whose reservation_id is a number. */
    number: integer('number').generatedAlwaysAsIdentity().notNull(),
    partnerId: partnerId(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    tokenId: text('token_id').$type<TokenId>().notNull(),
    evseId: text('evse_id')
      .$type<EvseId>()
      .notNull()
      .references(() => evses.id),
    /** Place, socket and its name as they were. */
    locationOcpiId: text('location_ocpi_id').notNull(),
    evseUid: text('evse_uid').notNull(),
    placeName: text('place_name').notNull(),
    socketName: text('socket_name').notNull(),
    timeZone: text('time_zone').notNull(),
    authorizationReference: text('authorization_reference').$type<AuthorizationId>().notNull(),
    commandId: text('command_id').$type<CommandId>().notNull(),
    state: text('state').$type<ReservationState>().notNull(),
    /** Whether the partner's OCPI knows how to cancel: 2.1.1 does not. */
    cancellable: boolean('cancellable').notNull(),
    /** The price that was shown; null where it was said that nobody knows it. */
    quote: jsonb('quote').$type<ReservationQuote>(),
    requestedAt: instant('requested_at').notNull(),
    confirmedAt: instant('confirmed_at'),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by').$type<'customer' | 'operator' | 'time' | 'charge'>(),
    /** The session in which it was used. */
    sessionId: text('session_id').$type<SessionId>(),
  },
  (table) => [
    index('reservations_customer').on(table.customerId, table.requestedAt),
    index('reservations_open').on(table.state, table.expiresAt),
    uniqueIndex('reservations_reference').on(table.authorizationReference),
    uniqueIndex('reservations_number').on(table.number),
  ],
)

/** Each request to set, read or clear the charging profile of a session. */
export const profileRequests = pgTable(
  'profile_requests',
  {
    id: text('id').$type<ProfileRequestId>().primaryKey(),
    partnerId: partnerId(),
    sessionId: sessionId(),
    requestedBy: text('requested_by').$type<UserId>(),
    actor: text('actor').$type<'customer' | 'staff'>().notNull(),
    kind: text('kind').$type<ProfileRequestKind>().notNull(),
    /** What was to be set. */
    profile: jsonb('profile').$type<ChargingProfile>(),
    state: text('state').$type<ProfileRequestState>().notNull(),
    responseHash: bytes('response_hash').notNull(),
    result: text('result'),
    message: text('message'),
    requestedAt: instant('requested_at').notNull(),
    timeoutAt: instant('timeout_at').notNull(),
    finishedAt: instant('finished_at'),
    /** TOO_OFTEN: not before this. */
    retryAt: instant('retry_at'),
  },
  (table) => [
    index('profile_requests_session').on(table.sessionId, table.requestedAt),
    index('profile_requests_open').on(table.state, table.timeoutAt),
    uniqueIndex('profile_requests_response').on(table.responseHash),
  ],
)

/** What the station last said it goes by: asked for, or told by the partner of its own accord (CP-3). */
export const activeProfiles = pgTable('active_profiles', {
  sessionId: sessionId().primaryKey(),
  partnerId: partnerId(),
  profile: jsonb('profile').$type<ActiveChargingProfile>().notNull(),
  received: jsonText('received').notNull(),
  source: text('source').$type<'asked' | 'told'>().notNull(),
  receivedAt: instant('received_at').notNull(),
})

/** What a driver wished for a session, and the operator's answer. The newest accepted wish rules. */
export const chargingPreferences = pgTable(
  'charging_preferences',
  {
    id: text('id').$type<PreferenceId>().primaryKey(),
    partnerId: partnerId(),
    sessionId: sessionId(),
    customerId: text('customer_id').$type<CustomerId>(),
    profileType: text('profile_type').$type<ProfileType>().notNull(),
    departureAt: instant('departure_at'),
    energyKwh: exact('energy_kwh'),
    dischargeAllowed: boolean('discharge_allowed').notNull(),
    answer: text('answer').$type<PreferencesAnswer>(),
    message: text('message'),
    requestedAt: instant('requested_at').notNull(),
    answeredAt: instant('answered_at'),
  },
  (table) => [index('charging_preferences_session').on(table.sessionId, table.requestedAt)],
)

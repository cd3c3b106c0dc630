import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type {
  CommandId,
  CustomerId,
  PartnerId,
  QuoteId,
  ReservationId,
  SessionId,
  TokenId,
  UserId,
} from '@/lib/kernel/ids'
import type { CommandKind, CommandState } from '@/lib/roaming/core/command'
import { bytes, instant } from './columns'
import { partners } from './partners'

/** What we asked an operator to do, and what became of it. */
export const commands = pgTable(
  'commands',
  {
    id: text('id').$type<CommandId>().primaryKey(),
    kind: text('kind').$type<CommandKind>().notNull(),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    customerId: text('customer_id').$type<CustomerId>(),
    requestedBy: text('requested_by').$type<UserId>(),
    tokenId: text('token_id').$type<TokenId>(),
    locationOcpiId: text('location_ocpi_id'),
    evseUid: text('evse_uid'),
    connectorId: text('connector_id'),
    /** The session to stop, or the one that started. */
    sessionId: text('session_id').$type<SessionId>(),
    /** The reservation that is asked for, cancelled, or used by this start. */
    reservationId: text('reservation_id').$type<ReservationId>(),
    /** The price that the customer started on; what it says is nothing to roaming. */
    quoteId: text('quote_id').$type<QuoteId>(),
    authorizationReference: text('authorization_reference'),
    state: text('state').$type<CommandState>().notNull(),
    /** Hash of the unguessable part of response_url. */
    responseHash: bytes('response_hash'),
    result: text('result'),
    message: text('message'),
    requestedAt: instant('requested_at').notNull(),
    timeoutAt: instant('timeout_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    index('commands_customer').on(table.customerId, table.requestedAt),
    index('commands_reference').on(table.authorizationReference),
    index('commands_place').on(table.partnerId, table.locationOcpiId, table.requestedAt),
    index('commands_session').on(table.sessionId, table.requestedAt),
    uniqueIndex('commands_response').on(table.responseHash),
    uniqueIndex('commands_quote').on(table.quoteId),
  ],
)

import { sql } from 'drizzle-orm'
import { bigserial, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { CdrId, DisputeId, DisputeLinkId, PartnerId, UserId } from '@/lib/kernel/ids'
import type {
  DisputeCause,
  DisputeEventKind,
  DisputeOrigin,
  DisputeState,
  LineOutcome,
} from '@/lib/rating/core/dispute-state'
import { bytes, calendarDate, instant, minor } from './columns'
import { partners } from './partners'
import { cdrs } from './roaming'

/** A claim against one operator, about one or more of its CDRs. */
export const disputes = pgTable(
  'disputes',
  {
    id: text('id').$type<DisputeId>().primaryKey(),
    /** What people call it, also towards the operator. */
    number: integer('number').notNull().generatedAlwaysAsIdentity({ startWith: 1001 }),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    origin: text('origin').$type<DisputeOrigin>().notNull(),
    cause: text('cause').$type<DisputeCause>().notNull(),
    state: text('state').$type<DisputeState>().notNull(),
    currency: text('currency').notNull(),
    /** Why we contest it, in the words of who opened it; empty when a rule did. */
    statement: text('statement').notNull().default(''),
    /** By when it must be sent while it is open, and answered once it is sent. Null when nobody waits. */
    deadline: calendarDate('deadline'),
    /** The deadline passed and staff were told. */
    overdueAt: instant('overdue_at'),
    openedBy: text('opened_by').$type<UserId>(),
    openedAt: instant('opened_at').notNull(),
    sentAt: instant('sent_at'),
    closedAt: instant('closed_at'),
    /** What the books say was lost on it, in kronor, and when that was last booked: the sum of its lines as it was then. */
    lossMinor: minor('loss_minor')
      .notNull()
      .default(sql`0`),
    lossBookedAt: instant('loss_booked_at'),
  },
  (table) => [
    uniqueIndex('disputes_number').on(table.number),
    index('disputes_state').on(table.state, table.deadline),
    index('disputes_partner').on(table.partnerId, table.openedAt),
  ],
)

/** A CDR of a case. At most one live case per CDR. Amounts exclude VAT, in the case's currency. */
export const disputeCdrs = pgTable(
  'dispute_cdrs',
  {
    disputeId: text('dispute_id')
      .$type<DisputeId>()
      .notNull()
      .references(() => disputes.id),
    cdrId: text('cdr_id')
      .$type<CdrId>()
      .notNull()
      .references(() => cdrs.id),
    /** What the operator asks, what its own tariff gives by our calculation, and what we want back. */
    askedMinor: minor('asked_minor').notNull(),
    oursMinor: minor('ours_minor'),
    claimMinor: minor('claim_minor').notNull(),
    /** The customer pays nothing of it before the case is closed. */
    keepsOff: boolean('keeps_off').notNull(),
    /** What the customer told us, in their own words. */
    reportCause: text('report_cause').$type<DisputeCause>(),
    reportText: text('report_text'),
    reportedAt: instant('reported_at'),
    /** What came of it: the CDR that takes it back, the CDR that stands in for it, what we were given. */
    creditCdrId: text('credit_cdr_id').$type<CdrId>(),
    replacementCdrId: text('replacement_cdr_id').$type<CdrId>(),
    recoveredMinor: minor('recovered_minor')
      .notNull()
      .default(sql`0`),
    /** What we pay the operator, and whether the customer pays our calculation of it. */
    costMinor: minor('cost_minor'),
    customerPays: boolean('customer_pays'),
    /** What we lose on it, in kronor. */
    lossMinor: minor('loss_minor')
      .notNull()
      .default(sql`0`),
    outcome: text('outcome').$type<LineOutcome>(),
    settledAt: instant('settled_at'),
    /** The customer was told how it ended and has read it. */
    customerReadAt: instant('customer_read_at'),
  },
  (table) => [
    primaryKey({ columns: [table.disputeId, table.cdrId] }),
    uniqueIndex('dispute_cdrs_live')
      .on(table.cdrId)
      .where(sql`settled_at is null`),
    index('dispute_cdrs_cdr').on(table.cdrId),
    index('dispute_cdrs_credit').on(table.creditCdrId),
  ],
)

/** What happened to a case: append-only. */
export const disputeEvents = pgTable(
  'dispute_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    disputeId: text('dispute_id')
      .$type<DisputeId>()
      .notNull()
      .references(() => disputes.id),
    at: instant('at').notNull(),
    kind: text('kind').$type<DisputeEventKind>().notNull(),
    actor: text('actor').$type<'system' | 'staff' | 'customer' | 'operator'>().notNull(),
    userId: text('user_id').$type<UserId>(),
    cdrId: text('cdr_id').$type<CdrId>(),
    note: text('note').notNull().default(''),
    amountMinor: minor('amount_minor'),
    deadline: calendarDate('deadline'),
  },
  (table) => [index('dispute_events_dispute').on(table.disputeId, table.id)],
)

/** An address under which the operator reads the evidence of a case without signing in. */
export const disputeLinks = pgTable(
  'dispute_links',
  {
    id: text('id').$type<DisputeLinkId>().primaryKey(),
    disputeId: text('dispute_id')
      .$type<DisputeId>()
      .notNull()
      .references(() => disputes.id),
    tokenHash: bytes('token_hash').notNull(),
    createdBy: text('created_by').$type<UserId>().notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    uniqueIndex('dispute_links_token').on(table.tokenHash),
    index('dispute_links_dispute').on(table.disputeId, table.createdAt),
  ],
)

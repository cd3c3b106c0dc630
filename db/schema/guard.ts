// What is watched while a car charges, and what the customer was told in time.
import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { ChargeNoticeId, CustomerId, SessionId } from '@/lib/kernel/ids'
import type { GuardFacts, GuardKind } from '@/lib/rating/core/guard'
import { customers } from './customers'
import { sessions } from './roaming'
import { exact, instant, minor } from './columns'

/** Limits that a customer set; none is a ceiling by itself, each is a reason to be told. Including VAT. */
export const chargeLimits = pgTable('charge_limits', {
  customerId: text('customer_id')
    .$type<CustomerId>()
    .primaryKey()
    .references(() => customers.id),
  monthlyMinor: minor('monthly_minor'),
  perChargeMinor: minor('per_charge_minor'),
  updatedAt: instant('updated_at').notNull(),
})

/** One row for each session that was looked at: what it had given when, and what it came to. */
export const chargeWatches = pgTable('charge_watches', {
  sessionId: text('session_id')
    .$type<SessionId>()
    .primaryKey()
    .references(() => sessions.id),
  energyKwh: exact('energy_kwh').notNull(),
  /** Since when that is all: the operator's date of the message that first said so. */
  energySince: instant('energy_since').notNull(),
  /** The estimate that the customer was shown, excluding and including VAT; null while no price is known. */
  netMinor: minor('net_minor'),
  grossMinor: minor('gross_minor'),
  /** The session's last_updated that it is of. */
  sessionUpdated: instant('session_updated').notNull(),
  checkedAt: instant('checked_at').notNull(),
})

/** What a customer was told about a running charge: once per kind and session. */
export const chargeNotices = pgTable(
  'charge_notices',
  {
    id: text('id').$type<ChargeNoticeId>().primaryKey(),
    sessionId: text('session_id')
      .$type<SessionId>()
      .notNull()
      .references(() => sessions.id),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    kind: text('kind').$type<GuardKind>().notNull(),
    facts: jsonb('facts').$type<GuardFacts>().notNull(),
    at: instant('at').notNull(),
    /** When what it told was over: charging went on, or the charge ended. */
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('charge_notices_kind').on(table.sessionId, table.kind),
    index('charge_notices_customer').on(table.customerId, table.at),
  ],
)

import { sql } from 'drizzle-orm'
import { boolean, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { AgreementId, PartnerId, UserId } from '@/lib/kernel/ids'
import type { EmspRole, PriceBasis } from '@/lib/roaming/core/agreement'
import { calendarDate, exact, instant, minor } from './columns'
import { partners } from './partners'

/** What was agreed with a partner, in dated versions. Terms never change; a version ends, or is replaced by a later one. */
export const roamingAgreements = pgTable(
  'roaming_agreements',
  {
    id: text('id').$type<AgreementId>().primaryKey(),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    /** Folded `SE*KUL` of a party behind a hub with terms of its own; null: all others. */
    party: text('party'),
    version: integer('version').notNull(),
    /** First and last day of the sessions that it rules, in Europe/Stockholm. */
    validFrom: calendarDate('valid_from').notNull(),
    validTo: calendarDate('valid_to'),
    priceBasis: jsonb('price_basis').$type<PriceBasis>().notNull(),
    currency: text('currency'),
    toleranceMinor: minor('tolerance_minor').notNull(),
    tolerancePercent: exact('tolerance_percent').notNull(),
    energyTolerancePercent: exact('energy_tolerance_percent').notNull(),
    timeToleranceMinutes: integer('time_tolerance_minutes').notNull(),
    freeBelowKwh: exact('free_below_kwh').notNull(),
    freeBelowMinutes: integer('free_below_minutes').notNull(),
    emspRole: text('emsp_role').$type<EmspRole>().notNull(),
    reverseCharge: boolean('reverse_charge').notNull(),
    disputeDays: integer('dispute_days').notNull(),
    cdrDeadlineDays: integer('cdr_deadline_days').notNull(),
    paymentDays: integer('payment_days').notNull(),
    note: text('note').notNull().default(''),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').$type<UserId>(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by').$type<UserId>(),
    /** Taken back before its first day. */
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: text('withdrawn_by').$type<UserId>(),
  },
  (table) => [
    uniqueIndex('roaming_agreements_version').on(table.partnerId, table.version),
    uniqueIndex('roaming_agreements_from')
      .on(table.partnerId, sql`coalesce(${table.party}, '')`, table.validFrom)
      .where(sql`${table.withdrawnAt} is null`),
  ],
)

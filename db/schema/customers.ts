import { sql } from 'drizzle-orm'
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { CustomerId, PricePlanId, UserId } from '@/lib/kernel/ids'
import { calendarDate, instant } from './columns'
import { pricePlans } from './rating'

export const customers = pgTable(
  'customers',
  {
    id: text('id').$type<CustomerId>().primaryKey(),
    /** The number on the invoice; people say it on the telephone. */
    number: integer('number').notNull().generatedAlwaysAsIdentity({ startWith: 48001 }),
    kind: text('kind').$type<'private' | 'business'>().notNull(),
    name: text('name').notNull(),
    email: text('email').notNull(),
    /** Organisation number of a business; private customers have none here. */
    organisationNumber: text('organisation_number'),
    street: text('street').notNull().default(''),
    postalCode: text('postal_code').notNull().default(''),
    city: text('city').notNull().default(''),
    country: text('country').notNull().default('SE'),
    locale: text('locale').$type<'sv' | 'en'>().notNull().default('sv'),
    /** Written down by whoever knows (billing, staff); read by authorisation. */
    chargingAllowed: boolean('charging_allowed').notNull().default(true),
    chargingDeniedReason: text('charging_denied_reason').$type<'no_credit' | 'blocked' | 'ended'>(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('customers_number').on(table.number),
    uniqueIndex('customers_email').on(sql`lower(${table.email})`),
    index('customers_name').on(table.name, table.id),
  ],
)

/** Which price plan a customer has from a date on; the latest start not after the day rules. */
export const customerPricePlans = pgTable(
  'customer_price_plans',
  {
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    pricePlanId: text('price_plan_id')
      .$type<PricePlanId>()
      .notNull()
      .references(() => pricePlans.id),
    validFrom: calendarDate('valid_from').notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.validFrom] })],
)

export const users = pgTable(
  'users',
  {
    id: text('id').$type<UserId>().primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role').notNull(),
    /** Set exactly for role customer. */
    customerId: text('customer_id')
      .$type<CustomerId>()
      .references(() => customers.id),
    passwordHash: text('password_hash'),
    /** Raised to end all sessions of the user. */
    sessionVersion: integer('session_version').notNull().default(1),
    disabledAt: instant('disabled_at'),
    lastSignInAt: instant('last_sign_in_at'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('users_email').on(sql`lower(${table.email})`), index('users_customer').on(table.customerId)],
)

/** Sessions that were signed out before their time. Pruned by a job once they would have ended anyway. */
export const endedSessions = pgTable('ended_sessions', {
  sessionId: text('session_id').primaryKey(),
  at: instant('at').notNull(),
})

/** Failed sign-ins, to slow guessing down per address and per account. Pruned by a job. */
export const signInAttempts = pgTable(
  'sign_in_attempts',
  {
    key: text('key').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('sign_in_attempts_key').on(table.key, table.at)],
)

import { bigserial, index, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import type { CustomerId, InvoiceId, JournalEntryId } from '@/lib/kernel/ids'
import { calendarDate, instant, minor } from './columns'

/** BAS chart, the accounts we post to. */
export const accounts = pgTable('accounts', {
  number: smallint('number').primaryKey(),
  nameSv: text('name_sv').notNull(),
  nameEn: text('name_en').notNull(),
})

/** Append-only: no update, no delete (triggers). Postings of an entry sum to zero (deferred constraint). */
export const journalEntries = pgTable(
  'journal_entries',
  {
    id: text('id').$type<JournalEntryId>().primaryKey(),
    sequence: bigserial('sequence', { mode: 'number' }).notNull(),
    entryDate: calendarDate('entry_date').notNull(),
    postedAt: instant('posted_at').notNull(),
    /** The business event's template, e.g. `invoice-finalized`. */
    template: text('template').notNull(),
    sourceId: text('source_id').notNull(),
    description: text('description').notNull(),
    /** template + source: the same event is booked once. */
    idempotencyKey: text('idempotency_key').notNull().unique(),
  },
  (table) => [
    index('journal_entries_date').on(table.entryDate, table.sequence),
    index('journal_entries_source').on(table.sourceId),
  ],
)

export const postings = pgTable(
  'postings',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    entryId: text('entry_id')
      .$type<JournalEntryId>()
      .notNull()
      .references(() => journalEntries.id),
    account: smallint('account')
      .notNull()
      .references(() => accounts.number),
    /** Debit positive, credit negative. */
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    customerId: text('customer_id').$type<CustomerId>(),
    invoiceId: text('invoice_id').$type<InvoiceId>(),
  },
  (table) => [
    index('postings_entry').on(table.entryId),
    index('postings_account').on(table.account, table.id),
    index('postings_invoice').on(table.invoiceId),
  ],
)

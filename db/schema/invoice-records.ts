import { index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { InvoiceRecordId, PartnerId } from '@/lib/kernel/ids'
import type { WireFinding } from '@/lib/roaming/core/common'
import { instant } from './columns'
import { partners } from './partners'

/**
 * OCPI 2.3.0 InvoiceReconciliation: which CDRs an invoice consists of. `theirs` came from the operator, `ours` are of
 * invoices that we issue in its name (self-billing) and offer to it.
 */
export const invoiceRecords = pgTable(
  'invoice_records',
  {
    id: text('id').$type<InvoiceRecordId>().primaryKey(),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    side: text('side').$type<'theirs' | 'ours'>().notNull(),
    countryCode: text('country_code').notNull(),
    partyId: text('party_id').notNull(),
    ocpiId: text('ocpi_id').notNull(),
    key: text('key').notNull(),
    /** The number on the invoice, as it came. */
    invoiceId: text('invoice_id').notNull(),
    /** CDR ids as they came, in their order. */
    cdrIds: jsonb('cdr_ids').$type<string[]>().notNull(),
    received: text('received').notNull(),
    findings: jsonb('findings').$type<WireFinding[]>().notNull().default([]),
    lastUpdated: instant('last_updated').notNull(),
    /** The record itself was an error (guide IR-2). */
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('invoice_records_key').on(table.partnerId, table.side, table.key),
    index('invoice_records_updated').on(table.partnerId, table.side, table.lastUpdated),
  ],
)

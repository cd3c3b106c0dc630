// What a further connection to a party tells of an object that another one brought (decision 0007).
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { CdrId, PartnerId } from '@/lib/kernel/ids'
import { bytes, instant } from './columns'
import { partners } from './partners'
import { cdrs } from './roaming'

/** The same CDR over another connection than the one that brought it first: evidence, never billed. */
export const cdrCopies = pgTable(
  'cdr_copies',
  {
    cdrId: text('cdr_id')
      .$type<CdrId>()
      .notNull()
      .references(() => cdrs.id),
    partnerId: text('partner_id')
      .$type<PartnerId>()
      .notNull()
      .references(() => partners.id),
    contentHash: bytes('content_hash').notNull(),
    received: text('received').notNull(),
    /** What it says otherwise of the charge itself. Empty: the two agree. */
    differences: jsonb('differences').$type<string[]>().notNull().default([]),
    source: text('source').$type<'push' | 'pull'>().notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.cdrId, table.partnerId] })],
)

import { bigserial, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { CustomerId } from '@/lib/kernel/ids'
import { instant } from './columns'

/** Who did what to which object. Append-only. */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    actor: text('actor').$type<'customer' | 'staff' | 'partner' | 'system'>().notNull(),
    /** User id, partner id or job name. */
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    entity: text('entity').notNull(),
    entityId: text('entity_id').notNull(),
    customerId: text('customer_id').$type<CustomerId>(),
    requestId: text('request_id').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
    reason: text('reason'),
  },
  (table) => [
    uniqueIndex('audit_events_entity').on(table.entityId, table.id),
    index('audit_events_actor').on(table.actorId, table.id),
    index('audit_events_customer').on(table.customerId, table.id),
  ],
)

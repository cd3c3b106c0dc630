import { auditEvents } from '@/db/schema/platform'
import type { Tx } from '@/db/client'
import type { CustomerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'

/** The part of a context that an audit row needs; lib/auth's contexts have it (platform lies below auth). */
type Actor = {
  readonly actor: 'customer' | 'staff' | 'partner' | 'system'
  readonly requestId: string
  readonly clock: { now(): Instant }
  readonly db: Tx
}

export type AuditEntry = {
  /** `noun.verb` */
  action: string
  entity: string
  entityId: string
  customerId?: CustomerId | null
  before?: unknown
  after?: unknown
  reason?: string
}

export function actorId(ctx: object): string {
  const fields = ctx as { userId?: string; partnerId?: string; job?: string } // each context type has exactly one of them
  return fields.userId ?? fields.partnerId ?? fields.job ?? 'unknown'
}

/** Writes who did what, in the same transaction as the deed. */
export async function audit(ctx: Actor, entry: AuditEntry): Promise<void> {
  await auditAll(ctx, [entry])
}

/** The same for a deed on many things: a row for each. */
export async function auditAll(ctx: Actor, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length > 0) await ctx.db.insert(auditEvents).values(entries.map((entry) => toRow(ctx, entry)))
}

function toRow(ctx: Actor, entry: AuditEntry): typeof auditEvents.$inferInsert {
  return {
    at: ctx.clock.now(),
    actor: ctx.actor,
    actorId: actorId(ctx),
    requestId: ctx.requestId,
    action: entry.action,
    entity: entry.entity,
    entityId: entry.entityId,
    customerId: entry.customerId ?? null,
    before: entry.before ?? null,
    after: entry.after ?? null,
    reason: entry.reason ?? null,
  }
}

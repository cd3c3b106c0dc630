import { and, asc, desc, eq, gte, ilike, lt, ne, or, sql, type SQL } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import { customers, users } from '@/db/schema/customers'
import { auditEvents } from '@/db/schema/platform'
import { partners } from '@/db/schema/partners'
import type { CustomerId, UserId } from '@/lib/kernel/ids'
import { addDays, startOfDay, BILLING_ZONE, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { authorize } from './authorize'
import type { StaffCtx } from './context'
import type { Role } from './permissions'

export type SignInUser = {
  id: UserId
  name: string
  role: Role
  customerId: CustomerId | null
  sessionVersion: number
  passwordHash: string | null
  disabledAt: Instant | null
}

const signInColumns = {
  id: users.id,
  name: users.name,
  role: sql<Role>`${users.role}`,
  customerId: users.customerId,
  sessionVersion: users.sessionVersion,
  passwordHash: users.passwordHash,
  disabledAt: users.disabledAt,
}

export async function findUserByEmail(db: Reader, email: string): Promise<SignInUser | null> {
  const [user] = await db
    .select(signInColumns)
    .from(users)
    .where(eq(sql`lower(${users.email})`, email.toLowerCase()))
  return user ?? null
}

/** The user behind a session, if the session is still good. */
export async function findSessionUser(
  userId: UserId,
  sessionVersion: number,
  sessionId: string | null = null,
): Promise<(Omit<SignInUser, 'passwordHash'> & { locale: 'sv' | 'en' | null; email: string }) | null> {
  const [user] = await reader()
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: signInColumns.role,
      customerId: users.customerId,
      sessionVersion: users.sessionVersion,
      disabledAt: users.disabledAt,
      locale: customers.locale,
    })
    .from(users)
    .leftJoin(customers, eq(customers.id, users.customerId))
    .where(
      and(
        eq(users.id, userId),
        eq(users.sessionVersion, sessionVersion),
        sql`not exists (select 1 from ended_sessions e where e.session_id = ${sessionId})`,
      ),
    )
  return user && user.disabledAt === null ? user : null
}

export type StaffUser = {
  id: UserId
  name: string
  email: string
  role: Role
  disabledAt: Instant | null
  lastSignInAt: Instant | null
  createdAt: Instant
}

export function listStaffUsers(ctx: StaffCtx): Promise<StaffUser[]> {
  authorize(ctx, 'user:read')
  return reader(ctx)
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: signInColumns.role,
      disabledAt: users.disabledAt,
      lastSignInAt: users.lastSignInAt,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(ne(users.role, 'customer'))
    .orderBy(asc(users.name), asc(users.id))
}

export type AuditFilter = {
  actor?: string
  entity?: string
  search?: string
  customerId?: CustomerId
  from?: CalendarDate
  to?: CalendarDate
  before?: number
}
export type AuditRow = {
  id: number
  at: Instant
  actor: string
  actorId: string
  actorName: string
  action: string
  entity: string
  entityId: string
  customerId: CustomerId | null
  requestId: string
  before: unknown
  after: unknown
  reason: string | null
}

/** Newest first, by keyset: `before` is the id of the last row seen. `search` matches the object's id or the action. */
export async function listAuditEvents(
  ctx: StaffCtx,
  filter: AuditFilter,
  limit = 50,
): Promise<{ rows: AuditRow[]; next: number | null }> {
  authorize(ctx, 'audit:read')
  const conditions: (SQL | undefined)[] = [
    filter.actor ? sql`${auditEvents.actor} = ${filter.actor}` : undefined,
    filter.entity ? eq(auditEvents.entity, filter.entity) : undefined,
    filter.customerId ? eq(auditEvents.customerId, filter.customerId) : undefined,
    filter.search
      ? or(eq(auditEvents.entityId, filter.search), ilike(auditEvents.action, `${escapeLike(filter.search)}%`))
      : undefined,
    filter.from ? gte(auditEvents.at, startOfDay(filter.from, BILLING_ZONE)) : undefined,
    filter.to ? lt(auditEvents.at, startOfDay(addDays(filter.to, 1), BILLING_ZONE)) : undefined,
    filter.before ? lt(auditEvents.id, filter.before) : undefined,
  ]
  const rows = await reader(ctx)
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      actor: auditEvents.actor,
      actorId: auditEvents.actorId,
      actorName: sql<string>`coalesce(${users.name}, ${partners.name}, ${auditEvents.actorId})`,
      action: auditEvents.action,
      entity: auditEvents.entity,
      entityId: auditEvents.entityId,
      customerId: auditEvents.customerId,
      requestId: auditEvents.requestId,
      before: auditEvents.before,
      after: auditEvents.after,
      reason: auditEvents.reason,
    })
    .from(auditEvents)
    .leftJoin(users, eq(users.id, sql`${auditEvents.actorId}`))
    .leftJoin(partners, eq(partners.id, sql`${auditEvents.actorId}`))
    .where(and(...conditions))
    .orderBy(desc(auditEvents.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/** The history of one object, for its page. */
export async function listEntityHistory(ctx: StaffCtx, entityId: string): Promise<AuditRow[]> {
  authorize(ctx, 'audit:read')
  return (await listAuditEvents(ctx, { search: entityId }, 100)).rows
}

/** Makes a search text literal inside LIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`)
}

import { and, asc, count, desc, eq, gte, lt, or, sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { ocpiExchanges, partnerEndpoints, partnerEvents, partners, syncMarks } from '@/db/schema/partners'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import type { Circuit } from './core/circuit'
import type { CredentialsRole, PartnerState } from './core/partner'
import { readQuirks, type Quirks } from './core/quirks'

type Reading = StaffCtx | SystemCtx

const columns = {
  id: partners.id,
  name: partners.name,
  countryCode: partners.countryCode,
  partyId: partners.partyId,
  state: partners.state,
  paused: partners.paused,
  version: partners.version,
  versionsUrl: partners.versionsUrl,
  roles: partners.roles,
  quirks: partners.quirks,
  toleranceMinor: partners.toleranceMinor,
  tolerancePercent: partners.tolerancePercent,
  rotateEveryDays: partners.rotateEveryDays,
  circuit: partners.circuit,
  lastError: partners.lastError,
  lastSeenAt: partners.lastSeenAt,
  registeredAt: partners.registeredAt,
  createdAt: partners.createdAt,
}
export type Partner = {
  id: PartnerId
  name: string
  countryCode: string
  partyId: string
  state: PartnerState
  paused: boolean
  version: string | null
  versionsUrl: string | null
  roles: CredentialsRole[]
  quirks: Quirks
  toleranceMinor: bigint
  tolerancePercent: string
  rotateEveryDays: number | null
  circuit: Circuit | null
  lastError: string | null
  lastSeenAt: Instant | null
  registeredAt: Instant | null
  createdAt: Instant
}

export async function listPartners(ctx: Reading): Promise<Partner[]> {
  authorize(ctx, 'partner:read')
  const rows = await reader(ctx).select(columns).from(partners).orderBy(asc(partners.name), asc(partners.id))
  return rows.map((row) => ({ ...row, quirks: readQuirks(row.quirks) }))
}

export async function getPartner(ctx: Reading, partnerId: PartnerId): Promise<Partner> {
  authorize(ctx, 'partner:read')
  const [partner] = await reader(ctx).select(columns).from(partners).where(eq(partners.id, partnerId))
  if (!partner) throw new NotFoundError('partner', partnerId)
  return { ...partner, quirks: readQuirks(partner.quirks) }
}

export type SyncMark = typeof syncMarks.$inferSelect
export type PartnerEvent = { id: number; at: Instant; step: string; outcome: 'ok' | 'failed'; detail: string | null }
export type PartnerModule = { version: string; identifier: string; role: string; url: string; mark: SyncMark | null }

/** The modules the partner offers, each with how far its synchronisation has come. */
export async function listPartnerModules(ctx: Reading, partnerId: PartnerId): Promise<PartnerModule[]> {
  authorize(ctx, 'partner:read')
  return reader(ctx)
    .select({
      version: partnerEndpoints.version,
      identifier: partnerEndpoints.identifier,
      role: partnerEndpoints.role,
      url: partnerEndpoints.url,
      mark: syncMarks,
    })
    .from(partnerEndpoints)
    .leftJoin(
      syncMarks,
      and(eq(syncMarks.partnerId, partnerEndpoints.partnerId), eq(syncMarks.module, partnerEndpoints.identifier)),
    )
    .where(eq(partnerEndpoints.partnerId, partnerId))
    .orderBy(asc(partnerEndpoints.identifier), asc(partnerEndpoints.role))
}

export async function listPartnerEvents(ctx: Reading, partnerId: PartnerId, limit = 30): Promise<PartnerEvent[]> {
  authorize(ctx, 'partner:read')
  const rows = await reader(ctx)
    .select({
      id: partnerEvents.id,
      at: partnerEvents.at,
      step: partnerEvents.step,
      outcome: partnerEvents.outcome,
      detail: partnerEvents.detail,
    })
    .from(partnerEvents)
    .where(eq(partnerEvents.partnerId, partnerId))
    .orderBy(desc(partnerEvents.id))
    .limit(limit)
  return rows.toReversed()
}

export type ExchangeFilter = { module?: string; direction?: 'in' | 'out'; failed?: boolean; before?: number }
export type ExchangeRow = {
  id: number
  at: Instant
  direction: 'in' | 'out'
  method: string
  path: string
  module: string | null
  httpStatus: number | null
  ocpiStatus: number | null
  durationMs: string
  requestId: string | null
  correlationId: string | null
  requestBody: string | null
  responseBody: string | null
  error: string | null
}

/** Newest first, keyset-paged by id. Secrets were taken out when the rows were written. */
export async function listExchanges(
  ctx: Reading,
  partnerId: PartnerId,
  filter: ExchangeFilter,
  limit = 50,
): Promise<{ rows: ExchangeRow[]; next: number | null }> {
  authorize(ctx, 'partner:read')
  const rows = await reader(ctx)
    .select({
      id: ocpiExchanges.id,
      at: ocpiExchanges.at,
      direction: ocpiExchanges.direction,
      method: ocpiExchanges.method,
      path: ocpiExchanges.path,
      module: ocpiExchanges.module,
      httpStatus: ocpiExchanges.httpStatus,
      ocpiStatus: ocpiExchanges.ocpiStatus,
      durationMs: ocpiExchanges.durationMs,
      requestId: ocpiExchanges.requestId,
      correlationId: ocpiExchanges.correlationId,
      requestBody: ocpiExchanges.requestBody,
      responseBody: ocpiExchanges.responseBody,
      error: ocpiExchanges.error,
    })
    .from(ocpiExchanges)
    .where(
      and(
        eq(ocpiExchanges.partnerId, partnerId),
        filter.module ? eq(ocpiExchanges.module, filter.module) : undefined,
        filter.direction ? eq(ocpiExchanges.direction, filter.direction) : undefined,
        filter.failed
          ? or(
              gte(ocpiExchanges.ocpiStatus, 2000),
              gte(ocpiExchanges.httpStatus, 400),
              sql`${ocpiExchanges.error} is not null`,
            )
          : undefined,
        filter.before ? lt(ocpiExchanges.id, filter.before) : undefined,
      ),
    )
    .orderBy(desc(ocpiExchanges.id))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

/** Registered partners to which work is sent; for the planning jobs. */
export async function listActivePartnerIds(): Promise<PartnerId[]> {
  const rows = await reader()
    .select({ id: partners.id })
    .from(partners)
    .where(and(eq(partners.state, 'registered'), eq(partners.paused, false)))
  return rows.map((row) => row.id)
}

export async function countPartners(ctx: StaffCtx): Promise<{ registered: number; failing: number }> {
  authorize(ctx, 'partner:read')
  const [row] = await reader(ctx)
    .select({
      registered: count(sql`case when ${partners.state} = 'registered' then 1 end`),
      failing: count(partners.lastError),
    })
    .from(partners)
  return row ?? { registered: 0, failing: 0 }
}

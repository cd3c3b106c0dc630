import { and, asc, count, desc, eq, sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { partnerEndpoints, partnerEvents, partners, syncMarks } from '@/db/schema/partners'
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
  rotateEveryDays: partners.rotateEveryDays,
  circuit: partners.circuit,
  lastError: partners.lastError,
  lastSeenAt: partners.lastSeenAt,
  registeredAt: partners.registeredAt,
  liveAt: partners.liveAt,
  createdAt: partners.createdAt,
  hubParty: partners.hubParty,
  parties: sql<number>`(select count(distinct x.key)::int from parties x where x.partner_id = partners.id and x.role <> 'HUB')`,
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
  rotateEveryDays: number | null
  circuit: Circuit | null
  lastError: string | null
  lastSeenAt: Instant | null
  registeredAt: Instant | null
  /** From when customers meet it; null while its onboarding goes on. */
  liveAt: Instant | null
  createdAt: Instant
  /** Folded own party of a hub; null where the partner speaks for itself. */
  hubParty: string | null
  /** Behind the connection: one, or those of a platform or a hub. */
  parties: number
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

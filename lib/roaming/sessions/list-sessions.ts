// The staff's list of sessions: what charges now, what has ended, what fell silent.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CdrId, CustomerId, PartnerId, SessionId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { partnerLabel } from '@/lib/partners/core/label'
import type { SessionStatus } from '../core/session'
import { matchSession } from '../cdrs/match-session'
import { excludeTwins } from '../exclude-twins'

/** An active session that has not been heard of for so long is stale: it has probably ended without our being told. */
export const STALE_AFTER_MS = 2 * HOUR_MS

export type SessionShow = 'live' | 'stale' | 'ended' | 'all'
export type SessionFilter = { show: SessionShow; search?: string; partnerId?: PartnerId; sessionId?: SessionId }
export type SessionRow = {
  id: SessionId
  ocpiId: string
  status: SessionStatus
  stale: boolean
  partnerId: PartnerId
  /** The connection's, behind a hub with the party's own before it. */
  partnerName: string
  /** Folded owner. */
  party: string
  placeName: string
  evseUid: string
  timeZone: string
  customerId: CustomerId | null
  customerName: string | null
  startedAt: Instant
  endedAt: Instant | null
  heardAt: Instant
  energyKwh: DecimalString
  currency: string
  totalExcl: DecimalString | null
  cdrId: CdrId | null
  authorizationReference: string | null
  received: string
}

type Row = Omit<SessionRow, 'startedAt' | 'endedAt' | 'heardAt'> & {
  startedAt: number
  endedAt: number | null
  heardAt: number
}

function conditions(filter: SessionFilter, staleBefore: string): SQL {
  const search = filter.search?.trim()
  const like = search ? `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%` : ''
  const shows: Record<SessionShow, SQL> = {
    live: sql`s.status = 'ACTIVE' and s.updated_at >= ${staleBefore}::timestamptz`,
    stale: sql`s.status = 'ACTIVE' and s.updated_at < ${staleBefore}::timestamptz`,
    ended: sql`s.status <> 'ACTIVE'`,
    all: sql`true`,
  }
  const parts = [shows[filter.show]]
  // Of one connection everything, else each session once, whatever the number of connections that tell of it.
  if (filter.partnerId) parts.push(sql`s.partner_id = ${filter.partnerId}`)
  else if (!filter.sessionId) parts.push(sql.raw(excludeTwins('sessions', 's')))
  if (filter.sessionId) parts.push(sql`s.id = ${filter.sessionId}`)
  if (search)
    parts.push(
      sql`(s.id = ${search} or s.authorization_reference = ${search} or s.ocpi_id ilike ${like} or s.place_name ilike ${like} or s.evse_uid ilike ${like} or k.name ilike ${like})`,
    )
  return sql.join(parts, sql` and `)
}

function staleBefore(ctx: StaffCtx): string {
  return toIsoInstant(instant(ctx.clock.now() - STALE_AFTER_MS))
}

/** Newest start first, keyset-paged by start and id. */
export async function listSessions(
  ctx: StaffCtx,
  filter: SessionFilter,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: SessionRow[]; next: string | null }> {
  authorize(ctx, 'session:read')
  const late = staleBefore(ctx)
  const [at, id] = after?.split('_at_') ?? []
  const seek =
    at && id && /^\d+$/.test(at)
      ? sql`(s.started_at, s.id) < (${toIsoInstant(instant(Number(at)))}::timestamptz, ${id}::text)`
      : sql`true`
  const found = (await reader(ctx).execute(sql`
    select s.id, s.ocpi_id as "ocpiId", s.status, s.status = 'ACTIVE' and s.updated_at < ${late}::timestamptz as stale,
      s.partner_id as "partnerId", ${sql.raw(partnerLabel('p', 's'))} as "partnerName", upper(s.country_code || '*' || s.party_id) as party, s.place_name as "placeName", s.evse_uid as "evseUid",
      s.time_zone as "timeZone", s.customer_id as "customerId", k.name as "customerName",
      extract(epoch from s.started_at)::float8 * 1000 as "startedAt", extract(epoch from s.ended_at)::float8 * 1000 as "endedAt",
      extract(epoch from s.updated_at)::float8 * 1000 as "heardAt", trim_scale(s.energy_kwh)::text as "energyKwh", s.currency,
      s.total_excl::text as "totalExcl", s.received::text as received,
      s.authorization_reference as "authorizationReference",
      (select c.id from cdrs c where c.started_at between s.started_at - interval '1 day' and s.started_at + interval '1 day'
        and (upper(c.country_code || '*' || c.party_id || '*' || c.session_ocpi_id) = s.key
          or c.session_ocpi_id is null and c.customer_id = s.customer_id and not c.credit
            and exists (select 1 from (${sql.raw(matchSession('c'))}) m where m.key = s.key)) limit 1) as "cdrId"
    from sessions s join partners p on p.id = s.partner_id left join customers k on k.id = s.customer_id
    where ${conditions(filter, late)} and ${seek}
    order by s.started_at desc, s.id desc limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map((row) => ({
    ...row,
    startedAt: instant(Math.round(row.startedAt)),
    endedAt: row.endedAt === null ? null : instant(Math.round(row.endedAt)),
    heardAt: instant(Math.round(row.heardAt)),
  }))
  const last = rows.at(-1)
  return { rows, next: found.length > limit && last ? `${last.startedAt}_at_${last.id}` : null }
}

export type SessionCounts = { live: number; stale: number; energyKwh: DecimalString }

/** What charges now, all partners or one. */
export async function countLiveSessions(ctx: StaffCtx, partnerId?: PartnerId): Promise<SessionCounts> {
  authorize(ctx, 'session:read')
  const late = staleBefore(ctx)
  const [row] = (await reader(ctx).execute(sql`
    select count(*) filter (where updated_at >= ${late}::timestamptz)::int as live,
      count(*) filter (where updated_at < ${late}::timestamptz)::int as stale,
      trim_scale(coalesce(sum(energy_kwh) filter (where updated_at >= ${late}::timestamptz), 0))::text as "energyKwh"
    from sessions s where status = 'ACTIVE' and ${partnerId ? sql`partner_id = ${partnerId}` : sql.raw(excludeTwins('sessions', 's'))}`)) as unknown as [
    SessionCounts,
  ] // aggregates without group: one row
  return row
}

// Who is reached over which connections, as staff see it, and as a hub may read its own words again.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { PartnerCtx, StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { foldParty } from '../core/our-party'
import type { PartySource, PartyStatus, RoutedModule } from '../core/party'
import type { PartnerState } from '../core/partner'
import type { ClientInfo } from '../note-client-info'

/** What a hub last told of a party: of its operator where the party has several roles. */
export async function findClientInfo(
  ctx: PartnerCtx,
  party: { countryCode: string; partyId: string },
): Promise<ClientInfo | null> {
  const [row] = (await reader(ctx).execute(sql`
    select country_code as "countryCode", party_id as "partyId", role, status,
      extract(epoch from last_updated)::float8 * 1000 as "lastUpdated"
    from parties where partner_id = ${ctx.partnerId} and key = ${foldParty(party.countryCode, party.partyId)}
      and last_updated is not null and status <> 'unknown'
    order by role = 'CPO' desc, last_updated desc limit 1`)) as unknown as (Omit<ClientInfo, 'lastUpdated'> & {
    lastUpdated: number
  })[] // the columns of the statement
  return row ? { ...row, lastUpdated: instant(Math.round(row.lastUpdated)) } : null
}

export const PARTY_SHOWS = ['all', 'connected', 'away', 'planned', 'unannounced'] as const
export type PartyShow = (typeof PARTY_SHOWS)[number]
export type PartyFilter = { search?: string; show?: PartyShow }
export type PartyRow = {
  key: string
  countryCode: string
  partyId: string
  roles: string[]
  name: string | null
  status: PartyStatus
  statusAt: Instant
  source: PartySource
  lastSeenAt: Instant | null
  locations: number
  /** Connections to this party, this one among them. */
  connections: number
}
type Row = Omit<PartyRow, 'statusAt' | 'lastSeenAt'> & { statusAt: number; lastSeenAt: number | null }

const SHOWS: Readonly<Record<PartyShow, SQL>> = {
  all: sql`true`,
  connected: sql`g.status = 'CONNECTED'`,
  away: sql`g.status in ('OFFLINE', 'SUSPENDED')`,
  planned: sql`g.status = 'PLANNED'`,
  unannounced: sql`g.source = 'object'`,
}

// One line per party; its operator role says how it stands.
const GROUPED = (partnerId: PartnerId) => sql`
  select distinct on (x.key) x.key, x.country_code, x.party_id, x.status, x.status_at, x.source, x.last_seen_at,
    coalesce(x.name, (select l.operator_name from locations l where l.partner_id = x.partner_id
      and upper(l.country_code || '*' || l.party_id) = x.key and l.operator_name is not null limit 1)) as name,
    (select json_agg(r.role order by r.role) from parties r where r.partner_id = x.partner_id and r.key = x.key) as roles
  from parties x where x.partner_id = ${partnerId} and x.role <> 'HUB'
  order by x.key, x.role = 'CPO' desc, x.role`

function wanted({ search, show = 'all' }: PartyFilter): SQL {
  const text = search?.trim()
  if (!text) return SHOWS[show]
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return sql`${SHOWS[show]} and (g.key ilike ${like} or replace(g.key, '*', '') ilike ${like} or g.name ilike ${like})`
}

/** The parties behind a connection by key, a page at a time. */
export async function listParties(
  ctx: StaffCtx,
  partnerId: PartnerId,
  filter: PartyFilter,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: PartyRow[]; next: string | null }> {
  authorize(ctx, 'partner:read')
  const found = (await reader(ctx).execute(sql`
    select g.key, g.country_code as "countryCode", g.party_id as "partyId", g.roles, g.name, g.status, g.source,
      extract(epoch from g.status_at)::float8 * 1000 as "statusAt", extract(epoch from g.last_seen_at)::float8 * 1000 as "lastSeenAt",
      (select count(*)::int from locations l where l.partner_id = ${partnerId}
        and upper(l.country_code || '*' || l.party_id) = g.key) as locations,
      (select count(distinct o.partner_id)::int from parties o where o.key = g.key) as connections
    from (${GROUPED(partnerId)}) g
    where ${wanted(filter)} and g.key > ${after ?? ''}::text
    order by g.key limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map((row) => ({
    ...row,
    statusAt: instant(Math.round(row.statusAt)),
    lastSeenAt: row.lastSeenAt === null ? null : instant(Math.round(row.lastSeenAt)),
  }))
  return { rows, next: found.length > limit ? (rows.at(-1)?.key ?? null) : null }
}

export type PartyCounts = Record<PartyShow, number>

/** How many parties each of the list's filters shows. */
export async function countParties(ctx: StaffCtx, partnerId: PartnerId): Promise<PartyCounts> {
  authorize(ctx, 'partner:read')
  const [row] = (await reader(ctx).execute(sql`
    select count(*)::int as "all", count(*) filter (where ${SHOWS.connected})::int as connected,
      count(*) filter (where ${SHOWS.away})::int as away, count(*) filter (where ${SHOWS.planned})::int as planned,
      count(*) filter (where ${SHOWS.unannounced})::int as unannounced
    from (${GROUPED(partnerId)}) g`)) as unknown as [PartyCounts] // aggregates without group: one row
  return row
}

export type PartyRoute = { module: RoutedModule; rank: number; chosen: boolean }
export type PartyConnection = {
  partnerId: PartnerId
  name: string
  /** Folded own party where the connection is a hub. */
  hubParty: string | null
  version: string | null
  state: PartnerState
  status: PartyStatus
  statusAt: Instant
  source: PartySource
  lastSeenAt: Instant | null
  roles: string[]
  locations: number
  cdrs: number
  routes: PartyRoute[]
}
export type PartyDetail = { key: string; name: string | null; connections: PartyConnection[] }
type ConnectionRow = Omit<PartyConnection, 'statusAt' | 'lastSeenAt' | 'routes'> & {
  partyName: string | null
  statusAt: number
  lastSeenAt: number | null
  routes: PartyRoute[] | null
}

/** One party with every connection that reaches it, direct ones first. */
export async function getParty(ctx: StaffCtx, key: string): Promise<PartyDetail> {
  authorize(ctx, 'partner:read')
  const rows = (await reader(ctx).execute(sql`
    select p.id as "partnerId", p.name, p.hub_party as "hubParty", p.version, p.state, x.name as "partyName", x.status, x.source,
      extract(epoch from x.status_at)::float8 * 1000 as "statusAt", extract(epoch from x.last_seen_at)::float8 * 1000 as "lastSeenAt",
      (select json_agg(r.role order by r.role) from parties r where r.partner_id = p.id and r.key = x.key) as roles,
      (select count(*)::int from locations l where l.partner_id = p.id and upper(l.country_code || '*' || l.party_id) = x.key) as locations,
      (select count(*)::int from cdrs c where c.partner_id = p.id and upper(c.country_code || '*' || c.party_id) = x.key) as cdrs,
      (select json_agg(json_build_object('module', r.module, 'rank', r.rank, 'chosen', r.chosen_at is not null))
        from party_routes r where r.partner_id = p.id and r.key = x.key) as routes
    from (select distinct on (partner_id) * from parties where key = ${key} order by partner_id, role = 'CPO' desc, role) x
    join partners p on p.id = x.partner_id
    order by p.hub_party is not null, p.version desc nulls last, p.created_at`)) as unknown as ConnectionRow[] // the columns of the statement
  if (rows.length === 0) throw new NotFoundError('party', key)
  return {
    key,
    name: rows.find(({ partyName }) => partyName !== null)?.partyName ?? null,
    connections: rows.map(({ partyName: _, ...row }) => ({
      ...row,
      statusAt: instant(Math.round(row.statusAt)),
      lastSeenAt: row.lastSeenAt === null ? null : instant(Math.round(row.lastSeenAt)),
      routes: row.routes ?? [],
    })),
  }
}

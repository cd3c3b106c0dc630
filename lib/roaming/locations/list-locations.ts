// Charging places as staff see them, with the state of their EVSEs.
import { sql, type SQL } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { EvseId, LocationId, PartnerId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { partnerLabel } from '@/lib/partners/core/label'
import type { WireFinding } from '../core/common'
import type { Evse, Location } from '../core/location'
import { excludeTwins } from '../exclude-twins'

export type LocationRow = {
  id: LocationId
  ocpiId: string
  name: string
  address: string
  city: string
  country: string
  timeZone: string
  partnerId: PartnerId
  /** The connection's, behind a hub with the party's own before it. */
  partnerName: string
  /** Folded owner. */
  party: string
  operatorName: string | null
  publish: boolean
  /** Complete crawls in a row that did not contain it. */
  missedCrawls: number
  evses: number
  available: number
  charging: number
  broken: number
  maxPowerKw: number | null
  updatedAt: Instant
}
export type LocationShow = 'all' | 'broken' | 'hidden'
export type LocationFilter = { search?: string; partnerId?: PartnerId; show?: LocationShow }

type Row = Omit<LocationRow, 'updatedAt'> & { updatedAt: number }

const BROKEN = sql`e.status in ('INOPERATIVE', 'OUTOFORDER', 'UNKNOWN', 'BLOCKED')`
const COLUMNS = sql`
  l.id, l.ocpi_id as "ocpiId", l.name, l.address, l.city, l.country, l.time_zone as "timeZone", l.partner_id as "partnerId",
  ${sql.raw(partnerLabel('p', 'l'))} as "partnerName", upper(l.country_code || '*' || l.party_id) as party, l.operator_name as "operatorName", l.publish, l.missed_crawls as "missedCrawls",
  extract(epoch from l.updated_at)::float8 * 1000 as "updatedAt", s.evses, s.available, s.charging, s.broken, s."maxPowerKw"`
const TABLES = sql`
  locations l join partners p on p.id = l.partner_id
  cross join lateral (
    select count(*) filter (where e.status <> 'REMOVED')::int as evses, count(*) filter (where e.status = 'AVAILABLE')::int as available,
      count(*) filter (where e.status = 'CHARGING')::int as charging, count(*) filter (where ${BROKEN})::int as broken,
      max(e.max_power_kw) as "maxPowerKw"
    from evses e where e.location_id = l.id
  ) s`

function conditions({ search, partnerId, show }: LocationFilter): SQL {
  const text = search?.trim()
  const like = text ? `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%` : ''
  const parts: SQL[] = [sql`true`]
  // Of one connection everything, else each place once, as its authoritative connection has it.
  if (partnerId) parts.push(sql`l.partner_id = ${partnerId}`)
  else parts.push(sql.raw(excludeTwins('locations', 'l')))
  if (show === 'broken') parts.push(sql`s.broken > 0`)
  if (show === 'hidden') parts.push(sql`(not l.publish or l.missed_crawls >= 2)`)
  if (text)
    parts.push(sql`(l.name ilike ${like} or l.city ilike ${like} or l.address ilike ${like} or l.ocpi_id ilike ${like}
      or exists (select 1 from evses x where x.location_id = l.id and (x.uid ilike ${like} or x.evse_id ilike ${like})))`)
  return sql.join(parts, sql` and `)
}

function toRow(row: Row): LocationRow {
  return { ...row, updatedAt: instant(Math.round(row.updatedAt)) }
}

/** By city, keyset-paged by city and id. */
export async function listLocations(
  ctx: StaffCtx,
  filter: LocationFilter,
  { after, limit = 50 }: { after?: string; limit?: number } = {},
): Promise<{ rows: LocationRow[]; next: string | null }> {
  authorize(ctx, 'location:read')
  const [city, id] = after?.split('\n') ?? []
  const seek = city !== undefined && id !== undefined ? sql`(l.city, l.id) > (${city}::text, ${id}::text)` : sql`true`
  const found = (await reader(ctx).execute(sql`
    select ${COLUMNS} from ${TABLES} where ${conditions(filter)} and ${seek} order by l.city, l.id limit ${limit + 1}`)) as unknown as Row[] // the columns of the statement
  const rows = found.slice(0, limit).map(toRow)
  const last = rows.at(-1)
  return { rows, next: found.length > limit && last ? `${last.city}\n${last.id}` : null }
}

export type LocationTotals = { locations: number; evses: number; available: number; charging: number; broken: number }

export async function sumLocations(ctx: StaffCtx, filter: LocationFilter): Promise<LocationTotals> {
  authorize(ctx, 'location:read')
  const [row] = (await reader(ctx).execute(sql`
    select count(*)::int as locations, coalesce(sum(s.evses), 0)::int as evses, coalesce(sum(s.available), 0)::int as available,
      coalesce(sum(s.charging), 0)::int as charging, coalesce(sum(s.broken), 0)::int as broken
    from ${TABLES} where ${conditions(filter)}`)) as unknown as [LocationTotals] // aggregates without group: one row
  return row
}

export type LocationEvse = {
  id: EvseId
  uid: string
  evseId: string | null
  status: string
  statusAt: Instant
  physicalReference: string | null
  maxPowerKw: number | null
  body: Evse
}
export type LocationDetail = LocationRow & {
  latitude: number | null
  longitude: number | null
  received: string
  findings: WireFinding[]
  body: Omit<Location, 'evses'>
  evseRows: LocationEvse[]
}

/** One place with each of its EVSEs. */
export async function getLocation(ctx: StaffCtx, locationId: LocationId): Promise<LocationDetail> {
  authorize(ctx, 'location:read')
  const db = reader(ctx)
  const [places, evses] = await Promise.all([
    db.execute(sql`select ${COLUMNS}, l.latitude, l.longitude, l.received::text as received, l.findings, l.body from ${TABLES}
      where l.id = ${locationId}`),
    db.execute(sql`
      select id, uid, evse_id as "evseId", status, extract(epoch from status_at)::float8 * 1000 as "statusAt",
        physical_reference as "physicalReference", max_power_kw as "maxPowerKw", body
      from evses where location_id = ${locationId} order by uid_key`),
  ])
  const [place] = places as unknown as (Row & Omit<LocationDetail, keyof LocationRow | 'evseRows'>)[] // the columns of the statement
  if (!place) throw new NotFoundError('location', locationId)
  const rows = evses as unknown as (Omit<LocationEvse, 'statusAt'> & { statusAt: number })[] // the columns of the statement
  return {
    ...place,
    updatedAt: instant(Math.round(place.updatedAt)),
    evseRows: rows.map((row) => ({ ...row, statusAt: instant(Math.round(row.statusAt)) })),
  }
}

// Locations and their EVSEs as rows: one statement for a page of locations, whatever the number of their EVSEs.
import type postgres from 'postgres'
import type { HotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { newId, type LocationId } from '@/lib/kernel/ids'
import { instant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import { foldId, foldKey, type StatedFields, type WireFinding } from '../core/common'
import { connectorPowerKw, type Evse, type Location } from '../core/location'
import { DEFAULT_ZONE, zoneOfCountry } from '../core/time-zones'

/** Hot statements, alone or in a transaction of their own. */
export type LocationSql = HotSql | postgres.TransactionSql<{ bigint: bigint }>

/** An EVSE read, and as it came. */
export type IncomingEvse = {
  readonly evse: Evse
  readonly received: unknown
  /** When its fields were stated; absent for a whole, which states them all at once. */
  readonly stated?: StatedFields
  /** What a whole that newer changes overtook leaves of both; null where a newer whole is known. Pure. */
  readonly over?: (current: KnownEvse) => IncomingEvse | null
}
export type KnownEvse = IncomingEvse & { readonly stated: StatedFields }

export type IncomingLocation = {
  readonly location: Omit<Location, 'evses'>
  /** As it came, without its EVSEs: they are rows of their own. */
  readonly received: unknown
  readonly findings: readonly WireFinding[]
  /** Null when the message had no list of EVSEs: the known ones are kept (guide LOC-12). */
  readonly evses: readonly IncomingEvse[] | null
  /** As of an EVSE. */
  readonly stated?: StatedFields
  readonly over?: (current: KnownLocation) => IncomingLocation | null
}
export type KnownLocation = {
  readonly location: Omit<Location, 'evses'>
  readonly received: unknown
  readonly stated: StatedFields
}

export type LocationOutcome = 'created' | 'updated' | 'ignored'

function degrees(text: string, limit: number): number | null {
  const value = Number(text)
  return text.trim() !== '' && Math.abs(value) <= limit ? value : null
}

/**
 * What the connectors of the EVSEs that `rows` wrote offer from now on, where that is new. A statement sees its tables
 * as they were before it, so `evses` still has what was offered until now.
 */
const offersOf = (rows: string) => `
      insert into connector_offers (evse_id, connector_key, tariff_ids, known_at)
      select distinct on (w.id, upper(c ->> 'id')) w.id, upper(c ->> 'id'), c -> 'tariffIds', w.now
      from ${rows} w cross join lateral jsonb_array_elements(w.body -> 'connectors') c
      left join evses x on x.id = w.id
      where not exists (select from jsonb_array_elements(x.body -> 'connectors') o
        where upper(o ->> 'id') = upper(c ->> 'id') and o -> 'tariffIds' = c -> 'tariffIds')
      on conflict (evse_id, connector_key, known_at) do update set tariff_ids = excluded.tariff_ids`

const newestOf = (stated: StatedFields): Instant => instant(Math.max(...Object.values(stated)))

function toLocationRow(ctx: IntakeCtx, { location, received, findings, evses, stated }: IncomingLocation) {
  const now = ctx.clock.now()
  const fields = stated ?? { '*': location.lastUpdated }
  return {
    id: newId('location', now),
    partner_id: ctx.partnerId,
    country_code: location.countryCode,
    party_id: location.partyId,
    ocpi_id: location.id,
    key: foldKey(location),
    name: location.name ?? location.address,
    address: location.address,
    city: location.city,
    country: location.country,
    latitude: degrees(location.coordinates.latitude, 90),
    longitude: degrees(location.coordinates.longitude, 180),
    publish: location.publish,
    time_zone: location.timeZone ?? zoneOfCountry(location.country) ?? DEFAULT_ZONE,
    operator_name: location.operator?.name ?? null,
    has_evses: evses !== null,
    body: location,
    received,
    findings,
    last_updated: toIsoInstant(location.lastUpdated),
    stated: fields,
    stated_at: toIsoInstant(newestOf(fields)),
    now: toIsoInstant(now),
  }
}

function toEvseRow(ctx: IntakeCtx, { evse, received, stated }: IncomingEvse) {
  const { status: statusAt = evse.lastUpdated, ...fields } = stated ?? { '*': evse.lastUpdated }
  const powers = evse.connectors.map(connectorPowerKw).filter((power) => power !== null)
  return {
    id: newId('evse', ctx.clock.now()),
    uid: evse.uid,
    uid_key: foldId(evse.uid),
    evse_id: evse.evseId,
    status: evse.status,
    physical_reference: evse.physicalReference,
    max_power_kw: powers.length > 0 ? Math.max(...powers) : null,
    body: evse,
    received,
    last_updated: toIsoInstant(evse.lastUpdated),
    stated: fields,
    status_stated_at: toIsoInstant(statusAt),
  }
}

/** Of several EVSEs with one uid the last counts: a statement can write a row only once. */
function uniqueEvses(evses: readonly IncomingEvse[]): IncomingEvse[] {
  return [...new Map(evses.map((entry) => [foldId(entry.evse.uid), entry])).values()]
}

/** A location of one partner, to be written. */
export type LocationEntry = { readonly ctx: IntakeCtx; readonly incoming: IncomingLocation }

/** `overtaken`: EVSEs of which a part is newer than what came, and the rest is not. */
export type WrittenLocation = { readonly outcome: LocationOutcome; readonly overtaken: readonly IncomingEvse[] }

/** Whose location it is, and which. */
export const locationName = ({ ctx, incoming }: LocationEntry): string =>
  `${ctx.partnerId} ${foldKey(incoming.location)}`

/**
 * Writes locations with the EVSEs they came with; those that a location no longer has become REMOVED (LOC-4). Nothing
 * older than what is known is written, neither of a location nor of an EVSE. Each location may be there once.
 */
export async function writeLocations(sql: LocationSql, entries: readonly LocationEntry[]): Promise<WrittenLocation[]> {
  const rows = entries.map(({ ctx, incoming }) => toLocationRow(ctx, incoming))
  const listed = entries.flatMap(({ ctx, incoming }, index) =>
    uniqueEvses(incoming.evses ?? []).map((evse) => ({ ...toEvseRow(ctx, evse), place: rows[index]?.id })),
  )
  const written = await sql<{ name: string; created: boolean; overtaken: string[] | null }[]>`
    with incoming as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as row (id text, partner_id text, country_code text, party_id text,
        ocpi_id text, key text, name text, address text, city text, country text, latitude float8, longitude float8, has_evses boolean,
        time_zone text, publish boolean, operator_name text, body jsonb, received json, findings jsonb, last_updated timestamptz, stated jsonb, stated_at timestamptz, now timestamptz)
    ), placed as (
      insert into locations (id, partner_id, country_code, party_id, ocpi_id, key, name, address, city, country, latitude,
        longitude, time_zone, publish, operator_name, body, received, findings, last_updated, stated, stated_at, created_at, updated_at)
      select id, partner_id, country_code, party_id, ocpi_id, key, name, address, city, country, latitude,
        longitude, time_zone, publish, operator_name, body, received, findings, last_updated, stated, stated_at, now, now from incoming
      -- Always in this order: two writers must not wait for each other in a circle.
      order by partner_id, key
      on conflict (partner_id, key) do update set name = excluded.name, address = excluded.address, city = excluded.city,
        country = excluded.country, latitude = excluded.latitude, longitude = excluded.longitude, time_zone = excluded.time_zone,
        publish = excluded.publish, operator_name = excluded.operator_name, body = excluded.body, received = excluded.received,
        findings = excluded.findings, last_updated = greatest(locations.last_updated, excluded.last_updated), missed_crawls = 0,
        stated = excluded.stated, stated_at = excluded.stated_at, updated_at = excluded.updated_at
      -- What its EVSEs said since makes a location newer (LOC-1), and what it says of itself no older.
      where coalesce(locations.stated_at, locations.last_updated) <= excluded.stated_at
      returning id, partner_id, key, xmax = 0 as created
    ), known as materialized (
      select p.id, p.partner_id || ' ' || p.key as name, p.created, i.id as place, i.has_evses, i.last_updated, i.now
      from placed p join incoming i on i.partner_id = p.partner_id and i.key = p.key
    ), listed as materialized (
      select * from json_to_recordset(${JSON.stringify(listed)}::text::json) as row (id text, place text, uid text, uid_key text, evse_id text, status text,
        physical_reference text, max_power_kw float8, body jsonb, received json, last_updated timestamptz, stated jsonb, status_stated_at timestamptz)
    ), equipped as (
      insert into evses (id, location_id, uid, uid_key, evse_id, status, physical_reference, max_power_kw, body, received, last_updated, status_at, stated, status_stated_at)
      select e.id, k.id, e.uid, e.uid_key, e.evse_id, e.status, e.physical_reference, e.max_power_kw, e.body, e.received, e.last_updated, e.last_updated, e.stated, e.status_stated_at
      from known k join listed e on e.place = k.place order by k.name, e.uid_key
      on conflict (location_id, uid_key) do update set uid = excluded.uid, evse_id = excluded.evse_id, status = excluded.status,
        physical_reference = excluded.physical_reference, max_power_kw = excluded.max_power_kw, body = excluded.body,
        received = excluded.received, last_updated = excluded.last_updated, stated = excluded.stated, status_stated_at = excluded.status_stated_at,
        status_at = case when evses.status = excluded.status then evses.status_at else excluded.status_at end
      where evses.last_updated <= excluded.last_updated
      returning id, body, location_id
    ), offering as (
      select e.id, e.body, k.now from equipped e join known k on k.id = e.location_id
    ), offered as (${sql.unsafe(offersOf('offering'))}
    ), removed as (
      update evses set status = 'REMOVED', status_at = k.last_updated, status_stated_at = k.last_updated, last_updated = k.last_updated,
        body = evses.body || jsonb_build_object('status', 'REMOVED', 'lastUpdated', (extract(epoch from k.last_updated) * 1000)::bigint)
      from known k
      where k.has_evses and not k.created and evses.location_id = k.id and evses.status <> 'REMOVED'
        and evses.last_updated <= k.last_updated
        and not exists (select 1 from listed e where e.place = k.place and e.uid_key = evses.uid_key)
    )
    select k.name, k.created, (
      select array_agg(e.uid_key) from listed e join evses x on x.location_id = k.id and x.uid_key = e.uid_key
      where e.place = k.place and x.last_updated > e.last_updated and (x.stated ->> '*')::float8 < extract(epoch from e.last_updated) * 1000
    ) as overtaken from known k`
  const outcomes = new Map(written.map((row) => [row.name, row]))
  return entries.map((entry) => {
    const row = outcomes.get(locationName(entry))
    if (!row) return { outcome: 'ignored', overtaken: [] }
    const overtaken = (entry.incoming.evses ?? []).filter(({ evse }) => row.overtaken?.includes(foldId(evse.uid)))
    return { outcome: row.created ? 'created' : 'updated', overtaken }
  })
}

/** Writes one location. */
export async function writeLocation(
  sql: LocationSql,
  ctx: IntakeCtx,
  incoming: IncomingLocation,
): Promise<LocationOutcome> {
  const [written] = await writeLocations(sql, [{ ctx, incoming }])
  return written?.outcome ?? 'ignored'
}

/** Writes one EVSE of a known location and lets both say when they changed (LOC-1). False: something newer is known. */
export async function writeEvse(
  sql: LocationSql,
  ctx: IntakeCtx,
  locationId: LocationId,
  evse: IncomingEvse,
): Promise<boolean> {
  const rows = await sql`
    with written as (
      insert into evses (id, location_id, uid, uid_key, evse_id, status, physical_reference, max_power_kw, body, received, last_updated, status_at, stated, status_stated_at)
      select e.id, ${locationId}, e.uid, e.uid_key, e.evse_id, e.status, e.physical_reference, e.max_power_kw, e.body, e.received, e.last_updated, e.last_updated, e.stated, e.status_stated_at
      from json_to_record(${JSON.stringify(toEvseRow(ctx, evse))}::text::json) as e (id text, uid text, uid_key text, evse_id text,
        status text, physical_reference text, max_power_kw float8, body jsonb, received json, last_updated timestamptz, stated jsonb, status_stated_at timestamptz)
      on conflict (location_id, uid_key) do update set evse_id = excluded.evse_id, status = excluded.status,
        physical_reference = excluded.physical_reference, max_power_kw = excluded.max_power_kw, body = excluded.body,
        received = excluded.received, last_updated = excluded.last_updated, stated = excluded.stated, status_stated_at = excluded.status_stated_at,
        status_at = case when evses.status = excluded.status then evses.status_at else excluded.status_at end
      where evses.last_updated <= excluded.last_updated
      returning id, body, last_updated, ${toIsoInstant(ctx.clock.now())}::text::timestamptz as now
    ), offered as (${sql.unsafe(offersOf('written'))}
    ), bubbled as (
      update locations l set last_updated = greatest(l.last_updated, w.last_updated), updated_at = ${toIsoInstant(ctx.clock.now())}::text::timestamptz
      from written w where l.id = ${locationId}
    )
    select 1 from written`
  return rows.length > 0
}

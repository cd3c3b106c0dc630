// The places of tokens by the names that people know them by.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import type { AllowedPlace } from '../core/token'

export type NamedPlace = {
  location: string
  /** Of the site; null for all places of the operator, and where the place is not known any more. */
  name: string | null
  city: string | null
  operatorName: string
  /** Which of its EVSEs, as they are marked; empty for all. */
  evses: { uid: string; label: string }[]
}

type Row = Omit<NamedPlace, 'operatorName' | 'evses'> & {
  operator: string | null
  evses: { uid: string; label: string }[] | null
}

/** In the order given. The names are no secret; whose token they restrict is, so the caller brings the places. */
export async function namePlaces(ctx: CustomerCtx | StaffCtx, places: readonly AllowedPlace[]): Promise<NamedPlace[]> {
  if (places.length === 0) return []
  const rows = (await reader(ctx).execute(sql`
    select p.location, l.name, l.city, coalesce(l.operator_name, x.name) as operator,
      (select json_agg(json_build_object('uid', u.uid, 'label', coalesce(e.physical_reference, e.evse_id, e.uid, u.uid)) order by u.at)
        from jsonb_array_elements_text(p."evseUids") with ordinality as u(uid, at)
        left join evses e on e.location_id = l.id and e.uid_key = u.uid) as evses
    from rows from (jsonb_to_recordset(${JSON.stringify(places)}::text::jsonb) as (location text, "evseUids" jsonb)) with ordinality as p(location, "evseUids", at)
    left join lateral (select * from locations where key = p.location order by updated_at desc limit 1) l on true
    left join lateral (
      select coalesce(x.name, c.name) as name from parties x join partners c on c.id = x.partner_id
      where x.key = left(p.location, 6) order by x.role = 'CPO' desc, c.hub_party is null desc limit 1
    ) x on true
    order by p.at`)) as unknown as Row[] // the columns of the statement
  return rows.map(({ operator, evses, ...row }) => ({
    ...row,
    operatorName: operator ?? row.location.slice(0, 'SE*KUL'.length),
    evses: evses ?? [],
  }))
}

export type PlaceChoice = Omit<NamedPlace, 'evses'> & { evses: { uid: string; label: string }[] }

/** Places and operators by any part of their names; of a place all EVSEs that it has. */
export async function searchPlaces(ctx: StaffCtx, search: string, limit = 20): Promise<PlaceChoice[]> {
  const text = search.trim()
  if (text === '') return []
  const like = `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  const rows = (await reader(ctx).execute(sql`
    select * from (
      select distinct on (x.key) x.key as location, null as name, null as city, coalesce(x.name, c.name) as operator,
        null::json as evses, 0 as kind
      from parties x join partners c on c.id = x.partner_id
      where x.role = 'CPO' and (coalesce(x.name, c.name) ilike ${like} or x.key ilike ${like})
      order by x.key, c.hub_party is null desc
    ) operators
    union all select * from (
      select distinct on (l.key) l.key, l.name, l.city, coalesce(l.operator_name, c.name),
        (select json_agg(json_build_object('uid', e.uid_key, 'label', coalesce(e.physical_reference, e.evse_id, e.uid)) order by e.uid_key)
          from evses e where e.location_id = l.id and e.status <> 'REMOVED'), 1
      from locations l join partners c on c.id = l.partner_id
      where l.name ilike ${like} or l.city ilike ${like} or l.address ilike ${like} or l.ocpi_id ilike ${like}
      order by l.key, l.updated_at desc
    ) sites
    order by kind, name, location limit ${limit}`)) as unknown as (Row & { operator: string })[] // the columns of the statement
  return rows.map(({ location, name, city, operator, evses }) => ({
    location,
    name,
    city,
    operatorName: operator,
    evses: evses ?? [],
  }))
}

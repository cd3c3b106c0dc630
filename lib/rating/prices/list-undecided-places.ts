import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { LocationId } from '@/lib/kernel/ids'
import { areaOfPlace, type BiddingArea, type Point } from '../core/bidding-area'
import { proposeArea, type AreaProposal, type KnownPlace } from '../core/propose-area'

export type UndecidedPlace = {
  key: string
  locationId: LocationId
  name: string
  city: string
  /** Too near a border, or no position in Sweden. */
  basis: 'border' | 'unknown'
  proposal: AreaProposal
  /** Charges that are held until it is decided. */
  waiting: number
}

type Row = {
  id: LocationId
  key: string
  name: string
  city: string
  country: string
  postal_code: string | null
  latitude: number | null
  longitude: number | null
  area: BiddingArea | null
  waiting: number
}

function positionOf({ latitude, longitude }: Row): Point | null {
  return latitude === null || longitude === null ? null : { latitude, longitude }
}

function areaOf(row: Row) {
  const position = positionOf(row)
  const coordinates = position && { latitude: String(position.latitude), longitude: String(position.longitude) }
  return areaOfPlace({ country: row.country, coordinates, decided: row.area })
}

/** Places in Sweden whose bidding area nobody knows, those that charges wait for first, each with a proposal. */
export async function listUndecidedPlaces(ctx: StaffCtx): Promise<UndecidedPlace[]> {
  authorize(ctx, 'price-plan:read')
  const rows = (await reader(ctx).execute(sql`
    with waiting as (
      select upper(c.country_code || '*' || c.party_id || '*' || (c.body #>> '{location,id}')) as key, count(*)::int as charges
      from cdrs c where c.status = 'held' and exists (
        select 1 from cdr_findings f where f.cdr_id = c.id and f.code = 'BIDDING_AREA_UNKNOWN')
      group by 1
    )
    select distinct on (l.key) l.id, l.key, l.name, l.city, l.country, l.postal_code, l.latitude, l.longitude, a.area,
      coalesce(w.charges, 0) as waiting
    from (select id, name, city, country, body ->> 'postalCode' as postal_code, latitude, longitude, updated_at,
        upper(country_code || '*' || party_id || '*' || ocpi_id) as key from locations) l
    left join location_areas a on a.location_key = l.key left join waiting w on w.key = l.key
    order by l.key, l.updated_at desc`)) as unknown as Row[] // the columns of the statement
  const places = rows.map((row) => ({ row, found: areaOf(row) }))
  const known = places.flatMap(({ row, found: { area, basis } }): KnownPlace[] =>
    area ? [{ area, byStaff: basis === 'staff', position: positionOf(row), postalCode: row.postal_code }] : [],
  )
  return places
    .flatMap(({ row, found: { basis } }): UndecidedPlace[] => {
      if (basis !== 'border' && basis !== 'unknown') return []
      const { id: locationId, key, name, city, postal_code: postalCode, waiting } = row
      const proposal = proposeArea({ position: positionOf(row), postalCode }, known)
      return [{ key, locationId, name, city, basis, proposal, waiting }]
    })
    .toSorted((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name, 'sv'))
}

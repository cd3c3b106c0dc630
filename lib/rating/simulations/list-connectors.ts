import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { EvseId, PartnerId } from '@/lib/kernel/ids'
import type { TimeZone } from '@/lib/kernel/time'
import { connectorPowerKw, type Connector } from '@/lib/roaming/core/location'

export type ConnectorChoice = {
  evseId: EvseId
  connectorId: string
  placeName: string
  city: string
  evse: string
  partnerId: PartnerId
  powerType: string
  powerKw: number | null
  timeZone: TimeZone
}
type Row = {
  evse_id: EvseId
  partner_id: PartnerId
  place_name: string | null
  address: string | null
  city: string
  evse: string
  time_zone: TimeZone
  connector: Connector
}

/** Connectors of places whose name, address or city says it, or of one EVSE; the strongest of each place first. */
export async function listConnectors(
  ctx: StaffCtx,
  wanted: { search?: string | undefined; evseId?: EvseId | undefined },
  limit = 40,
): Promise<ConnectorChoice[]> {
  authorize(ctx, 'location:read')
  const like = `%${(wanted.search ?? '').trim().replace(/[\\%_]/g, (character) => `\\${character}`)}%`
  const rows = (await reader(ctx).execute(sql`
    select e.id as evse_id, l.partner_id, l.name as place_name, l.body ->> 'address' as address, l.city, e.uid as evse, l.time_zone, connector
    from locations l join evses e on e.location_id = l.id
    cross join lateral jsonb_array_elements(e.body -> 'connectors') connector
    where ${wanted.evseId ? sql`e.id = ${wanted.evseId}` : sql`(l.name ilike ${like} or l.city ilike ${like} or e.uid ilike ${like})`}
      and e.status <> 'REMOVED'
    order by l.city, l.id, e.id, connector ->> 'id' limit ${limit}`)) as unknown as Row[] // the columns of the statement
  return rows.map(({ connector, ...row }) => ({
    evseId: row.evse_id,
    connectorId: connector.id,
    placeName: row.place_name ?? row.address ?? row.city,
    city: row.city,
    evse: row.evse,
    partnerId: row.partner_id,
    powerType: connector.powerType,
    powerKw: connectorPowerKw(connector),
    timeZone: row.time_zone,
  }))
}

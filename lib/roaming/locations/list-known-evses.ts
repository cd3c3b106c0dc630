import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'

export type KnownPlace = { timeZone: string; uids: string[] }

const MOST = 5_000

/** The EVSEs of a partner that we have been told of and not told are removed, folded, by the folded id of their location. */
export async function listKnownEvses(partnerId: PartnerId): Promise<Map<string, KnownPlace>> {
  const rows = (await getDb().execute(sql`
    select upper(l.ocpi_id) as id, l.time_zone, coalesce(array_agg(e.uid_key) filter (where e.status <> 'REMOVED'), '{}') as uids
    from locations l left join evses e on e.location_id = l.id
    where l.partner_id = ${partnerId} group by l.id limit ${MOST}`)) as unknown as {
    id: string
    time_zone: string
    uids: string[]
  }[] // the columns of the statement
  return new Map(rows.map((row) => [row.id, { timeZone: row.time_zone, uids: row.uids }]))
}

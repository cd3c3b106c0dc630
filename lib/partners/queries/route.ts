// Over which connection a party is reached. For verbs that send, inside their transaction or outside.
import { sql } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import type { RoutedModule } from '../core/party'

export type Route = { partnerId: PartnerId; version: string | null }

/**
 * The best usable connection for what we send to a party: the authoritative one, unless it is paused or does not offer
 * the module. `fallback` is the connection that the caller knows, for parties without routes. Null: nobody can be
 * reached, and nothing is to be sent or kept for later (HUB-1).
 */
export async function findRoute(
  db: Reader,
  party: string,
  module: RoutedModule,
  fallback: PartnerId,
): Promise<Route | null> {
  const rows = (await db.execute(sql`
    select r.partner_id as "partnerId", p.version, p.state = 'registered' and not p.paused
        and exists (select 1 from parties x where x.partner_id = p.id and x.key = r.key and x.status in ('CONNECTED', 'unknown')) as usable,
      exists (select 1 from partner_endpoints e where e.partner_id = p.id and e.identifier = r.module) as offered
    from party_routes r join partners p on p.id = r.partner_id
    where r.key = ${party} and r.module = ${module} order by r.rank`)) as unknown as {
    partnerId: PartnerId
    version: string | null
    usable: boolean
    offered: boolean
  }[] // the columns of the statement
  if (rows.length === 0) {
    const [known] = (await db.execute(sql`
      select id as "partnerId", version from partners where id = ${fallback} and state = 'registered' and not paused`)) as unknown as Route[] // the columns of the statement
    return known ?? null
  }
  const usable = rows.filter((row) => row.usable)
  const best = usable.find(({ offered }) => offered) ?? usable[0]
  return best ? { partnerId: best.partnerId, version: best.version } : null
}

/** Folded keys of the operators behind a connection, and whether their hub calls them reachable. */
export async function listOperators(partnerId: PartnerId): Promise<{ key: string; reachable: boolean }[]> {
  return (await reader().execute(sql`
    select key, bool_or(status in ('CONNECTED', 'unknown')) as reachable from parties
    where partner_id = ${partnerId} and role in ('CPO', 'OTHER') group by key order by key`)) as unknown as {
    key: string
    reachable: boolean
  }[] // the columns of the statement
}

/** Whether a party that we speak to over this connection is there at all: parties of no list are tried. */
export async function isPartyReachable(partnerId: PartnerId, party: string): Promise<boolean> {
  const rows = (await reader().execute(sql`
    select bool_or(status in ('CONNECTED', 'unknown')) as reachable from parties
    where partner_id = ${partnerId} and key = ${party} and role <> 'HUB'`)) as unknown as [
    { reachable: boolean | null },
  ] // one row
  return rows[0].reachable !== false
}

import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'

/** HubClientInfo names nobody: a party without a name is called what its own places call their operator. */
export async function nameParties(partnerId: PartnerId): Promise<void> {
  await getDb().execute(sql`
    update parties x set name = named.name
    from (
      select upper(country_code || '*' || party_id) as key, mode() within group (order by operator_name) as name
      from locations where partner_id = ${partnerId} and operator_name is not null group by 1
    ) named
    where x.partner_id = ${partnerId} and x.key = named.key and x.name is null`)
}

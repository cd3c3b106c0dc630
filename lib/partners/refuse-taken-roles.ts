import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ConflictError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { foldParty } from './core/our-party'
import type { CredentialsRole } from './core/partner'

type Connection = {
  partnerId: PartnerId
  /** The party that staff or the first handshake say it is. */
  ownParty: { countryCode: string; partyId: string }
  roles: readonly CredentialsRole[]
}

/**
 * Nobody may state in their credentials that they are somebody whom we are connected to directly (decision 0007). Staff
 * may open a further connection to a party on purpose: then it is the connection's own party, or one that the same
 * platform states on its other connection.
 */
export async function refuseTakenRoles(db: Tx, { partnerId, ownParty, roles }: Connection): Promise<void> {
  const own = foldParty(ownParty.countryCode, ownParty.partyId)
  const stated = roles.map(({ countryCode, partyId }) => foldParty(countryCode, partyId)).filter((key) => key !== own)
  if (stated.length === 0) return
  const taken = (await db.execute(sql`
    select distinct x.key from parties x join partners p on p.id = x.partner_id
    where x.key in (select json_array_elements_text(${JSON.stringify(stated)}::text::json)) and x.source = 'roles'
      and p.id <> ${partnerId} and p.hub_party is null and p.state in ('registered', 'updating', 'suspended')
      and upper(p.country_code || '*' || p.party_id) <> ${own}
      and not exists (select 1 from parties m where m.partner_id = ${partnerId} and m.key = x.key and m.source = 'roles')
    order by x.key`)) as unknown as { key: string }[] // the column of the statement
  if (taken.length > 0)
    throw new ConflictError(`connected by itself: ${taken.map(({ key }) => key).join(', ')}`, 'roles')
}

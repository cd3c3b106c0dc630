import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import type { PartnerCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { foldParty } from './core/our-party'
import { announcePartnerChange } from './move-partner'
import { rankRoutes } from './rank-routes'

const MOST_UNANNOUNCED = 1_000
const PARTY = /^[A-Z]{2}\*[A-Z0-9]{3}$/

/**
 * A hub brings an object of a party that it never announced. It may introduce a party that nobody else speaks for: the
 * party is kept, marked as unannounced for staff. It may not speak for one that we are connected to directly.
 */
export async function admitParty(
  ctx: PartnerCtx | SystemCtx,
  partnerId: PartnerId,
  countryCode: string,
  partyId: string,
): Promise<boolean> {
  const key = foldParty(countryCode, partyId)
  if (!PARTY.test(key)) return false
  return withTransaction<PartnerCtx | SystemCtx, boolean>(ctx, async (tx) => {
    const [facts] = (await tx.db.execute(sql`
      select exists (select 1 from parties x join partners p on p.id = x.partner_id
          where x.key = ${key} and p.hub_party is null and p.state in ('registered', 'updating', 'suspended')) as direct,
        exists (select 1 from parties where partner_id = ${partnerId} and key = ${key}) as known,
        (select count(*)::int from parties where partner_id = ${partnerId} and source = 'object') as unannounced`)) as unknown as [
      { direct: boolean; known: boolean; unannounced: number },
    ] // one row
    if (facts.known) return true
    if (facts.direct || facts.unannounced >= MOST_UNANNOUNCED) return false
    const at = toIsoInstant(tx.clock.now())
    await tx.db.execute(sql`
      insert into parties (partner_id, country_code, party_id, key, role, status, status_at, source, first_seen_at, last_seen_at)
      values (${partnerId}, ${countryCode.toUpperCase()}, ${partyId.toUpperCase()}, ${key}, 'CPO', 'unknown', ${at}::timestamptz,
        'object', ${at}::timestamptz, ${at}::timestamptz)
      on conflict do nothing`)
    await rankRoutes(tx.db, [key])
    await announcePartnerChange(tx, partnerId)
    await audit(tx, { action: 'party.admit', entity: 'partner', entityId: partnerId, after: { party: key } })
    return true
  })
}

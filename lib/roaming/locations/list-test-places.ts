import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { EvseId, PartnerId } from '@/lib/kernel/ids'

export type TestPlace = { evseId: EvseId; connectorId: string; name: string; evse: string }

/** Free charge points of a partner, for a charge that staff order: a choice, not the whole list. */
export async function listTestPlaces(ctx: StaffCtx, partnerId: PartnerId, limit = 40): Promise<TestPlace[]> {
  authorize(ctx, 'location:read')
  return (await reader(ctx).execute(sql`
    select e.id as "evseId", e.body->'connectors'->0->>'id' as "connectorId", l.name, coalesce(e.evse_id, e.uid) as evse
    from evses e join locations l on l.id = e.location_id
    where l.partner_id = ${partnerId} and e.status = 'AVAILABLE' and jsonb_array_length(e.body->'connectors') > 0
    order by l.name, e.uid_key limit ${limit}`)) as unknown as TestPlace[] // the columns of the statement
}

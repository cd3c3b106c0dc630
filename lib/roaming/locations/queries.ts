import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import type { LocationId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { foldId, foldKey, type ObjectKey } from '../core/common'
import type { Location } from '../core/location'
import type { IncomingEvse, KnownEvse, KnownLocation, LocationSql } from './write-location'

/** A location of a partner, read and as it came, with its EVSEs. */
export type ReceivedLocation = KnownLocation & { readonly evses: readonly KnownEvse[] }

/** With nothing remembered, all was stated when the row was last changed. */
export const EVSE_STATED = `case when stated ? '*' then stated else jsonb_build_object('*', (extract(epoch from last_updated) * 1000)::bigint) end
  || jsonb_build_object('status', (extract(epoch from coalesce(status_stated_at, last_updated)) * 1000)::bigint)`
export const LOCATION_STATED = `case when stated ? '*' then stated
  else jsonb_build_object('*', (extract(epoch from coalesce(stated_at, last_updated)) * 1000)::bigint) end`

export async function listReceivedEvses(sql: LocationSql, locationId: LocationId): Promise<KnownEvse[]> {
  return sql<KnownEvse[]>`
    select body as evse, received, ${hotSql().unsafe(EVSE_STATED)} as stated
    from evses where location_id = ${locationId} order by uid_key`
}

/** The partner's own location. */
export async function findReceivedLocation(ctx: IntakeCtx, key: ObjectKey): Promise<ReceivedLocation | null> {
  const [row] = await hotSql()<
    { id: LocationId; location: Location; received: unknown; stated: KnownLocation['stated']; last_updated: Date }[]
  >`
    select id, body as location, received, ${hotSql().unsafe(LOCATION_STATED)} as stated, last_updated from locations where partner_id = ${ctx.partnerId} and key = ${foldKey(key)}`
  if (!row) return null
  // The column also knows of changes of the EVSEs (LOC-1).
  const location = { ...row.location, lastUpdated: instant(row.last_updated.getTime()) }
  return { location, received: row.received, stated: row.stated, evses: await listReceivedEvses(hotSql(), row.id) }
}

/** One EVSE of the partner's own location. */
export async function findReceivedEvse(
  ctx: IntakeCtx,
  locationKey: ObjectKey,
  uid: string,
): Promise<IncomingEvse | null> {
  const [row] = await hotSql()<IncomingEvse[]>`
    select e.body as evse, e.received from locations l join evses e on e.location_id = l.id
    where l.partner_id = ${ctx.partnerId} and l.key = ${foldKey(locationKey)} and e.uid_key = ${foldId(uid)}`
  return row ?? null
}

import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { foldId, foldKey, type ObjectKey } from '../core/common'
import type { EvseStatus } from '../core/location'
import { fetchLocationLater } from './fetch-location-later'

export type EvseStatusChange = {
  readonly locationKey: ObjectKey
  readonly uid: string
  readonly status: EvseStatus
  /** Null where the partner's version lets it leave that out: then the EVSE is as new as it was. */
  readonly lastUpdated: Instant | null
  /** The message as it came, to be kept with the EVSE's. */
  readonly received: unknown
}

/**
 * Sets the status of one EVSE: the commonest of all messages, one statement (LOC-2). EVSE and location say when it
 * changed (LOC-1); an older status than is known is ignored, one that something else overtook is not. `unknown` when there is no such EVSE.
 */
export async function setEvseStatus(
  ctx: IntakeCtx,
  change: EvseStatusChange,
): Promise<'updated' | 'ignored' | 'unknown'> {
  const { lastUpdated } = change
  const at = lastUpdated === null ? null : toIsoInstant(lastUpdated)
  const now = toIsoInstant(ctx.clock.now())
  // A part that changed later leaves the EVSE newer than its status.
  const late = JSON.stringify({ status: change.status })
  const fields = JSON.stringify({ status: change.status, ...(lastUpdated !== null && { lastUpdated }) })
  const [row] = await hotSql()<{ known: boolean; changed: boolean }[]>`
    with place as (
      -- First the location, then the EVSE, as everywhere: two writers must not wait for each other in a circle.
      select id from locations where partner_id = ${ctx.partnerId} and key = ${foldKey(change.locationKey)} for no key update
    ), changed as (
      update evses e set status = ${change.status}, last_updated = greatest(${at}::text::timestamptz, e.last_updated),
        status_stated_at = coalesce(${at}::text::timestamptz, e.last_updated),
        body = e.body || case when ${at}::text::timestamptz < e.last_updated then ${late}::text::jsonb else ${fields}::text::jsonb end,
        received = case when ${at}::text::timestamptz < e.last_updated then e.received::jsonb || ${late}::text::jsonb
          else e.received::jsonb || ${JSON.stringify(change.received)}::text::jsonb end::json,
        status_at = case when e.status = ${change.status} then e.status_at else ${at ?? now}::text::timestamptz end
      from place where e.location_id = place.id and e.uid_key = ${foldId(change.uid)} and coalesce(e.status_stated_at, e.last_updated) <= coalesce(${at}::text::timestamptz, e.last_updated)
      returning e.location_id
    ), bubbled as (
      update locations l set last_updated = greatest(l.last_updated, ${at}::text::timestamptz), updated_at = ${now}::text::timestamptz
      from changed where l.id = changed.location_id
    )
    select exists (select 1 from changed) as changed,
      exists (select 1 from evses e join place on e.location_id = place.id where e.uid_key = ${foldId(change.uid)}) as known`
  if (row?.changed) return 'updated'
  if (row?.known) return 'ignored'
  await fetchLocationLater(ctx, change.locationKey)
  return 'unknown'
}

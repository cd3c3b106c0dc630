import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import type { LocationId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { foldKey, type ObjectKey } from '../core/common'
import type { Location } from '../core/location'
import type { ReceivedLocation } from './queries'
import { listReceivedEvses } from './queries'
import { writeEvse, writeLocation, type IncomingLocation } from './write-location'

export type LocationPatch = {
  readonly key: ObjectKey
  /** Null where the partner's version lets it leave that out: then the location is as new as it was. */
  readonly lastUpdated: Instant | null
  /** The location after the change; its `evses` are those that the change names, null for none. Pure. */
  readonly apply: (current: ReceivedLocation) => IncomingLocation
}

/**
 * Changes fields of a known location, and EVSEs that the change names; no EVSE goes away by it. `unknown` when there
 * is no such location, `ignored` when something newer is known.
 */
export function patchLocation(
  ctx: IntakeCtx,
  { key, lastUpdated, apply }: LocationPatch,
): Promise<'updated' | 'ignored' | 'unknown'> {
  return hotSql().begin(async (tx) => {
    const [row] = await tx<
      { id: LocationId; location: Omit<Location, 'evses'>; received: unknown; last_updated: Date }[]
    >`
      select id, body as location, received, last_updated from locations
      where partner_id = ${ctx.partnerId} and key = ${foldKey(key)} for update`
    if (!row) return 'unknown'
    const known = instant(row.last_updated.getTime())
    if (lastUpdated !== null && known > lastUpdated) return 'ignored'
    const location = { ...row.location, lastUpdated: known }
    const next = apply({ location, received: row.received, evses: await listReceivedEvses(tx, row.id) })
    await writeLocation(tx, ctx, { ...next, evses: null })
    for (const evse of next.evses ?? []) await writeEvse(tx, ctx, row.id, evse)
    return 'updated'
  })
}

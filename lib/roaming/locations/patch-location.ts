import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import type { LocationId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { foldKey, type ObjectKey, type StatedFields } from '../core/common'
import type { Location } from '../core/location'
import { listReceivedEvses, LOCATION_STATED, type ReceivedLocation } from './queries'
import { writeEvse, writeLocation, type IncomingLocation } from './write-location'

export type LocationPatch = {
  readonly key: ObjectKey
  /**
   * The location after the change; its `evses` are those that the change names, null for none. Null when all that it
   * says was overtaken. Pure.
   */
  readonly apply: (current: ReceivedLocation) => IncomingLocation | null
}

type Row = {
  id: LocationId
  location: Omit<Location, 'evses'>
  received: unknown
  stated: StatedFields
  last_updated: Date
}

/**
 * Changes fields of a known location, and EVSEs that the change names; no EVSE goes away by it. `unknown` when there
 * is no such location, `ignored` when something newer is known of all that it says.
 */
export function patchLocation(
  ctx: IntakeCtx,
  { key, apply }: LocationPatch,
): Promise<'updated' | 'ignored' | 'unknown'> {
  return hotSql().begin(async (tx) => {
    const [row] = await tx<Row[]>`
      select id, body as location, received, ${hotSql().unsafe(LOCATION_STATED)} as stated, last_updated from locations
      where partner_id = ${ctx.partnerId} and key = ${foldKey(key)} for update`
    if (!row) return 'unknown'
    const { received, stated } = row
    const location = { ...row.location, lastUpdated: instant(row.last_updated.getTime()) }
    const next = apply({ location, received, stated, evses: await listReceivedEvses(tx, row.id) })
    if (!next) return 'ignored'
    await writeLocation(tx, ctx, { ...next, evses: null })
    for (const evse of next.evses ?? []) await writeEvse(tx, ctx, row.id, evse)
    return 'updated'
  })
}

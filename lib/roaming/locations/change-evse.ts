import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import type { LocationId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import { foldId, foldKey, type ObjectKey } from '../core/common'
import type { Evse } from '../core/location'
import { fetchLocationLater } from './fetch-location-later'
import { EVSE_STATED } from './queries'
import { writeEvse, type IncomingEvse, type KnownEvse } from './write-location'

export type EvseChange = {
  readonly locationKey: ObjectKey
  readonly uid: string
  /** The connector that changes, where it is one: then its own date decides whether the change is late. */
  readonly connectorId?: string
  /** Of the connector; null where the partner's version lets it leave that out: then nothing newer can be known. */
  readonly lastUpdated?: Instant | null
  /**
   * The EVSE after the change, of the one that is known: null when it cannot be made of that, `ignored` when all that it
   * says was overtaken. Pure.
   */
  readonly apply: (current: KnownEvse | null) => IncomingEvse | 'ignored' | null
}

/**
 * Adds, replaces or changes one EVSE (or a connector within it) and lets its location say when. `unknown` when there is
 * nothing to change: then the location is asked for at its owner's.
 */
export async function changeEvse(
  ctx: IntakeCtx,
  change: EvseChange,
): Promise<'created' | 'updated' | 'ignored' | 'unknown'> {
  const outcome = await hotSql().begin(async (tx) => {
    const [place] = await tx<{ id: LocationId }[]>`
      select id from locations where partner_id = ${ctx.partnerId} and key = ${foldKey(change.locationKey)} for update`
    if (!place) return 'unknown'
    const [row] = await tx<KnownEvse[]>`
      select body as evse, received, ${hotSql().unsafe(EVSE_STATED)} as stated from evses where location_id = ${place.id} and uid_key = ${foldId(change.uid)}`
    if (row && isLate(row.evse, change)) return 'ignored'
    const next = change.apply(row ?? null)
    if (!next) return 'unknown'
    if (next === 'ignored') return 'ignored'
    await writeEvse(tx, ctx, place.id, next)
    return row ? 'updated' : 'created'
  })
  if (outcome === 'unknown') await fetchLocationLater(ctx, change.locationKey)
  return outcome
}

function isLate(evse: Evse, { connectorId, lastUpdated = null }: EvseChange): boolean {
  if (lastUpdated === null || connectorId === undefined) return false
  const connector = evse.connectors.find(({ id }) => foldId(id) === foldId(connectorId))
  return connector !== undefined && connector.lastUpdated > lastUpdated
}

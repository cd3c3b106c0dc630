import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { locationAreas } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { isBiddingArea } from '../core/bidding-area'

export type AreaDecision = { locationKey: string; area: string | null }

/** False where it was so already. */
async function decide(tx: StaffCtx & { db: Tx }, { locationKey, area }: AreaDecision): Promise<boolean> {
  if (area !== null && !isBiddingArea(area)) throw new InvalidError('wanted: SE1, SE2, SE3 or SE4', 'area')
  const { db } = tx
  const key = locationKey.toUpperCase()
  const [before] = await db
    .select({ area: locationAreas.area })
    .from(locationAreas)
    .where(eq(locationAreas.locationKey, key))
    .for('update')
  if ((before?.area ?? null) === area) return false
  const decided = { decidedAt: tx.clock.now(), decidedBy: tx.userId }
  if (area === null) await db.delete(locationAreas).where(eq(locationAreas.locationKey, key))
  else
    await db
      .insert(locationAreas)
      .values({ locationKey: key, area, ...decided })
      .onConflictDoUpdate({ target: locationAreas.locationKey, set: { area, ...decided } })
  await audit(tx, {
    action: 'location-area.decide',
    entity: 'location',
    entityId: key,
    before: before ?? null,
    after: { area },
  })
  return true
}

/**
 * Says in which bidding areas places lie, whatever their positions say; null takes that back. All of them or none. Sessions
 * that were held for it are rated again; what is rated stays as it is. Answers how many are decided anew.
 */
export async function decideLocationAreas(ctx: StaffCtx, decisions: readonly AreaDecision[]): Promise<number> {
  authorize(ctx, 'price-plan:write')
  return withTransaction(ctx, async (tx) => {
    let decided = 0
    // In one order, so that two people who decide the same places do not wait for each other.
    for (const decision of decisions.toSorted((a, b) => (a.locationKey < b.locationKey ? -1 : 1)))
      if (await decide(tx, decision)) decided += 1
    if (decided > 0) await enqueue(tx.db, 'rate-awaiting-prices', {}, { key: 'rate-awaiting-prices' })
    return decided
  })
}

/** The same of one place. */
export async function decideLocationArea(ctx: StaffCtx, locationKey: string, area: string | null): Promise<void> {
  await decideLocationAreas(ctx, [{ locationKey, area }])
}

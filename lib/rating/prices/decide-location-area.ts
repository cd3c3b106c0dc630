import { eq } from 'drizzle-orm'
import { locationAreas } from '@/db/schema/prices'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { isBiddingArea } from '../core/bidding-area'

/**
 * Says in which bidding area a place lies, whatever its position says; null takes that back. Sessions that were held for
 * it are rated again; what is rated stays as it is.
 */
export async function decideLocationArea(ctx: StaffCtx, locationKey: string, area: string | null): Promise<void> {
  authorize(ctx, 'price-plan:write')
  if (area !== null && !isBiddingArea(area)) throw new InvalidError('wanted: SE1, SE2, SE3 or SE4', 'area')
  const key = locationKey.toUpperCase()
  await withTransaction(ctx, async (tx) => {
    const { db } = tx
    const [before] = await db
      .select({ area: locationAreas.area })
      .from(locationAreas)
      .where(eq(locationAreas.locationKey, key))
      .for('update')
    if ((before?.area ?? null) === area) return
    const decided = { decidedAt: ctx.clock.now(), decidedBy: ctx.userId }
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
    await enqueue(db, 'rate-awaiting-prices', {}, { key: 'rate-awaiting-prices' })
  })
}

import { and, eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { disputeCdrs } from '@/db/schema/disputes'
import type { StaffCtx } from '@/lib/auth/context'
import { sumMinor } from '@/lib/kernel/money'
import { audit } from '@/lib/platform/audit'
import type { DisputeState } from '../core/dispute-state'
import { settleLines } from '../core/dispute-terms'
import { reviseRating } from '../cdrs/revise-rating'
import type { LockedDispute } from './lock-dispute'
import { closeIfDone, tellClosed } from './end-lines'
import { lossInKronor } from './loss-in-kronor'

/** We give in on a case that the operator had refused: it gets what it asks, and the customer's part stays as it is. */
export async function writeOffRefused(
  tx: StaffCtx & { readonly db: Tx },
  locked: LockedDispute,
  reason: string,
): Promise<DisputeState> {
  const rows = await tx.db.select().from(disputeCdrs).where(eq(disputeCdrs.disputeId, locked.id))
  let lossMinor = 0n
  for (const row of rows.filter(({ outcome }) => outcome === 'refused')) {
    const customerPays = row.customerPays ?? false
    const [line] = settleLines([row], { outcome: 'written_off', recoveredMinor: 0n, customerPays })
    if (!line) continue
    await reviseRating(tx.db, tx.clock.now(), row.cdrId, {
      costMinor: line.costMinor,
      customerPays: true,
      status: 'accepted',
    })
    const lost = (await lossInKronor(tx.db, locked.currency, [{ ...line, cdrId: row.cdrId }])).get(row.cdrId) ?? 0n
    lossMinor += lost
    await tx.db
      .update(disputeCdrs)
      .set({ outcome: 'written_off', costMinor: line.costMinor, lossMinor: lost })
      .where(and(eq(disputeCdrs.disputeId, locked.id), eq(disputeCdrs.cdrId, row.cdrId)))
  }
  const state = await closeIfDone(tx, locked)
  const recoveredMinor = sumMinor(rows.map((row) => row.recoveredMinor))
  await tellClosed(tx, locked.id, state, { note: reason, amountMinor: recoveredMinor })
  await audit(tx, {
    action: 'dispute.write-off',
    entity: 'dispute',
    entityId: locked.id,
    before: { state: locked.state },
    after: { state, lossMinor: lossMinor.toString() },
    reason,
  })
  return state
}

import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { announcePartnerChange, lockPartner } from './move-partner'
import { recordPartnerEvent } from './record-partner-event'

/** Stops or resumes what we send by ourselves (pulls, token pushes, commands). What the partner sends is still taken. */
export async function pausePartner(ctx: StaffCtx, partnerId: PartnerId, paused: boolean): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    await lockPartner(tx, partnerId)
    const changed = await tx.db
      .update(partners)
      .set({ paused, updatedAt: ctx.clock.now() })
      .where(eq(partners.id, partnerId))
      .returning({ id: partners.id })
    if (changed.length === 0) return
    await announcePartnerChange(tx, partnerId)
    await recordPartnerEvent(tx.db, { partnerId, at: ctx.clock.now(), step: paused ? 'paused' : 'resumed' })
    await audit(tx, {
      action: paused ? 'partner.pause' : 'partner.resume',
      entity: 'partner',
      entityId: partnerId,
      after: { paused },
    })
  })
}

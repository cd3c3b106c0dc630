import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { lockPartner, movePartner } from './move-partner'
import { recordPartnerEvent } from './record-partner-event'

/**
 * Shuts a partner out, or lets it in again: while it is suspended nothing of it is taken and nothing is sent, and it
 * cannot change that by itself. Let in again, everything that was missed is read. Repeating it changes nothing.
 */
export async function suspendPartner(
  ctx: StaffCtx,
  partnerId: PartnerId,
  { suspended, reason }: { suspended: boolean; reason: string },
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const partner = await lockPartner(tx, partnerId)
    if ((partner.state === 'suspended') === suspended) return
    await movePartner(tx, partner, suspended ? 'suspended' : 'registered')
    const step = suspended ? ('suspended' as const) : ('reopened' as const)
    await recordPartnerEvent(tx.db, { partnerId, at: ctx.clock.now(), step, detail: reason })
    if (!suspended)
      await enqueue(tx.db, 'start-partner-sync', { partnerId }, { key: `start-partner-sync:${partnerId}` })
    await audit(tx, {
      action: suspended ? 'partner.suspend' : 'partner.reopen',
      entity: 'partner',
      entityId: partnerId,
      before: { state: partner.state },
      after: { state: suspended ? 'suspended' : 'registered' },
      reason,
    })
  })
}

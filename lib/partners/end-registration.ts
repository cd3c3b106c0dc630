import { and, eq, isNull } from 'drizzle-orm'
import { partnerCredentials, partnerEndpoints } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import type { PartnerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { lockPartner, movePartner } from './move-partner'
import { recordPartnerEvent } from './record-partner-event'

/** Ends a registration: all tokens of both sides are dead, nothing is sent any more. CDRs and sessions stay (VC-24). */
export async function endRegistration(ctx: PartnerCtx | StaffCtx | SystemCtx, partnerId: PartnerId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const partner = await lockPartner(tx, partnerId)
    if (partner.state === 'unregistered') return
    await movePartner(tx, partner, 'unregistered')
    await tx.db
      .update(partnerCredentials)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(partnerCredentials.partnerId, partnerId), isNull(partnerCredentials.revokedAt)))
    await tx.db.delete(partnerEndpoints).where(eq(partnerEndpoints.partnerId, partnerId))
    await recordPartnerEvent(tx.db, { partnerId, at: ctx.clock.now(), step: 'unregistered', detail: ctx.actor })
    await audit(tx, {
      action: 'partner.unregister',
      entity: 'partner',
      entityId: partnerId,
      before: { state: partner.state },
      after: { state: 'unregistered' },
    })
  })
}

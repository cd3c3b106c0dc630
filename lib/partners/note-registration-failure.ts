import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import type { PartnerCtx, StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { recordPartnerEvent } from './record-partner-event'

/** Keeps why a handshake failed, for staff; the registration itself stays as it was. */
export async function noteRegistrationFailure(
  ctx: PartnerCtx | StaffCtx | SystemCtx,
  partnerId: PartnerId,
  reason: string,
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await tx.db
      .update(partners)
      .set({ lastError: reason, updatedAt: ctx.clock.now() })
      .where(eq(partners.id, partnerId))
    await recordPartnerEvent(tx.db, {
      partnerId,
      at: ctx.clock.now(),
      step: 'versions_read',
      outcome: 'failed',
      detail: reason,
    })
    await audit(tx, { action: 'partner.registration-failed', entity: 'partner', entityId: partnerId, reason })
  })
}

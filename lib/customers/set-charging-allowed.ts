import { eq } from 'drizzle-orm'
import { customers } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

export type ChargingDecision = { allowed: true } | { allowed: false; because: 'no_credit' | 'blocked' | 'ended' }

/** Writes down whether the customer may charge. The next authorisation reads it; nothing is cached in between. */
export async function setChargingAllowed(
  ctx: StaffCtx | SystemCtx,
  customerId: CustomerId,
  decision: ChargingDecision,
  reason: string,
): Promise<void> {
  authorize(ctx, 'customer:write')
  await withTransaction(ctx, async (tx) => {
    const [before] = await tx.db
      .select({ allowed: customers.chargingAllowed, because: customers.chargingDeniedReason })
      .from(customers)
      .where(eq(customers.id, customerId))
      .for('update')
    if (!before) throw new NotFoundError('customer', customerId)
    const because = decision.allowed ? null : decision.because
    if (before.allowed === decision.allowed && before.because === because) return
    await tx.db
      .update(customers)
      .set({ chargingAllowed: decision.allowed, chargingDeniedReason: because, updatedAt: ctx.clock.now() })
      .where(eq(customers.id, customerId))
    await audit(tx, {
      action: 'customer.set-charging-allowed',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before,
      after: decision,
      reason,
    })
  })
}

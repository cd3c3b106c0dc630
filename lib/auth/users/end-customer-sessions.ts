import { eq, sql } from 'drizzle-orm'
import { users } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

/** Signs a customer out on every device: for a phone that was lost, or a sign-in that was not theirs. */
export async function endCustomerSessions(ctx: StaffCtx, customerId: CustomerId, reason: string): Promise<void> {
  authorize(ctx, 'customer:write')
  await withTransaction(ctx, async (tx) => {
    const ended = await tx.db
      .update(users)
      .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.customerId, customerId))
      .returning({ id: users.id })
    if (ended.length === 0) throw new NotFoundError('user of customer', customerId)
    await audit(tx, { action: 'user.end-sessions', entity: 'customer', entityId: customerId, customerId, reason })
  })
}

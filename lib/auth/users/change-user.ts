import { eq, sql } from 'drizzle-orm'
import { users } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { StaffRole } from '@/lib/auth/permissions'
import { ForbiddenError, NotFoundError } from '@/lib/kernel/errors'
import type { UserId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'

export type ChangeUserInput = { userId: UserId; role?: StaffRole; disabled?: boolean }

/**
 * Changes the role of a member of staff or shuts the account; both end the user's sessions at once. Nobody changes
 * their own account, so that the last administrator cannot lock everybody out by mistake.
 */
export async function changeUser(ctx: StaffCtx, input: ChangeUserInput): Promise<void> {
  authorize(ctx, 'user:write')
  if (input.userId === ctx.userId) throw new ForbiddenError('nobody changes their own account')
  await withTransaction(ctx, async (tx) => {
    const [before] = await tx.db
      .select({ role: users.role, disabledAt: users.disabledAt, customerId: users.customerId })
      .from(users)
      .where(eq(users.id, input.userId))
      .for('update')
    if (!before || before.role === 'customer') throw new NotFoundError('user', input.userId)
    const role = input.role ?? before.role
    const disabledAt = input.disabled === undefined ? before.disabledAt : input.disabled ? ctx.clock.now() : null
    await tx.db
      .update(users)
      .set({ role, disabledAt, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, input.userId))
    await audit(tx, {
      action: 'user.change',
      entity: 'user',
      entityId: input.userId,
      before: { role: before.role, disabled: before.disabledAt !== null },
      after: { role, disabled: disabledAt !== null },
    })
  })
}

import { eq, sql } from 'drizzle-orm'
import { users } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import { audit } from '@/lib/platform/audit'
import { checkPassword, hashPassword, verifyPassword } from './password'

/** Changes one's own password after the present one was given; ends all sessions of the user. */
export async function changeMyPassword(
  ctx: CustomerCtx | StaffCtx,
  input: { current: string; next: string },
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const [user] = await tx.db
      .select({ passwordHash: users.passwordHash, name: users.name, email: users.email })
      .from(users)
      .where(eq(users.id, ctx.userId))
      .for('update')
    if (!user) throw new NotFoundError('user', ctx.userId)
    if (!(await verifyPassword(user.passwordHash, input.current)))
      throw new InvalidError('the present password is not right', 'current')
    await checkNext(input.next, [user.name, user.email])
    const passwordHash = await hashPassword(input.next)
    await tx.db
      .update(users)
      .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, ctx.userId))
    await audit(tx, { action: 'user.change-password', entity: 'user', entityId: ctx.userId })
  })
}

/** The field of the form is another than where the first password is chosen. */
async function checkNext(next: string, about: readonly string[]): Promise<void> {
  await checkPassword(next, about).catch((error: unknown) => {
    throw error instanceof InvalidError ? new InvalidError(error.message, 'next') : error
  })
}

import { users } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { Role } from '@/lib/auth/permissions'
import { ConflictError, InvalidError } from '@/lib/kernel/errors'
import { newId, type CustomerId, type UserId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { checkPassword, hashPassword } from './password'
import { findUserByEmail } from '@/lib/auth/queries'

export type AddUserInput = {
  email: string
  name: string
  role: Role
  password: string | null
  customerId?: CustomerId | null
}

/**
 * Adds someone who may sign in. A customer's user needs its customer, staff must not have one. Without a password the
 * user cannot sign in until one is set. Refuses an e-mail address that is taken.
 */
export async function addUser(ctx: StaffCtx | SystemCtx, input: AddUserInput): Promise<UserId> {
  const customerId = input.customerId ?? null
  authorize(ctx, input.role === 'customer' ? 'customer:write' : 'user:write')
  if ((input.role === 'customer') !== (customerId !== null))
    throw new InvalidError('a customer user belongs to a customer, staff to none', 'role')
  if (input.password !== null) await checkPassword(input.password, [input.name, input.email])
  const passwordHash = input.password === null ? null : await hashPassword(input.password)
  return withTransaction(ctx, async (tx) => {
    const email = input.email.trim()
    if (await findUserByEmail(tx.db, email)) throw new ConflictError(`the e-mail address is taken: ${email}`)
    const id = newId('user', ctx.clock.now())
    await tx.db
      .insert(users)
      .values({ id, email, name: input.name, role: input.role, customerId, passwordHash, createdAt: ctx.clock.now() })
    await audit(tx, {
      action: 'user.add',
      entity: 'user',
      entityId: id,
      customerId,
      after: { email, role: input.role },
    })
    return id
  })
}

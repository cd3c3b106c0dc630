import { eq, sql } from 'drizzle-orm'
import { customers } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { ConflictError } from '@/lib/kernel/errors'
import { newId, type CustomerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { AddCustomerInput } from './schema'

/** Adds a customer. Refuses an e-mail address that another customer has. */
export async function addCustomer(ctx: StaffCtx | SystemCtx, input: AddCustomerInput): Promise<CustomerId> {
  authorize(ctx, 'customer:write')
  return withTransaction(ctx, async (tx) => {
    const [taken] = await tx.db
      .select({ id: customers.id })
      .from(customers)
      .where(eq(sql`lower(${customers.email})`, input.email.toLowerCase()))
    if (taken) throw new ConflictError(`the e-mail address is taken: ${input.email}`)
    const now = ctx.clock.now()
    const id = newId('customer', now)
    await tx.db
      .insert(customers)
      .values({ ...input, id, organisationNumber: input.organisationNumber || null, createdAt: now, updatedAt: now })
    await audit(tx, { action: 'customer.add', entity: 'customer', entityId: id, customerId: id, after: input })
    return id
  })
}

import { and, eq, ne, sql } from 'drizzle-orm'
import { customers } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { ConflictError, NotFoundError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { UpdateCustomerInput } from './schema'

/** Changes name, address and language. Issued invoices keep what they say. Refuses an e-mail address that is taken. */
export async function updateCustomer(ctx: StaffCtx, customerId: CustomerId, input: UpdateCustomerInput): Promise<void> {
  authorize(ctx, 'customer:write')
  await withTransaction(ctx, async (tx) => {
    const [before] = await tx.db.select().from(customers).where(eq(customers.id, customerId)).for('update')
    if (!before) throw new NotFoundError('customer', customerId)
    const [taken] = await tx.db
      .select({ id: customers.id })
      .from(customers)
      .where(and(eq(sql`lower(${customers.email})`, input.email.toLowerCase()), ne(customers.id, customerId)))
    if (taken) throw new ConflictError(`the e-mail address is taken: ${input.email}`)
    const values = { ...input, organisationNumber: input.organisationNumber || null, updatedAt: ctx.clock.now() }
    await tx.db.update(customers).set(values).where(eq(customers.id, customerId))
    const changed = (Object.keys(input) as (keyof UpdateCustomerInput)[]).filter(
      (field) => (before[field] ?? '') !== input[field],
    )
    await audit(tx, {
      action: 'customer.update',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: Object.fromEntries(changed.map((field) => [field, before[field]])),
      after: Object.fromEntries(changed.map((field) => [field, input[field]])),
    })
  })
}

/** The customer's own choice of language, for mail and invoices. */
export async function setMyLocale(ctx: CustomerCtx, locale: 'sv' | 'en'): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await tx.db.update(customers).set({ locale, updatedAt: ctx.clock.now() }).where(eq(customers.id, ctx.customerId))
    await audit(tx, {
      action: 'customer.set-locale',
      entity: 'customer',
      entityId: ctx.customerId,
      customerId: ctx.customerId,
      after: { locale },
    })
  })
}

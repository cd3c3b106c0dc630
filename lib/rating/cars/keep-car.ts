import { eq } from 'drizzle-orm'
import { customerCars } from '@/db/schema/quotes'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { audit } from '@/lib/platform/audit'
import type { KeepCarInput } from '../schema'

/** Keeps the car that the customer's prices are estimated for, in place of another. It changes no price, only the example. */
export async function keepCar(ctx: CustomerCtx, input: KeepCarInput): Promise<void> {
  const { customerId } = ctx
  await withTransaction(ctx, async (tx) => {
    const values = { ...input, updatedAt: ctx.clock.now() }
    await tx.db
      .insert(customerCars)
      .values({ customerId, ...values })
      .onConflictDoUpdate({ target: customerCars.customerId, set: values })
    await audit(tx, { action: 'car.keep', entity: 'customer', entityId: customerId, customerId, after: input })
  })
}

/** Forgets it. Repeating that changes nothing. */
export async function forgetCar(ctx: CustomerCtx): Promise<void> {
  const { customerId } = ctx
  await withTransaction(ctx, async (tx) => {
    const [gone] = await tx.db
      .delete(customerCars)
      .where(eq(customerCars.customerId, customerId))
      .returning({ name: customerCars.name })
    if (gone) await audit(tx, { action: 'car.forget', entity: 'customer', entityId: customerId, customerId })
  })
}

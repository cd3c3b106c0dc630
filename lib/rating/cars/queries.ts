import { eq } from 'drizzle-orm'
import { reader } from '@/db/client'
import { customerCars } from '@/db/schema/quotes'
import type { CustomerCtx } from '@/lib/auth/context'
import type { Car } from '../core/charge-wish'

/** The customer's own car, if one is kept. */
export async function findMyCar(ctx: CustomerCtx): Promise<Car | null> {
  const { name, batteryKwh, acKw, dcKw } = customerCars
  const [car] = await reader(ctx)
    .select({ name, batteryKwh, acKw, dcKw })
    .from(customerCars)
    .where(eq(customerCars.customerId, ctx.customerId))
  return car ?? null
}

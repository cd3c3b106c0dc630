import { eq } from 'drizzle-orm'
import { chargeLimits } from '@/db/schema/guard'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { InvalidError } from '@/lib/kernel/errors'
import { audit } from '@/lib/platform/audit'
import type { ChargeLimits } from './queries'

const MOST_MINOR = 1_000_000_00n

/** From what amounts on the customer wants to be told, with VAT; null for never. It ends no charge by itself. */
export async function setChargeLimits(ctx: CustomerCtx, limits: ChargeLimits): Promise<void> {
  for (const [field, value] of Object.entries(limits) as [string, bigint | null][])
    if (value !== null && (value <= 0n || value > MOST_MINOR)) throw new InvalidError('a limit is above zero', field)
  await withTransaction(ctx, async (tx) => {
    const { customerId } = ctx
    const values = { ...limits, updatedAt: tx.clock.now() }
    const [before] = await tx.db
      .select()
      .from(chargeLimits)
      .where(eq(chargeLimits.customerId, customerId))
      .for('update')
    await tx.db
      .insert(chargeLimits)
      .values({ customerId, ...values })
      .onConflictDoUpdate({ target: chargeLimits.customerId, set: values })
    const told = (of: ChargeLimits | undefined) => ({
      monthlyMinor: of?.monthlyMinor?.toString() ?? null,
      perChargeMinor: of?.perChargeMinor?.toString() ?? null,
    })
    await audit(tx, {
      action: 'customer.set-charge-limits',
      entity: 'customer',
      entityId: customerId,
      customerId,
      before: told(before),
      after: told(limits),
    })
  })
}

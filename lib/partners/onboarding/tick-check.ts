import { eq } from 'drizzle-orm'
import { onboardings } from '@/db/schema/conformance'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { ManualCheck } from '../core/onboarding'

/** Ticks one item of the checklist, with who and when, or takes the tick back. */
export async function tickCheck(ctx: StaffCtx, partnerId: PartnerId, check: ManualCheck, done: boolean): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const [row] = await tx.db
      .select({ checks: onboardings.checks })
      .from(onboardings)
      .where(eq(onboardings.partnerId, partnerId))
      .for('update')
    if (!row) throw new NotFoundError('onboarding', partnerId)
    const { [check]: _before, ...others } = row.checks
    const checks = done ? { ...others, [check]: { at: ctx.clock.now(), by: ctx.userId } } : others
    await tx.db.update(onboardings).set({ checks }).where(eq(onboardings.partnerId, partnerId))
    await audit(tx, {
      action: done ? 'onboarding.tick' : 'onboarding.untick',
      entity: 'partner',
      entityId: partnerId,
      after: { check },
    })
  })
}

import { eq } from 'drizzle-orm'
import { chargingPreferences } from '@/db/schema/control'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import type { PreferenceId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import type { PreferencesAnswer } from '../core/charging-profile'

/** The operator's word on a driver's wishes, or that there was none. */
export async function noteAnswer(
  ctx: CustomerCtx,
  preferenceId: PreferenceId,
  answer: PreferencesAnswer,
  message: string | null = null,
): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await tx.db
      .update(chargingPreferences)
      .set({ answer, message, answeredAt: ctx.clock.now() })
      .where(eq(chargingPreferences.id, preferenceId))
    await audit(tx, {
      action: 'preferences.answer',
      entity: 'preferences',
      entityId: preferenceId,
      customerId: ctx.customerId,
      after: { answer },
    })
  })
}

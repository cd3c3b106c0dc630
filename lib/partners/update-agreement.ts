import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { announcePartnerChange } from './move-partner'
import { recordPartnerEvent } from './record-partner-event'
import type { UpdateAgreementInput } from './schema'

/** Changes name, tolerance and the named tolerances of the connection. CDRs rated before keep their outcome. */
export async function updateAgreement(
  ctx: StaffCtx | SystemCtx,
  partnerId: PartnerId,
  input: UpdateAgreementInput,
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const [before] = await tx.db
      .select({
        name: partners.name,
        toleranceMinor: partners.toleranceMinor,
        tolerancePercent: partners.tolerancePercent,
        rotateEveryDays: partners.rotateEveryDays,
        quirks: partners.quirks,
      })
      .from(partners)
      .where(eq(partners.id, partnerId))
      .for('update')
    if (!before) throw new NotFoundError('partner', partnerId)
    const { name, toleranceMinor, tolerancePercent, rotateEveryDays, ...chosen } = input
    const quirks = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined))
    const after = {
      name,
      toleranceMinor,
      tolerancePercent,
      rotateEveryDays,
      quirks: { ...before.quirks, ...quirks },
    }
    await tx.db
      .update(partners)
      .set({ ...after, updatedAt: ctx.clock.now() })
      .where(eq(partners.id, partnerId))
    await announcePartnerChange(tx, partnerId)
    await recordPartnerEvent(tx.db, { partnerId, at: ctx.clock.now(), step: 'agreement_changed' })
    const plain = (values: typeof after) => ({ ...values, toleranceMinor: values.toleranceMinor.toString() })
    await audit(tx, {
      action: 'partner.update-agreement',
      entity: 'partner',
      entityId: partnerId,
      before: plain(before),
      after: plain(after),
    })
  })
}

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
import type { UpdateConnectionInput } from './schema'

/** Changes name, rotation of tokens and the named tolerances of the connection. CDRs rated before keep their outcome. */
export async function updateConnection(
  ctx: StaffCtx | SystemCtx,
  partnerId: PartnerId,
  input: UpdateConnectionInput,
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const [before] = await tx.db
      .select({
        name: partners.name,
        rotateEveryDays: partners.rotateEveryDays,
        quirks: partners.quirks,
      })
      .from(partners)
      .where(eq(partners.id, partnerId))
      .for('update')
    if (!before) throw new NotFoundError('partner', partnerId)
    const { name, rotateEveryDays, ...chosen } = input
    const quirks = Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined))
    const after = { name, rotateEveryDays, quirks: { ...before.quirks, ...quirks } }
    await tx.db
      .update(partners)
      .set({ ...after, updatedAt: ctx.clock.now() })
      .where(eq(partners.id, partnerId))
    await announcePartnerChange(tx, partnerId)
    await recordPartnerEvent(tx.db, { partnerId, at: ctx.clock.now(), step: 'connection_changed' })
    await audit(tx, {
      action: 'partner.update-connection',
      entity: 'partner',
      entityId: partnerId,
      before,
      after,
    })
  })
}

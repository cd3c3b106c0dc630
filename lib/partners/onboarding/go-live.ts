import { eq } from 'drizzle-orm'
import { partners } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { mayGoLive } from '../core/onboarding'
import { enqueueTokenPush } from '../enqueue-pull'
import { announcePartnerChange, lockPartner } from '../move-partner'
import { recordPartnerEvent } from '../record-partner-event'
import { getOnboarding } from './queries'
import { rankRoutesOf } from '../rank-routes'

/**
 * Lets customers meet a partner: its places are shown and our cards are sent to it. Refuses while something on the
 * checklist is open. A second time changes nothing.
 */
export async function goLive(ctx: StaffCtx, partnerId: PartnerId): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    await lockPartner(tx, partnerId)
    const { facts } = await getOnboarding(tx, partnerId)
    if (facts.live) return
    if (!mayGoLive(facts)) throw new PreconditionError('the checklist is not complete')
    const now = ctx.clock.now()
    await tx.db.update(partners).set({ liveAt: now, updatedAt: now }).where(eq(partners.id, partnerId))
    await rankRoutesOf(tx.db, partnerId)
    await announcePartnerChange(tx, partnerId)
    await recordPartnerEvent(tx.db, { partnerId, at: now, step: 'live' })
    await enqueueTokenPush(tx.db, partnerId)
    await audit(tx, {
      action: 'partner.go-live',
      entity: 'partner',
      entityId: partnerId,
      after: { checks: facts.checks },
    })
  })
}

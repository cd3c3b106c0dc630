import { eq } from 'drizzle-orm'
import { onboardings } from '@/db/schema/conformance'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import type { PartnerId, TokenId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueueTokenPush } from '../enqueue-pull'

/** Names the one card that a partner is told of, and that may charge there, before it is live; and tells it. */
export async function chooseTestCard(ctx: StaffCtx, partnerId: PartnerId, tokenId: TokenId): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const changed = await tx.db
      .update(onboardings)
      .set({ testTokenId: tokenId })
      .where(eq(onboardings.partnerId, partnerId))
      .returning({ id: onboardings.partnerId })
    if (changed.length === 0) throw new NotFoundError('onboarding', partnerId)
    await enqueueTokenPush(tx.db, partnerId)
    await audit(tx, { action: 'onboarding.choose-card', entity: 'partner', entityId: partnerId, after: { tokenId } })
  })
}

import { and, eq, isNull } from 'drizzle-orm'
import { disputeLinks, disputes } from '@/db/schema/disputes'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { NotFoundError } from '@/lib/kernel/errors'
import { newId, type DisputeId, type DisputeLinkId } from '@/lib/kernel/ids'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret, newSecretPath } from '@/lib/platform/crypto'
import { tellDispute } from './lock-dispute'

export const LINK_DAYS = 60

/** Makes an address under which the operator reads the evidence without signing in. Its secret can be read this one time. */
export async function shareDispute(
  ctx: StaffCtx,
  disputeId: DisputeId,
): Promise<{ linkId: DisputeLinkId; secret: string; expiresAt: Instant }> {
  authorize(ctx, 'dispute:write')
  return withTransaction(ctx, async (tx) => {
    const [found] = await tx.db.select({ id: disputes.id }).from(disputes).where(eq(disputes.id, disputeId))
    if (!found) throw new NotFoundError('dispute', disputeId)
    const now = ctx.clock.now()
    const linkId = newId('disputeLink', now)
    const secret = newSecretPath()
    const expiresAt = instant(now + LINK_DAYS * DAY_MS)
    const link = {
      id: linkId,
      disputeId,
      tokenHash: hashSecret(secret),
      createdBy: ctx.userId,
      createdAt: now,
      expiresAt,
    }
    await tx.db.insert(disputeLinks).values(link)
    await tellDispute(tx, { disputeId, kind: 'link_made' })
    await audit(tx, { action: 'dispute.share', entity: 'dispute', entityId: disputeId, after: { linkId } })
    return { linkId, secret, expiresAt }
  })
}

/** Ends an address at once. Done again it changes nothing. */
export async function revokeDisputeLink(ctx: StaffCtx, linkId: DisputeLinkId): Promise<void> {
  authorize(ctx, 'dispute:write')
  await withTransaction(ctx, async (tx) => {
    const [link] = await tx.db
      .update(disputeLinks)
      .set({ revokedAt: ctx.clock.now() })
      .where(and(eq(disputeLinks.id, linkId), isNull(disputeLinks.revokedAt)))
      .returning({ disputeId: disputeLinks.disputeId })
    if (!link) return
    await tellDispute(tx, { disputeId: link.disputeId, kind: 'link_ended' })
    await audit(tx, { action: 'dispute.revoke-link', entity: 'dispute', entityId: link.disputeId, after: { linkId } })
  })
}

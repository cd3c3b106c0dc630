import { eq } from 'drizzle-orm'
import { partnerCredentials } from '@/db/schema/partners'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { instant, MINUTE_MS } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'
import { hashSecret } from '@/lib/platform/crypto'
import { announcePartnerChange } from './move-partner'

const TRIAL_MS = 10 * MINUTE_MS

/** Makes token B good for ten minutes, while the handshake lasts; `saveRegistration` makes it last. */
export async function allowClientToken(
  ctx: StaffCtx | SystemCtx,
  partnerId: PartnerId,
  clientToken: string,
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const now = ctx.clock.now()
    await tx.db.insert(partnerCredentials).values({
      id: newId('credential', now),
      partnerId,
      side: 'ours',
      kind: 'B',
      tokenHash: hashSecret(clientToken),
      createdAt: now,
      expiresAt: instant(now + TRIAL_MS),
    })
    await announcePartnerChange(tx, partnerId)
    await audit(tx, { action: 'partner.issue-token', entity: 'partner', entityId: partnerId })
  })
}

/**
 * How a token on trial goes on when the handshake came to nothing. A partner that refused it does not have it. One that
 * never answered may have taken it over: then it stays good beside the one before, until a handshake succeeds (VC-22).
 */
export async function settleClientToken(
  ctx: StaffCtx | SystemCtx,
  partnerId: PartnerId,
  clientToken: string,
  outcome: 'refused' | 'silent',
): Promise<void> {
  authorize(ctx, 'partner:write')
  await withTransaction(ctx, async (tx) => {
    const ends = outcome === 'refused' ? { revokedAt: ctx.clock.now() } : { expiresAt: null }
    await tx.db
      .update(partnerCredentials)
      .set(ends)
      .where(eq(partnerCredentials.tokenHash, hashSecret(clientToken)))
    await announcePartnerChange(tx, partnerId)
    const reason = outcome === 'refused' ? 'the partner refused it' : 'the partner did not answer'
    await audit(tx, { action: 'partner.settle-token', entity: 'partner', entityId: partnerId, reason })
  })
}

import { eq } from 'drizzle-orm'
import { tokens } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { InvalidError, NotFoundError } from '@/lib/kernel/errors'
import type { TokenId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { queueTokenPush } from './queue-token-push'

/** Stations that speak OCPP 1.5 or 1.6 take no longer one as ParentIdTag (guide TOK-4). */
const GROUP = /^[\u0021-\u007e]{1,20}$/

/**
 * Puts a token into a group, or out of all (null): cards of one group end each other's charges and use each other's
 * reservations (OCPI 2.2.1 §12.3.2). Partners that speak 2.1.1 cannot be told.
 */
export async function setTokenGroup(
  ctx: StaffCtx | SystemCtx,
  tokenId: TokenId,
  groupId: string | null,
  reason: string,
): Promise<void> {
  authorize(ctx, 'token:write')
  if (groupId !== null && !GROUP.test(groupId))
    throw new InvalidError('a group id is 1 to 20 printable characters without spaces', 'groupId')
  await withTransaction(ctx, async (tx) => {
    const [known] = await tx.db
      .select({ groupId: tokens.groupId, customerId: tokens.customerId, type: tokens.type })
      .from(tokens)
      .where(eq(tokens.id, tokenId))
      .for('update')
    if (!known) throw new NotFoundError('token', tokenId)
    if (known.groupId === groupId) return
    await tx.db.update(tokens).set({ groupId, lastUpdated: tx.clock.now() }).where(eq(tokens.id, tokenId))
    await audit(tx, {
      action: 'token.group',
      entity: 'token',
      entityId: tokenId,
      customerId: known.customerId,
      before: { groupId: known.groupId },
      after: { groupId },
      reason,
    })
    if (known.type === 'RFID') await queueTokenPush(tx.db)
  })
}

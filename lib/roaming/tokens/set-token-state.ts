import { and, eq, type SQL } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { tokens } from '@/db/schema/roaming'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { ForbiddenError, NotFoundError } from '@/lib/kernel/errors'
import type { TokenId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { queueTokenPush } from './queue-token-push'

export type TokenState = 'active' | 'blocked' | 'lost'

/** Blocks, opens or marks a token as lost. The next authorisation follows it; partners are told until they acknowledge. */
export async function setTokenState(ctx: StaffCtx, tokenId: TokenId, state: TokenState, reason: string): Promise<void> {
  authorize(ctx, 'token:write')
  await withTransaction(ctx, (tx) => change(tx, eq(tokens.id, tokenId), { tokenId, state, by: 'staff', reason }))
}

/** The customer's own card. What staff blocked, the customer cannot open. */
export async function setMyTokenState(ctx: CustomerCtx, tokenId: TokenId, state: TokenState): Promise<void> {
  const mine = and(eq(tokens.id, tokenId), eq(tokens.customerId, ctx.customerId))
  await withTransaction(ctx, (tx) => change(tx, mine, { tokenId, state, by: 'customer' }))
}

type Change = { tokenId: TokenId; state: TokenState; by: 'customer' | 'staff'; reason?: string }

async function change(
  tx: (StaffCtx | CustomerCtx) & { readonly db: Tx },
  which: SQL | undefined,
  { tokenId, state, by, reason }: Change,
): Promise<void> {
  const [before] = await tx.db
    .select({ state: tokens.state, blockedBy: tokens.blockedBy, customerId: tokens.customerId, type: tokens.type })
    .from(tokens)
    .where(which)
    .for('update')
  if (!before) throw new NotFoundError('token', tokenId)
  if (by === 'customer' && before.state !== 'active' && before.blockedBy === 'staff')
    throw new ForbiddenError('blocked by staff')
  if (before.state === state) return
  const blockedBy = state === 'active' ? null : by
  await tx.db.update(tokens).set({ state, blockedBy, lastUpdated: tx.clock.now() }).where(eq(tokens.id, tokenId))
  await audit(tx, {
    action: `token.${state === 'active' ? 'open' : state === 'lost' ? 'report-lost' : 'block'}`,
    entity: 'token',
    entityId: tokenId,
    customerId: before.customerId,
    before: { state: before.state },
    after: { state },
    reason,
  })
  if (before.type === 'RFID') await queueTokenPush(tx.db)
}

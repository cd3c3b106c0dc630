import { and, asc, eq } from 'drizzle-orm'
import { reader } from '@/db/client'
import { partners } from '@/db/schema/partners'
import { tokenPushes, tokens } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId, TokenId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'

export type TokenAcknowledgement = {
  partnerId: PartnerId
  partnerName: string
  /** State as of when the partner has it; null when it has never taken it. */
  acknowledged: Instant | null
  /** It has the present state. */
  current: boolean
  attempts: number
  lastAttemptAt: Instant | null
  error: string | null
}

/** What each registered partner knows of a token. */
export async function listTokenAcknowledgements(ctx: StaffCtx, tokenId: TokenId): Promise<TokenAcknowledgement[]> {
  authorize(ctx, 'token:read')
  const rows = await reader(ctx)
    .select({
      partnerId: partners.id,
      partnerName: partners.name,
      acknowledged: tokenPushes.acknowledged,
      lastUpdated: tokens.lastUpdated,
      attempts: tokenPushes.attempts,
      lastAttemptAt: tokenPushes.lastAttemptAt,
      error: tokenPushes.error,
    })
    .from(partners)
    .innerJoin(tokens, eq(tokens.id, tokenId))
    .leftJoin(tokenPushes, and(eq(tokenPushes.partnerId, partners.id), eq(tokenPushes.tokenId, tokenId)))
    .where(eq(partners.state, 'registered'))
    .orderBy(asc(partners.name))
  return rows.map(({ lastUpdated, attempts, ...row }) => ({
    ...row,
    attempts: attempts ?? 0,
    current: row.acknowledged !== null && row.acknowledged >= lastUpdated,
  }))
}

import { and, asc, eq, sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { customers } from '@/db/schema/customers'
import { partnerEndpoints, partners } from '@/db/schema/partners'
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
  /** What it believes of the card: it may charge, it may not; null while it has acknowledged nothing. */
  believesValid: boolean | null
  /** It has the present state. */
  current: boolean
  /** It takes no cards: it fetches the list, or asks each time. */
  takesNone: boolean
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
      believesValid: tokenPushes.acknowledgedValid,
      lastUpdated: tokens.lastUpdated,
      customerUpdated: customers.updatedAt,
      takesNone: sql<boolean>`not exists (select 1 from ${partnerEndpoints} e where e.partner_id = ${partners.id}
        and e.identifier = 'tokens' and e.role = 'RECEIVER')`,
      attempts: tokenPushes.attempts,
      lastAttemptAt: tokenPushes.lastAttemptAt,
      error: tokenPushes.error,
    })
    .from(partners)
    .innerJoin(tokens, eq(tokens.id, tokenId))
    .innerJoin(customers, eq(customers.id, tokens.customerId))
    .leftJoin(tokenPushes, and(eq(tokenPushes.partnerId, partners.id), eq(tokenPushes.tokenId, tokenId)))
    .where(eq(partners.state, 'registered'))
    .orderBy(asc(partners.name))
  return rows.map(({ lastUpdated, customerUpdated, attempts, ...row }) => ({
    ...row,
    attempts: attempts ?? 0,
    // Whether the customer may charge is part of the card's state.
    current: row.acknowledged !== null && row.acknowledged >= Math.max(lastUpdated, customerUpdated),
  }))
}

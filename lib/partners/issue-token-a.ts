import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { partnerCredentials } from '@/db/schema/partners'
import { newId, type PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'
import { hashSecret, newCredentialsToken } from '@/lib/platform/crypto'

export const TOKEN_A_DAYS = 14

/** Makes a registration token, kept as a hash only: the answer is the one time it can be read. Earlier ones end. */
export async function issueTokenA(
  ctx: { readonly clock: Clock; readonly db: Tx },
  partnerId: PartnerId,
): Promise<string> {
  const now = ctx.clock.now()
  const token = newCredentialsToken()
  await ctx.db
    .update(partnerCredentials)
    .set({ revokedAt: now })
    .where(
      and(
        eq(partnerCredentials.partnerId, partnerId),
        eq(partnerCredentials.side, 'ours'),
        isNull(partnerCredentials.revokedAt),
      ),
    )
  await ctx.db.insert(partnerCredentials).values({
    id: newId('credential', now),
    partnerId,
    side: 'ours',
    kind: 'A',
    tokenHash: hashSecret(token),
    createdAt: now,
    expiresAt: instant(now + TOKEN_A_DAYS * DAY_MS),
  })
  return token
}

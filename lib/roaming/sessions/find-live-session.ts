import { and, desc, eq, inArray, isNotNull } from 'drizzle-orm'
import { reader } from '@/db/client'
import { sessions } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId, SessionId } from '@/lib/kernel/ids'

/** The latest session of ours under way at a partner. */
export async function findLiveSession(ctx: StaffCtx, partnerId: PartnerId): Promise<SessionId | null> {
  authorize(ctx, 'session:read')
  const [session] = await reader(ctx)
    .select({ id: sessions.id })
    .from(sessions)
    .where(
      and(
        eq(sessions.partnerId, partnerId),
        inArray(sessions.status, ['ACTIVE', 'PENDING']),
        isNotNull(sessions.tokenId),
      ),
    )
    .orderBy(desc(sessions.startedAt))
    .limit(1)
  return session?.id ?? null
}

import { and, desc, eq, gt, isNotNull } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { profileRequests } from '@/db/schema/control'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'

export type ProfileOutcome = { kind: string; result: string | null; at: Instant }

/** What a partner answered to the charging profiles of the last week. */
export async function listProfileOutcomes(partnerId: PartnerId): Promise<ProfileOutcome[]> {
  return getDb()
    .select({ kind: profileRequests.kind, result: profileRequests.result, at: profileRequests.requestedAt })
    .from(profileRequests)
    .where(
      and(
        eq(profileRequests.partnerId, partnerId),
        gt(profileRequests.requestedAt, instant(systemClock.now() - 7 * DAY_MS)),
        isNotNull(profileRequests.result),
      ),
    )
    .orderBy(desc(profileRequests.requestedAt))
    .limit(50)
}

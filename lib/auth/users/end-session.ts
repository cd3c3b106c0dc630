import { getDb } from '@/db/client'
import { endedSessions } from '@/db/schema/customers'
import type { Clock } from '@/lib/platform/clock'

/** Ends one session for good, wherever its cookie may be. Ending it twice changes nothing. */
export async function endSession(clock: Clock, sessionId: string): Promise<void> {
  await getDb().insert(endedSessions).values({ sessionId, at: clock.now() }).onConflictDoNothing()
}

import { lt } from 'drizzle-orm'
import { endedSessions, signInAttempts } from '@/db/schema/customers'
import { withTransaction } from '@/db/transaction'
import type { SystemCtx } from '@/lib/auth/context'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { audit } from '@/lib/platform/audit'

/** A session lasts a month at the most: after that nobody needs to know that it was ended. */
const LONGEST_SESSION_MS = 31 * DAY_MS

/** Forgets failed sign-ins after a day: they hold addresses of people; and sessions that have ended twice. Scheduled. */
export async function pruneExpired(ctx: SystemCtx): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const gone = await tx.db
      .delete(signInAttempts)
      .where(lt(signInAttempts.at, instant(ctx.clock.now() - DAY_MS)))
      .returning({ key: signInAttempts.key })
    await tx.db.delete(endedSessions).where(lt(endedSessions.at, instant(ctx.clock.now() - LONGEST_SESSION_MS)))
    if (gone.length > 0)
      await audit(tx, {
        action: 'sign-in-attempt.prune',
        entity: 'sign-in-attempt',
        entityId: 'all',
        after: { count: gone.length },
      })
  })
}

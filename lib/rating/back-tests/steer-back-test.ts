import { and, eq, inArray } from 'drizzle-orm'
import { backTests } from '@/db/schema/analysis'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { PreconditionError } from '@/lib/kernel/errors'
import type { BackTestId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'

/** Cancels a test that is not done, or has a cancelled one go on: what was priced stays priced. */
export async function steerBackTest(ctx: StaffCtx, backTestId: BackTestId, wish: 'cancel' | 'resume'): Promise<void> {
  authorize(ctx, 'price-plan:write')
  const [from, to] = wish === 'cancel' ? (['queued', 'running'] as const) : (['cancelled', 'cancelled'] as const)
  await withTransaction(ctx, async (tx) => {
    const [moved] = await tx.db
      .update(backTests)
      .set(
        wish === 'cancel' ? { state: 'cancelled', finishedAt: ctx.clock.now() } : { state: 'queued', finishedAt: null },
      )
      .where(and(eq(backTests.id, backTestId), inArray(backTests.state, [from, to])))
      .returning({ id: backTests.id })
    if (!moved) throw new PreconditionError(wish === 'cancel' ? 'the test has ended' : 'the test was not cancelled')
    await audit(tx, { action: `back-test.${wish}`, entity: 'back-test', entityId: backTestId })
    if (wish === 'resume') {
      await enqueue(tx.db, 'run-back-test', { backTestId }, { key: `back-test:${backTestId}`, queue: 'back-tests' })
    }
  })
}

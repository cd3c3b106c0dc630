import { eq } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { billingRuns } from '@/db/schema/billing'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { BillingRunId } from '@/lib/kernel/ids'
import type { BillingRunState } from './core/invoice-types'

export type LockedRun = typeof billingRuns.$inferSelect

/** Locks a run for the rest of the transaction: its batches follow each other. Refuses one in another state. */
export async function lockBillingRun(db: Tx, id: BillingRunId, states: readonly BillingRunState[]): Promise<LockedRun> {
  const [run] = await db.select().from(billingRuns).where(eq(billingRuns.id, id)).for('update')
  if (!run) throw new NotFoundError('billing run', id)
  if (!states.includes(run.state)) throw new PreconditionError(`the billing run is ${run.state}`)
  return run
}

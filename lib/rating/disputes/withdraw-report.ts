import { and, eq, sql } from 'drizzle-orm'
import { disputeCdrs } from '@/db/schema/disputes'
import { withTransaction } from '@/db/transaction'
import type { CustomerCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { settleLines } from '../core/dispute-terms'
import { liveLines, lockDispute } from './lock-dispute'
import { endLines, tellClosed } from './end-lines'

/**
 * A customer takes back what they reported, while nothing was sent to the operator: the charge is billed as any other.
 * Refuses a case that others have opened or that has gone on; another customer's does not exist.
 */
export async function withdrawReport(ctx: CustomerCtx, disputeId: DisputeId): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const [own] = (await tx.db.execute(sql`
      select d.origin, d.state, c.id as "cdrId" from disputes d join dispute_cdrs l on l.dispute_id = d.id
      join cdrs c on c.id = l.cdr_id
      where d.id = ${disputeId} and c.customer_id = ${ctx.customerId}`)) as unknown as {
      origin: string
      state: string
      cdrId: CdrId
    }[] // the columns of the statement
    if (!own) throw new NotFoundError('case', disputeId)
    if (own.origin !== 'customer' || own.state !== 'open') throw new PreconditionError(`the case is ${own.state}`)
    const locked = await lockDispute(tx.db, disputeId, 'withdrawn')
    const choice = { outcome: 'withdrawn', recoveredMinor: 0n, customerPays: true } as const
    const lines = settleLines(await liveLines(tx.db, disputeId), choice)
    const ending = lines.map((line) => ({ ...line, cdrId: own.cdrId, ...choice, recoveredMinor: line.recoveredMinor }))
    const state = await endLines(tx, locked, ending)
    await tellClosed(tx, disputeId, state)
    // They know: it was their own doing.
    await tx.db
      .update(disputeCdrs)
      .set({ customerReadAt: ctx.clock.now() })
      .where(and(eq(disputeCdrs.disputeId, disputeId), eq(disputeCdrs.cdrId, own.cdrId)))
    await audit(tx, {
      action: 'dispute.withdraw-report',
      entity: 'dispute',
      entityId: disputeId,
      customerId: ctx.customerId,
      after: { number: locked.number, state },
    })
  })
}

import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { SystemCtx } from '@/lib/auth/context'
import type { CompensationId, CustomerId } from '@/lib/kernel/ids'
import { audit } from '@/lib/platform/audit'
import { groupBy } from '@/lib/kernel/group'
import { pairOpposites } from '../core/take-open'
import { settleCompensations } from './settle-compensations'

type Open = { id: CompensationId; customer_id: CustomerId; open: string }

/**
 * Sets what a credit took back against what is still owed to the same customer. Both stand on the same account, so
 * nothing is booked. What had been paid out already stays open against later compensations.
 */
export async function setOffCompensations(
  ctx: SystemCtx & { readonly db: Tx },
  customers: readonly CustomerId[],
): Promise<void> {
  if (customers.length === 0) return
  const rows = (await ctx.db.execute(sql`
    select id, customer_id, open_minor::text as open from compensations
    where open_minor <> 0 and customer_id in (select json_array_elements_text(${JSON.stringify(customers)}::text::json))
    order by id for update`)) as unknown as Open[] // the columns of the statement
  const pairs = [...groupBy(rows, (row) => row.customer_id).values()].flatMap((own) =>
    pairOpposites(own.map(({ id, open }) => ({ id, openMinor: BigInt(open) }))),
  )
  await settleCompensations(
    ctx,
    pairs.flatMap(({ positive, negative, amountMinor }) => [
      { compensationId: positive, amountMinor, counterpartId: negative },
      { compensationId: negative, amountMinor: -amountMinor, counterpartId: positive },
    ]),
  )
  if (pairs.length > 0) {
    const after = { pairs: pairs.length }
    await audit(ctx, { action: 'compensation.set-off', entity: 'job', entityId: ctx.requestId, after })
  }
}

import { eq, sql } from 'drizzle-orm'
import { payouts } from '@/db/schema/billing'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { takeOpen } from '@/lib/billing/core/take-open'
import { settleCompensations } from '@/lib/billing/compensations/settle-compensations'
import { ConflictError, InvalidError, NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { newId, type CompensationId, type PayoutId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { compensationPaid } from '@/lib/ledger/core/compensation-templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import type { EnterPayoutInput } from './schema'

/**
 * Enters that we paid a customer what we owe for charging at home; it settles the oldest first. Refuses more than is
 * owed. The same idempotency key twice is one pay-out; with other contents it is refused.
 */
export async function enterPayout(
  ctx: StaffCtx | SystemCtx,
  { customerId, paidOn, amountMinor, reference, idempotencyKey }: EnterPayoutInput,
): Promise<{ payoutId: PayoutId; created: boolean }> {
  authorize(ctx, 'payment:write')
  if (paidOn > localDate(ctx.clock.now(), BILLING_ZONE))
    throw new InvalidError('the pay-out has not happened yet', 'paidOn')
  return withTransaction(ctx, async (ctx) => {
    const { db } = ctx
    await db.execute(sql`select pg_advisory_xact_lock(hashtext('payout'), hashtext(${idempotencyKey}))`)
    const [known] = await db.select().from(payouts).where(eq(payouts.idempotencyKey, idempotencyKey))
    if (known) {
      if (known.customerId !== customerId || known.amountMinor !== amountMinor || known.paidOn !== paidOn)
        throw new ConflictError('another pay-out was entered under the same key')
      return { payoutId: known.id, created: false }
    }
    const [customer] = await db.execute(sql`select 1 from customers where id = ${customerId}`)
    if (!customer) throw new NotFoundError('customer', customerId)
    const open = (await db.execute(sql`
      select id, open_minor::text as open from compensations
      where customer_id = ${customerId} and open_minor <> 0 order by id for update`)) as unknown as {
      id: CompensationId
      open: string
    }[] // the columns of the statement
    const owed = open.reduce((sum, row) => sum + BigInt(row.open), 0n)
    if (amountMinor > owed) throw new PreconditionError('it is more than we owe the customer')
    const now = ctx.clock.now()
    const payoutId = newId('payout', now)
    const enteredBy = ctx.actor === 'staff' ? ctx.userId : null
    const row = { id: payoutId, customerId, paidOn, amountMinor, currency: 'SEK', reference, enteredBy, createdAt: now }
    await db.insert(payouts).values({ ...row, idempotencyKey })
    const positive = open.map(({ id, open: minor }) => ({ id, openMinor: BigInt(minor) }))
    await settleCompensations(
      ctx,
      takeOpen(positive, amountMinor).map((taken) => ({
        compensationId: taken.id,
        amountMinor: taken.amountMinor,
        payoutId,
      })),
    )
    await postEntries(ctx, [
      compensationPaid({ payoutId, customerId, entryDate: paidOn, currency: 'SEK', amountMinor }),
    ])
    const after = { amountMinor: amountMinor.toString(), paidOn, reference }
    await audit(ctx, { action: 'payout.enter', entity: 'payout', entityId: payoutId, customerId, after })
    return { payoutId, created: true }
  })
}

import { eq } from 'drizzle-orm'
import { paymentAllocations, payments } from '@/db/schema/billing'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { lockOpenInvoice, settleInvoice } from '@/lib/billing/settle-invoice'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { paymentAllocated } from '@/lib/ledger/core/templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import type { AllocatePaymentInput } from './schema'

/** Pays an invoice from money that is here but unallocated, as far as both reach. Refuses when either is used up, or another customer's. */
export async function allocatePayment(
  ctx: StaffCtx | SystemCtx,
  { paymentId, invoiceId }: AllocatePaymentInput,
): Promise<{ allocatedMinor: bigint }> {
  authorize(ctx, 'payment:write')
  return withTransaction(ctx, async (ctx) => {
    const [payment] = await ctx.db.select().from(payments).where(eq(payments.id, paymentId)).for('update')
    if (!payment) throw new NotFoundError('payment', paymentId)
    const invoice = await lockOpenInvoice(ctx.db, { id: invoiceId })
    if (!invoice) throw new NotFoundError('issued invoice', invoiceId)
    const { customerId } = invoice
    if (payment.customerId !== null && payment.customerId !== customerId)
      throw new PreconditionError("the payment is another customer's")
    const rest = payment.unallocatedMinor
    const allocatedMinor = rest < invoice.openMinor ? rest : invoice.openMinor
    if (allocatedMinor <= 0n) throw new PreconditionError('nothing is left to allocate')
    const now = ctx.clock.now()
    await ctx.db
      .insert(paymentAllocations)
      .values({ paymentId, invoiceId, amountMinor: allocatedMinor, createdAt: now })
    // Only known owners are noted: the rest of a payment without one belongs to nobody until it is allocated.
    await ctx.db
      .update(payments)
      .set({ unallocatedMinor: rest - allocatedMinor })
      .where(eq(payments.id, paymentId))
    await settleInvoice(ctx.db, invoice, allocatedMinor)
    const posting = {
      advanceOf: payment.customerId,
      customerId,
      invoiceId,
      amountMinor: allocatedMinor,
      currency: 'SEK',
    }
    await postEntries(ctx, [
      paymentAllocated({ ...posting, sourceId: paymentId, entryDate: localDate(now, BILLING_ZONE) }),
    ])
    const after = { invoiceId, allocatedMinor: allocatedMinor.toString() }
    await audit(ctx, { action: 'payment.allocate', entity: 'payment', entityId: paymentId, customerId, after })
    return { allocatedMinor }
  })
}

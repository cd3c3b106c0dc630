import { and, eq, sql } from 'drizzle-orm'
import { paymentAllocations, payments } from '@/db/schema/billing'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { lockOpenInvoice, settleInvoice } from '@/lib/billing/settle-invoice'
import { ConflictError, InvalidError } from '@/lib/kernel/errors'
import { newId, type InvoiceId, type PaymentId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { ACCOUNT } from '@/lib/ledger/core/accounts'
import { paymentReceived } from '@/lib/ledger/core/templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import { normalizeReference } from './core/match-reference'
import type { EnterPaymentInput } from './schema'

export type EnteredPayment = {
  paymentId: PaymentId
  /** The invoice that its reference names. */
  invoiceId: InvoiceId | null
  allocatedMinor: bigint
  unallocatedMinor: bigint
  /** False when the same entry was already there. */
  created: boolean
}

/**
 * Enters money that came in. It pays the invoice that its OCR reference names, as far as that is open; the rest stays
 * the customer's advance. The same idempotency key twice is one payment; with other contents it is refused.
 */
export async function enterPayment(ctx: StaffCtx | SystemCtx, input: EnterPaymentInput): Promise<EnteredPayment> {
  authorize(ctx, 'payment:write')
  if (input.amountMinor <= 0n) throw new InvalidError('the amount must be above zero', 'amountMinor')
  if (input.receivedOn > localDate(ctx.clock.now(), BILLING_ZONE))
    throw new InvalidError('the payment has not happened yet', 'receivedOn')
  return withTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext('payment'), hashtext(${input.idempotencyKey}))`)
    const [known] = await ctx.db.select().from(payments).where(eq(payments.idempotencyKey, input.idempotencyKey))
    if (known) {
      if (
        known.amountMinor !== input.amountMinor ||
        known.receivedOn !== input.receivedOn ||
        known.reference !== input.reference
      ) {
        throw new ConflictError('another payment was entered under the same key')
      }
      const [first] = await ctx.db
        .select()
        .from(paymentAllocations)
        .where(and(eq(paymentAllocations.paymentId, known.id)))
      const allocatedMinor = known.amountMinor - known.unallocatedMinor
      return {
        paymentId: known.id,
        invoiceId: first?.invoiceId ?? null,
        allocatedMinor,
        unallocatedMinor: known.unallocatedMinor,
        created: false,
      }
    }
    const ocr = normalizeReference(input.reference)
    const invoice = ocr === '' ? null : await lockOpenInvoice(ctx.db, { ocr })
    const open = invoice?.openMinor ?? 0n
    const allocatedMinor = input.amountMinor < open ? input.amountMinor : open
    const unallocatedMinor = input.amountMinor - allocatedMinor
    const now = ctx.clock.now()
    const paymentId = newId('payment', now)
    const customerId = invoice?.customerId ?? null
    await ctx.db.insert(payments).values({
      ...input,
      id: paymentId,
      currency: 'SEK',
      customerId,
      unallocatedMinor,
      enteredBy: ctx.actor === 'staff' ? ctx.userId : null,
      createdAt: now,
    })
    if (invoice && allocatedMinor > 0n) {
      await ctx.db
        .insert(paymentAllocations)
        .values({ paymentId, invoiceId: invoice.id, amountMinor: allocatedMinor, createdAt: now })
      await settleInvoice(ctx.db, invoice, allocatedMinor)
    }
    const account = input.method === 'bankgiro' || input.method === 'other' ? ACCOUNT.bank : ACCOUNT.cardAndSwish
    const owner = { customerId, invoiceId: invoice?.id ?? null, currency: 'SEK', account }
    await postEntries(ctx, [
      paymentReceived({
        ...owner,
        paymentId,
        entryDate: input.receivedOn,
        amountMinor: input.amountMinor,
        allocatedMinor,
      }),
    ])
    const after = {
      amountMinor: input.amountMinor.toString(),
      invoiceId: owner.invoiceId,
      allocatedMinor: allocatedMinor.toString(),
    }
    await audit(ctx, { action: 'payment.enter', entity: 'payment', entityId: paymentId, customerId, after })
    return { paymentId, invoiceId: owner.invoiceId, allocatedMinor, unallocatedMinor, created: true }
  })
}

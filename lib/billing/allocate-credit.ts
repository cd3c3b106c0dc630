import { sql } from 'drizzle-orm'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, toIsoInstant } from '@/lib/kernel/time'
import { creditAllocated } from '@/lib/ledger/core/templates'
import { postEntries } from '@/lib/ledger/post-entries'
import { audit } from '@/lib/platform/audit'
import type { AllocateCreditInput } from './schema'
import { lockOpenInvoice, settleInvoice } from './settle-invoice'

/** Pays a customer's invoice from the rest of one of its credit notes, as far as both reach. Refuses when either is used up. */
export async function allocateCredit(
  ctx: StaffCtx | SystemCtx,
  { creditNoteId, invoiceId }: AllocateCreditInput,
): Promise<{ allocatedMinor: bigint }> {
  authorize(ctx, 'payment:write')
  return withTransaction(ctx, async (ctx) => {
    const [credit] = (await ctx.db.execute(sql`
      select customer_id, (settled_minor - payable_minor)::text as rest from invoices
      where id = ${creditNoteId} and kind = 'credit_note' and state <> 'draft' for update`)) as unknown as {
      customer_id: CustomerId
      rest: string
    }[] // by the select list
    if (!credit) throw new NotFoundError('credit note', creditNoteId)
    const invoice = await lockOpenInvoice(ctx.db, { id: invoiceId })
    if (!invoice || invoice.customerId !== credit.customer_id)
      throw new NotFoundError('invoice of the customer', invoiceId)
    const rest = BigInt(credit.rest)
    const allocatedMinor = rest < invoice.openMinor ? rest : invoice.openMinor
    if (allocatedMinor <= 0n) throw new PreconditionError('nothing is left to allocate')
    const now = ctx.clock.now()
    await ctx.db.execute(sql`
      insert into credit_allocations (credit_note_id, invoice_id, amount_minor, created_at)
      values (${creditNoteId}, ${invoiceId}, ${allocatedMinor.toString()}::bigint, ${toIsoInstant(now)}::timestamptz)`)
    await settleInvoice(ctx.db, invoice, allocatedMinor)
    await ctx.db.execute(sql`
      update invoices set settled_minor = settled_minor - ${allocatedMinor.toString()}::bigint,
        state = ${allocatedMinor === rest ? 'paid' : 'finalized'} where id = ${creditNoteId}`)
    const customerId = credit.customer_id
    const owner = { advanceOf: customerId, customerId, invoiceId, amountMinor: allocatedMinor, currency: 'SEK' }
    await postEntries(ctx, [
      creditAllocated({ ...owner, sourceId: creditNoteId, entryDate: localDate(now, BILLING_ZONE) }),
    ])
    const after = { creditNoteId, allocatedMinor: allocatedMinor.toString() }
    await audit(ctx, { action: 'invoice.allocate-credit', entity: 'invoice', entityId: invoiceId, customerId, after })
    return { allocatedMinor }
  })
}

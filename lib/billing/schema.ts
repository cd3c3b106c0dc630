import { z } from 'zod'
import { isId, type BillingRunId, type CdrId, type CustomerId, type InvoiceId } from '@/lib/kernel/ids'
import { isMonth } from '@/lib/kernel/time'

const customerId = z.string().refine((text): text is CustomerId => isId('customer', text), 'is no customer id')
const invoiceId = z.string().refine((text): text is InvoiceId => isId('invoice', text), 'is no invoice id')
const cdrId = z.string().refine((text): text is CdrId => isId('cdr', text), 'is no CDR id')

export const BillingRunIdInput = z
  .string()
  .refine((text): text is BillingRunId => isId('billingRun', text), 'is no run id')

export const CreateBillingRunInput = z.object({
  period: z.string().refine(isMonth, 'must be a month such as 2026-10'),
  customerId: customerId.optional(),
})
export type CreateBillingRunInput = z.infer<typeof CreateBillingRunInput>

export const IssueCreditNoteInput = z.object({
  invoiceId,
  /** The sessions to take back; left out: everything that is still on the invoice. */
  cdrIds: z.array(cdrId).min(1).max(1000).optional(),
  reason: z.string().trim().min(3).max(300),
})
export type IssueCreditNoteInput = z.infer<typeof IssueCreditNoteInput>

export const AllocateCreditInput = z.object({ creditNoteId: invoiceId, invoiceId })
export type AllocateCreditInput = z.infer<typeof AllocateCreditInput>

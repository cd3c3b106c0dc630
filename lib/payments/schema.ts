import { z } from 'zod'
import { isId, type CustomerId, type InvoiceId, type PaymentId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'

export const PAYMENT_METHODS = ['bankgiro', 'swish', 'card', 'other'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

export const EnterPaymentInput = z.object({
  receivedOn: z.iso.date().transform((text) => text as CalendarDate), // checked by the line's own schema
  amountMinor: z.bigint().positive().max(100_000_000_000n),
  method: z.enum(PAYMENT_METHODS),
  reference: z.string().trim().max(70).default(''),
  note: z.string().trim().max(300).default(''),
  /** The form's own: sent twice, it is one payment. */
  idempotencyKey: z.string().min(8).max(100),
})
export type EnterPaymentInput = z.infer<typeof EnterPaymentInput>

export const AllocatePaymentInput = z.object({
  paymentId: z.string().refine((text): text is PaymentId => isId('payment', text), 'is no payment id'),
  invoiceId: z.string().refine((text): text is InvoiceId => isId('invoice', text), 'is no invoice id'),
})
export type AllocatePaymentInput = z.infer<typeof AllocatePaymentInput>

export const EnterPayoutInput = z.object({
  customerId: z.string().refine((text): text is CustomerId => isId('customer', text), 'is no customer id'),
  paidOn: z.iso.date().transform((text) => text as CalendarDate), // checked by the line's own schema
  amountMinor: z.bigint().positive().max(100_000_000n),
  reference: z.string().trim().max(70).default(''),
  /** The form's own: sent twice, it is one pay-out. */
  idempotencyKey: z.string().min(8).max(100),
})
export type EnterPayoutInput = z.infer<typeof EnterPayoutInput>

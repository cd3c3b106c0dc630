// Posting templates, named after the business event. Debit positive, credit negative; a zero posting is left out.
import { assert } from '@/lib/kernel/assert'
import type { CustomerId, InvoiceId, PaymentId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import { ACCOUNT, type AccountNumber } from './accounts'
import { journalEntry, type JournalEntryDraft } from './journal-entry'

type Document = {
  invoiceId: InvoiceId
  customerId: CustomerId
  entryDate: CalendarDate
  currency: string
  /** As the customer reads it: `2611-00482`. */
  number: string
  electricityNetMinor: bigint
  accessFeeNetMinor: bigint
  vatMinor: bigint
  roundingMinor: bigint
  payableMinor: bigint
}

/** Dr 1510 / Cr 3001, 3041, 2611, 3740. */
export function invoiceFinalized(invoice: Document): JournalEntryDraft {
  return journalEntry({
    ...heading('invoice-finalized', invoice, `Faktura ${invoice.number}`),
    postings: [line(invoice, ACCOUNT.receivable, invoice.payableMinor), ...sales(invoice)],
  })
}

export type CreditNote = Document & {
  originalId: InvoiceId
  /** How much of it settles the original; the rest is the customer's advance. Not negative. */
  settlesMinor: bigint
}

/** The reverse of the sale. Cr 1510 on the original invoice as far as it is open, the rest Cr 2420. Amounts are negative. */
export function creditNoteFinalized(credit: CreditNote): JournalEntryDraft {
  assert(
    credit.payableMinor <= 0n && -credit.payableMinor >= credit.settlesMinor,
    'a credit note settles more than it is',
  )
  return journalEntry({
    ...heading('credit-note-finalized', credit, `Kreditfaktura ${credit.number}`),
    postings: [
      line({ ...credit, invoiceId: credit.originalId }, ACCOUNT.receivable, -credit.settlesMinor),
      line(credit, ACCOUNT.advance, credit.payableMinor + credit.settlesMinor),
      ...sales(credit),
    ],
  })
}

function heading(template: JournalEntryDraft['template'], document: Document, description: string) {
  return {
    template,
    sourceId: document.invoiceId,
    entryDate: document.entryDate,
    currency: document.currency,
    description,
    idempotencyKey: `${template}:${document.invoiceId}`,
  }
}

function sales(document: Document) {
  return [
    line(document, ACCOUNT.electricity, -document.electricityNetMinor),
    line(document, ACCOUNT.accessFee, -document.accessFeeNetMinor),
    line(document, ACCOUNT.vat25, -document.vatMinor),
    line(document, ACCOUNT.rounding, -document.roundingMinor),
  ]
}

function line(
  { customerId, invoiceId }: { customerId: CustomerId | null; invoiceId: InvoiceId | null },
  account: AccountNumber,
  amountMinor: bigint,
) {
  return { account, amountMinor, customerId, invoiceId }
}

export type ReceivedPayment = {
  paymentId: PaymentId
  entryDate: CalendarDate
  currency: string
  /** Where the money stands until it is on the bank account. */
  account: typeof ACCOUNT.bank | typeof ACCOUNT.cardAndSwish
  amountMinor: bigint
  customerId: CustomerId | null
  invoiceId: InvoiceId | null
  allocatedMinor: bigint
}

/** Dr 1930 or 1580 / Cr 1510 as far as it pays an invoice, the rest Cr 2420. */
export function paymentReceived(payment: ReceivedPayment): JournalEntryDraft {
  const owner = { customerId: payment.customerId, invoiceId: payment.invoiceId }
  const unowned = { customerId: payment.customerId, invoiceId: null }
  return journalEntry({
    template: 'payment-received',
    sourceId: payment.paymentId,
    entryDate: payment.entryDate,
    currency: payment.currency,
    description: 'Inbetalning',
    idempotencyKey: `payment-received:${payment.paymentId}`,
    postings: [
      line(unowned, payment.account, payment.amountMinor),
      line(owner, ACCOUNT.receivable, -payment.allocatedMinor),
      line(unowned, ACCOUNT.advance, payment.allocatedMinor - payment.amountMinor),
    ],
  })
}

type Allocation = {
  sourceId: PaymentId | InvoiceId
  entryDate: CalendarDate
  currency: string
  amountMinor: bigint
  /** Whose advance it was: nobody's, if nobody knew. */
  advanceOf: CustomerId | null
  customerId: CustomerId
  invoiceId: InvoiceId
}

/** Dr 2420 / Cr 1510: money that was already here pays an invoice. */
export function paymentAllocated(allocation: Allocation): JournalEntryDraft {
  return allocated('payment-allocated', 'Inbetalning fördelad', allocation)
}

/** Dr 2420 / Cr 1510: the rest of a credit note pays an invoice. */
export function creditAllocated(allocation: Allocation): JournalEntryDraft {
  return allocated('credit-allocated', 'Tillgodohavande fördelat', allocation)
}

function allocated(template: 'payment-allocated' | 'credit-allocated', description: string, allocation: Allocation) {
  return journalEntry({
    template,
    sourceId: allocation.sourceId,
    entryDate: allocation.entryDate,
    currency: allocation.currency,
    description,
    idempotencyKey: `${template}:${allocation.sourceId}:${allocation.invoiceId}`,
    postings: [
      line({ customerId: allocation.advanceOf, invoiceId: null }, ACCOUNT.advance, allocation.amountMinor),
      line(allocation, ACCOUNT.receivable, -allocation.amountMinor),
    ],
  })
}

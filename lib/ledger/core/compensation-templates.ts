// Posting templates of compensation for charging at home (docs/decisions: who is owed what, and why on these accounts).
import type { CompensationId, CustomerId, InvoiceId, PayoutId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import { ACCOUNT } from './accounts'
import { journalEntry, type JournalEntryDraft } from './journal-entry'

type Owed = { customerId: CustomerId; entryDate: CalendarDate; currency: string; amountMinor: bigint }

/** Dr 4090 / Cr 2899. Negative where a credit CDR takes a compensation back. */
export function compensationApproved(owed: Owed & { compensationId: CompensationId }): JournalEntryDraft {
  const { compensationId, customerId, entryDate, currency, amountMinor } = owed
  return journalEntry({
    template: 'compensation-approved',
    sourceId: compensationId,
    entryDate,
    currency,
    description: amountMinor < 0n ? 'Ersättning för hemmaladdning återtagen' : 'Ersättning för hemmaladdning',
    idempotencyKey: `compensation-approved:${compensationId}`,
    postings: [
      { account: ACCOUNT.compensationCost, amountMinor, customerId, invoiceId: null },
      { account: ACCOUNT.compensationOwed, amountMinor: -amountMinor, customerId, invoiceId: null },
    ],
  })
}

/** Dr 2899 / Cr 1510: what we owe pays an invoice. One entry per invoice, for all compensations netted on it. */
export function compensationNetted(owed: Owed & { invoiceId: InvoiceId }): JournalEntryDraft {
  const { invoiceId, customerId, entryDate, currency, amountMinor } = owed
  return journalEntry({
    template: 'compensation-netted',
    sourceId: invoiceId,
    entryDate,
    currency,
    description: 'Ersättning för hemmaladdning kvittad',
    idempotencyKey: `compensation-netted:${invoiceId}`,
    postings: [
      { account: ACCOUNT.compensationOwed, amountMinor, customerId, invoiceId: null },
      { account: ACCOUNT.receivable, amountMinor: -amountMinor, customerId, invoiceId },
    ],
  })
}

/** Dr 2899 / Cr 1930: we paid it out. */
export function compensationPaid(owed: Owed & { payoutId: PayoutId }): JournalEntryDraft {
  const { payoutId, customerId, entryDate, currency, amountMinor } = owed
  return journalEntry({
    template: 'compensation-paid',
    sourceId: payoutId,
    entryDate,
    currency,
    description: 'Ersättning för hemmaladdning utbetald',
    idempotencyKey: `compensation-paid:${payoutId}`,
    postings: [
      { account: ACCOUNT.compensationOwed, amountMinor, customerId, invoiceId: null },
      { account: ACCOUNT.bank, amountMinor: -amountMinor, customerId, invoiceId: null },
    ],
  })
}

// An entry is one business event; its postings sum to zero. Corrections are new entries.
import { assert } from '@/lib/kernel/assert'
import type { CustomerId, InvoiceId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import type { AccountNumber } from './accounts'

export const ENTRY_TEMPLATES = [
  'invoice-finalized',
  'credit-note-finalized',
  'payment-received',
  'payment-allocated',
  'credit-allocated',
  'compensation-approved',
  'compensation-netted',
  'compensation-paid',
  'dispute-lost',
] as const
export type EntryTemplate = (typeof ENTRY_TEMPLATES)[number]

export type PostingDraft = {
  account: AccountNumber
  /** Debit positive, credit negative. */
  amountMinor: bigint
  customerId: CustomerId | null
  invoiceId: InvoiceId | null
}

export type JournalEntryDraft = {
  template: EntryTemplate
  sourceId: string
  entryDate: CalendarDate
  description: string
  /** The same key is booked once, whatever is in it. */
  idempotencyKey: string
  currency: string
  postings: PostingDraft[]
}

/** Leaves out postings of nothing and asserts what the database asserts again: the entry balances and is not empty. */
export function journalEntry(entry: JournalEntryDraft): JournalEntryDraft {
  const postings = entry.postings.filter(({ amountMinor }) => amountMinor !== 0n)
  const balance = postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
  assert(balance === 0n, `journal entry ${entry.idempotencyKey} does not balance: ${balance}`)
  assert(postings.length > 0, `journal entry ${entry.idempotencyKey} has no postings`)
  return { ...entry, postings }
}

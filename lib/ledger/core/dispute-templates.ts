// Posting template of what a dispute with an operator costs us in the end (docs/decisions/0015).
import type { DisputeId } from '@/lib/kernel/ids'
import type { CalendarDate } from '@/lib/kernel/time'
import { ACCOUNT } from './accounts'
import { journalEntry, type JournalEntryDraft } from './journal-entry'

export type DisputeLoss = {
  disputeId: DisputeId
  number: number
  entryDate: CalendarDate
  currency: string
  /** Excluding VAT; below zero where a loss that was booked is recovered. */
  amountMinor: bigint
  /** How many times before something was booked for the case. */
  earlier: number
}

/** Dr 4095 / Cr 2990: a price that we pay and no customer does, until the operator's invoice is entered. */
export function disputeLost(loss: DisputeLoss): JournalEntryDraft {
  const { disputeId, number, entryDate, currency, amountMinor, earlier } = loss
  const owner = { customerId: null, invoiceId: null }
  return journalEntry({
    template: 'dispute-lost',
    sourceId: disputeId,
    entryDate,
    currency,
    description: `${amountMinor < 0n ? 'Återvunnet' : 'Förlust'} i tvist ${number}`,
    idempotencyKey: earlier === 0 ? `dispute-lost:${disputeId}` : `dispute-lost:${disputeId}:${earlier}`,
    postings: [
      { account: ACCOUNT.disputeLoss, amountMinor, ...owner },
      { account: ACCOUNT.accruedCharging, amountMinor: -amountMinor, ...owner },
    ],
  })
}

// An invoice's life: a draft is finalised once and is then settled by payments and credit notes. Overdue is no state,
// it follows from the due date and the open amount.
import { assert } from '@/lib/kernel/assert'
import type { CalendarDate } from '@/lib/kernel/time'
import type { BillingRunState, InvoiceState } from './invoice-types'

const NEXT: Readonly<Record<InvoiceState, readonly InvoiceState[]>> = {
  draft: ['finalized', 'paid'], // nothing to pay is paid from the start
  finalized: ['finalized', 'paid', 'credited'],
  paid: ['paid'],
  credited: ['credited'],
}

const NEXT_RUN: Readonly<Record<BillingRunState, readonly BillingRunState[]>> = {
  draft: ['approved', 'discarded'],
  approved: ['finalized', 'discarded'],
  finalized: [],
  discarded: [],
}

export function canMoveInvoice(from: InvoiceState, to: InvoiceState): boolean {
  return NEXT[from].includes(to)
}

export function canMoveRun(from: BillingRunState, to: BillingRunState): boolean {
  return NEXT_RUN[from].includes(to)
}

export type Settlement = { payableMinor: bigint; settledMinor: bigint; creditedMinor: bigint }

/** Where an issued invoice stands: open, paid, or wholly taken back by credit notes. All amounts not negative. */
export function settledState({ payableMinor, settledMinor, creditedMinor }: Settlement): InvoiceState {
  assert(settledMinor >= 0n && settledMinor <= payableMinor, 'an invoice is settled by more than it is')
  if (settledMinor < payableMinor) return 'finalized'
  return creditedMinor === payableMinor && payableMinor > 0n ? 'credited' : 'paid'
}

export function isOverdue(invoice: { dueDate: CalendarDate | null; openMinor: bigint }, today: CalendarDate): boolean {
  return invoice.dueDate !== null && invoice.openMinor > 0n && invoice.dueDate < today
}

import { describe, expect, test } from 'vitest'
import { newId } from '@/lib/kernel/ids'
import { calendarDate } from '@/lib/kernel/time'
import { ACCOUNT } from './accounts'
import { journalEntry } from './journal-entry'
import { creditNoteFinalized, invoiceFinalized, paymentReceived, type CreditNote } from './templates'

const sale = {
  invoiceId: newId('invoice', 1),
  customerId: newId('customer', 1),
  entryDate: calendarDate('2026-11-02'),
  currency: 'SEK',
  number: '2611-00482',
  electricityNetMinor: 59_399n,
  accessFeeNetMinor: 0n,
  vatMinor: 14_850n,
  roundingMinor: -49n,
  payableMinor: 74_200n,
}
const amounts = (entry: { postings: { account: number; amountMinor: bigint }[] }) =>
  Object.fromEntries(entry.postings.map(({ account, amountMinor }) => [account, amountMinor]))

describe('templates', () => {
  test('a sale: what rounding takes away is a debit, nothing is booked as nothing', () => {
    expect(amounts(invoiceFinalized(sale))).toEqual({ 1510: 74_200n, 3001: -59_399n, 2611: -14_850n, 3740: 49n })
  })

  test('a credit note reverses it, on the original as far as that is open', () => {
    const originalId = newId('invoice', 2)
    const negative: CreditNote = {
      ...sale,
      electricityNetMinor: -59_399n,
      vatMinor: -14_850n,
      roundingMinor: 49n,
      payableMinor: -74_200n,
      originalId,
      settlesMinor: 50_000n,
    }
    const entry = creditNoteFinalized(negative)
    expect(amounts(entry)).toEqual({ 1510: -50_000n, 2420: -24_200n, 3001: 59_399n, 2611: 14_850n, 3740: -49n })
    expect(entry.postings.find(({ account }) => account === ACCOUNT.receivable)?.invoiceId).toBe(originalId)
    expect(() => creditNoteFinalized({ ...negative, settlesMinor: 74_201n })).toThrow(/more than it is/)
  })

  test('a payment: the invoice first, the rest is an advance', () => {
    const payment = {
      paymentId: newId('payment', 1),
      entryDate: sale.entryDate,
      currency: 'SEK',
      account: ACCOUNT.bank,
      customerId: null,
    }
    const entry = paymentReceived({ ...payment, amountMinor: 100n, invoiceId: sale.invoiceId, allocatedMinor: 60n })
    expect(amounts(entry)).toEqual({ 1930: 100n, 1510: -60n, 2420: -40n })
  })

  test('an entry that does not balance, or books nothing, is a bug', () => {
    const entry = invoiceFinalized(sale)
    expect(() => journalEntry({ ...entry, postings: entry.postings.slice(1) })).toThrow(/does not balance/)
    expect(() => journalEntry({ ...entry, postings: [] })).toThrow(/no postings/)
  })
})

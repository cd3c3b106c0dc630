import { expect, test } from 'vitest'
import { calendarDate } from '@/lib/kernel/time'
import { canMoveInvoice, canMoveRun, isOverdue, settledState } from './invoice-state'
import { formatInvoiceNumber, invoiceOcr, seriesOf } from './numbering'
import { checkOcr } from './ocr'

test.each([
  [{ payableMinor: 100n, settledMinor: 0n, creditedMinor: 0n }, 'finalized'],
  [{ payableMinor: 100n, settledMinor: 99n, creditedMinor: 99n }, 'finalized'],
  [{ payableMinor: 100n, settledMinor: 100n, creditedMinor: 0n }, 'paid'],
  [{ payableMinor: 100n, settledMinor: 100n, creditedMinor: 40n }, 'paid'],
  [{ payableMinor: 100n, settledMinor: 100n, creditedMinor: 100n }, 'credited'],
  [{ payableMinor: 0n, settledMinor: 0n, creditedMinor: 0n }, 'paid'],
] as const)('%o stands at %s', (settlement, state) => {
  expect(settledState(settlement)).toBe(state)
})

test('more than the whole is a bug', () => {
  expect(() => settledState({ payableMinor: 100n, settledMinor: 101n, creditedMinor: 0n })).toThrow(/more than/)
})

test('nothing issued becomes a draft again', () => {
  for (const state of ['finalized', 'paid', 'credited'] as const) expect(canMoveInvoice(state, 'draft')).toBe(false)
  expect(canMoveInvoice('draft', 'finalized')).toBe(true)
  expect(canMoveRun('finalized', 'discarded')).toBe(false)
  expect(canMoveRun('draft', 'finalized')).toBe(false)
})

test('overdue from the day after the due date, while something is open', () => {
  const dueDate = calendarDate('2026-11-30')
  expect(isOverdue({ dueDate, openMinor: 1n }, dueDate)).toBe(false)
  expect(isOverdue({ dueDate, openMinor: 1n }, calendarDate('2026-12-01'))).toBe(true)
  expect(isOverdue({ dueDate, openMinor: 0n }, calendarDate('2026-12-01'))).toBe(false)
})

test('numbers and their references', () => {
  expect(seriesOf('invoice', calendarDate('2026-11-02'))).toBe('2611')
  expect(seriesOf('credit_note', calendarDate('2026-11-02'))).toBe('K2611')
  expect(formatInvoiceNumber('2611', 482)).toBe('2611-00482')
  expect(checkOcr(invoiceOcr('2611', 482))).toEqual({ valid: true })
  // Past 99 999 a number has six digits: the reference grows by one and stays unique.
  expect(invoiceOcr('2611', 100_000)).not.toBe(invoiceOcr('2611', 10_000))
  expect(invoiceOcr('2611', 100_000)).toHaveLength(12)
})

import { expect, test } from 'vitest'
import { calendarDate } from '@/lib/kernel/time'
import { periodDates, periodEnd, isBillable } from './billing-period'
import { dueDate, isBankingDay } from './due-date'
import { parseInstant } from '@/lib/kernel/time'

test.each([
  ['2026-11-30', true],
  ['2026-11-28', false], // Saturday
  ['2026-11-29', false],
  ['2026-12-24', false], // julafton
  ['2026-12-25', false],
  ['2026-12-31', false], // nyårsafton
  ['2027-01-01', false],
  ['2027-01-06', false], // trettondedag jul
  ['2026-06-19', false], // midsommarafton
  ['2026-05-14', false], // Kristi himmelsfärdsdag
  ['2026-04-03', false], // långfredagen
  ['2026-06-06', false],
  ['2026-04-30', true], // valborgsmässoafton
  ['2027-01-05', true], // trettondagsafton
])('%s is a banking day: %s', (date, banking) => {
  expect(isBankingDay(calendarDate(date))).toBe(banking)
})

test.each([
  ['2026-10-31', 30, '2026-11-30'],
  ['2026-11-24', 30, '2026-12-28'], // julafton, two holidays (a Saturday among them) and a Sunday
  ['2026-12-01', 30, '2027-01-04'],
  ['2026-11-02', 30, '2026-12-02'],
])('an invoice of %s with %i days is due %s', (date, days, due) => {
  expect(dueDate(calendarDate(date), days)).toBe(due)
})

test('a period is a month of Stockholm, whatever the clock does in it', () => {
  expect(periodDates('2026-10')).toEqual({ first: '2026-10-01', last: '2026-10-31' })
  expect(periodDates('2028-02').last).toBe('2028-02-29')
  expect(periodEnd('2026-10')).toBe(parseInstant('2026-10-31T23:00:00Z'))
  expect(periodEnd('2026-09')).toBe(parseInstant('2026-09-30T22:00:00Z'))
  expect(isBillable('2026-11', parseInstant('2026-10-31T23:00:00Z')!)).toBe(true)
  expect(isBillable('2026-11', parseInstant('2026-10-31T22:59:59Z')!)).toBe(false)
})

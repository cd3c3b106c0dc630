import { expect, test } from 'vitest'
import { calendarDate, parseInstant } from '@/lib/kernel/time'
import { dueDays, dueRateDay, missingDays, quartersInDay } from './price-schedule'

test.each([
  ['2026-03-29', 92],
  ['2026-03-30', 96],
  ['2026-10-25', 100],
])('%s has %d quarters', (day, count) => expect(quartersInDay(calendarDate(day))).toBe(count))

test.each([
  ['2026-11-26T12:04:00Z', '2026-11-26'],
  ['2026-11-26T12:05:00Z', '2026-11-27'],
  ['2026-07-01T11:04:00Z', '2026-07-01'],
  ['2026-07-01T11:05:00Z', '2026-07-02'],
])('at %s the latest day due is %s', (at, day) => {
  expect(dueDays(parseInstant(at)!)[0]).toBe(day)
})

test.each([
  ['Thursday before', '2026-11-26T12:00:00Z', '2026-11-25'],
  ['Thursday after', '2026-11-26T16:00:00Z', '2026-11-26'],
  ['Saturday', '2026-11-28T12:00:00Z', '2026-11-27'],
  ['Sunday', '2026-11-29T20:00:00Z', '2026-11-27'],
  ['Monday before', '2026-11-30T08:00:00Z', '2026-11-27'],
])('rates on %s', (_name, at, day) => expect(dueRateDay(parseInstant(at)!)).toBe(day))

test('a day of which a quarter is missing is asked for again', () => {
  const day = calendarDate('2026-10-25')
  const known = [
    { area: 'SE3' as const, day, quarters: 100 },
    { area: 'SE4' as const, day, quarters: 99 },
  ]
  expect(missingDays(['SE3', 'SE4'], [day], known)).toEqual([{ area: 'SE4', day }])
})

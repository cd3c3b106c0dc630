import { expect, test } from 'vitest'

import { calendarDate, parseInstant, type Instant } from '../time'
import {
  formatCalendarDate,
  formatDateRange,
  formatDuration,
  formatInstant,
  formatMonth,
  formatTimeRange,
  type InstantStyle,
} from './datetime'

const STOCKHOLM = 'Europe/Stockholm'

function at(text: string): Instant {
  const found = parseInstant(text)
  if (found === null) throw new Error(`not an instant: ${text}`)
  return found
}

test.each<[InstantStyle, string, string]>([
  ['date', '19\u00a0november\u00a02026', '19\u00a0November\u00a02026'],
  ['dayMonth', '19\u00a0november', '19\u00a0November'],
  ['short', '19\u00a0nov', '19\u00a0Nov'],
  ['shortYear', '19\u00a0nov\u00a02026', '19\u00a0Nov\u00a02026'],
  ['monthYear', 'november\u00a02026', 'November\u00a02026'],
  ['month', 'november', 'November'],
  ['weekday', 'torsdag 19\u00a0november', 'Thursday 19\u00a0November'],
  ['long', 'torsdag 19\u00a0november\u00a02026', 'Thursday 19\u00a0November\u00a02026'],
  ['time', '17.52', '17:52'],
  ['timeSeconds', '17.52.08', '17:52:08'],
  ['shortTime', '19\u00a0nov\u00a017.52', '19\u00a0Nov\u00a017:52'],
  ['dateTime', '19\u00a0november\u00a02026 17.52', '19\u00a0November\u00a02026 17:52'],
])('an instant as %s', (style, swedish, english) => {
  const instant = at('2026-11-19T16:52:08Z')
  expect(formatInstant(instant, STOCKHOLM, style, 'sv')).toBe(swedish)
  expect(formatInstant(instant, STOCKHOLM, style, 'en')).toBe(english)
})

test('midnight is 00.00, and the zone decides the date', () => {
  expect(formatInstant(at('2026-11-18T23:00:00Z'), STOCKHOLM, 'shortTime', 'sv')).toBe('19\u00a0nov\u00a000.00')
  expect(formatInstant(at('2026-11-18T23:00:00Z'), 'UTC', 'shortTime', 'sv')).toBe('18\u00a0nov\u00a023.00')
})

test('a range names the day only when it changes', () => {
  expect(formatTimeRange(at('2026-11-19T16:52:00Z'), at('2026-11-19T18:28:00Z'), STOCKHOLM, 'sv')).toBe('17.52–19.28')
  expect(formatTimeRange(at('2026-11-20T22:19:00Z'), at('2026-11-21T00:16:00Z'), STOCKHOLM, 'sv')).toBe(
    '23.19–21\u00a0nov\u00a001.16',
  )
})

test('the hour that comes twice in autumn reads as the clock on the wall', () => {
  expect(formatTimeRange(at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z'), STOCKHOLM, 'sv')).toBe('02.30–02.30')
})

test('dates without a zone do not move', () => {
  expect(formatCalendarDate(calendarDate('2026-11-30'), 'date', 'sv')).toBe('30\u00a0november\u00a02026')
  expect(formatMonth('2026-10', 'sv')).toBe('oktober\u00a02026')
  expect(formatMonth('2026-10', 'en', 'month')).toBe('October')
  expect(formatDateRange(calendarDate('2026-10-01'), calendarDate('2026-10-31'), 'sv')).toBe(
    '1–31\u00a0oktober\u00a02026',
  )
  expect(formatDateRange(calendarDate('2026-09-28'), calendarDate('2026-10-03'), 'sv')).toBe(
    '28\u00a0september–3\u00a0oktober\u00a02026',
  )
})

test.each([
  [0, '0\u00a0s'],
  [59.9, '59\u00a0s'],
  [780, '13\u00a0min'],
  [3600, '1\u00a0h'],
  [12_060, '3\u00a0h\u00a021\u00a0min'],
  [-3600, '\u22121\u00a0h'],
  [273_600, '3\u00a0d\u00a04\u00a0h'],
])('%s seconds last %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

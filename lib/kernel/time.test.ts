import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  calendarDate,
  instant,
  isMonth,
  isTimeZone,
  localTime,
  monthBounds,
  monthOf,
  parseInstant,
  nextLocalTime,
  startOfDay,
  toIsoInstant,
  zoneOffsetMs,
} from './time'

const at = (text: string) => parseInstant(text) ?? instant(Number.NaN)

describe('OCPI date-times', () => {
  test.each([
    ['2015-06-29T20:39:09Z', '2015-06-29T20:39:09Z'],
    ['2015-06-29T20:39:09', '2015-06-29T20:39:09Z'],
    ['2016-12-29T17:45:09.2Z', '2016-12-29T17:45:09.200Z'],
    ['2016-12-29T17:45:09.283Z', '2016-12-29T17:45:09.283Z'],
    ['2016-12-29T17:45:09.1239999Z', '2016-12-29T17:45:09.123Z'],
    ['2016-12-29T17:45:09+00:00', '2016-12-29T17:45:09Z'],
    ['2016-12-29T17:45:09+01:00', '2016-12-29T16:45:09Z'],
    ['2016-12-29T17:45:09-0530', '2016-12-29T23:15:09Z'],
    ['1970-1-1T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['2024-02-29T24:00:00Z', '2024-03-01T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
  ])('%s is %s', (text, iso) => {
    expect(toIsoInstant(at(text))).toBe(iso)
  })

  test.each([
    '',
    'yesterday',
    '2026-02-30T10:00:00Z',
    '2026-02-30T24:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T24:00:01Z',
    '2026-01-01T10:60:00Z',
    '2026-01-01',
    '2026-01-01T10:00Z',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  test('every millisecond survives being written and read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
        expect(parseInstant(toIsoInstant(instant(ms)))).toBe(ms)
      }),
    )
    expect(Array.from({ length: 1000 }, (_, ms) => parseInstant(toIsoInstant(instant(ms))))).toEqual([
      ...Array(1000).keys(),
    ])
  })
})

describe('zones', () => {
  test.each([
    ['2026-03-29T00:59:59Z', '2026-03-29', 7, 7199],
    ['2026-03-29T01:00:00Z', '2026-03-29', 7, 10_800],
    ['2026-10-25T00:30:00Z', '2026-10-25', 7, 9000],
    ['2026-10-25T01:30:00Z', '2026-10-25', 7, 9000],
    ['2026-12-31T23:00:00Z', '2027-01-01', 5, 0],
    ['1969-12-31T22:59:59Z', '1969-12-31', 3, 86_399],
  ])('%s in Stockholm', (text, date, weekday, secondOfDay) => {
    expect(localTime(at(text), 'Europe/Stockholm')).toEqual({ date, weekday, secondOfDay })
  })

  test('an offset need not be a whole hour', () => {
    expect(zoneOffsetMs('Asia/Kathmandu', at('2026-01-01T00:00:00Z'))).toBe((5 * 60 + 45) * 60_000)
  })

  test('a zone is known by name', () => {
    expect(['Europe/Stockholm', 'UTC', 'Mars/Base', ''].map(isTimeZone)).toEqual([true, true, false, false])
  })
})

describe('days and months', () => {
  test('a day begins at midnight of its zone, and the day of a clock change is 23 or 25 hours', () => {
    const hours = (date: string) => {
      const day = calendarDate(date)
      return (startOfDay(addDays(day, 1), 'Europe/Stockholm') - startOfDay(day, 'Europe/Stockholm')) / 3_600_000
    }
    expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25])
  })

  test('a month is bounded in billing time', () => {
    const { from, to } = monthBounds('2026-10')
    expect([toIsoInstant(from), toIsoInstant(to)]).toEqual(['2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z'])
    expect([monthOf(from), monthOf(instant(from - 1)), monthOf(instant(to - 1)), monthOf(to)]).toEqual([
      '2026-10',
      '2026-09',
      '2026-10',
      '2026-11',
    ])
  })

  test('months are counted across years, and told from other texts', () => {
    expect([addMonths('2026-11', 2), addMonths('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
    expect(['2026-10', '2026-13', '2026-1', '2026-10-01'].map(isMonth)).toEqual([true, false, false, false])
  })

  test('a day that does not exist is refused', () => {
    expect(() => calendarDate('2026-02-30')).toThrow(RangeError)
  })
})

test.each([
  ['later today', '2026-11-25T12:00:00Z', '17:30', '2026-11-25T16:30:00Z'],
  ['passed, so tomorrow', '2026-11-25T12:00:00Z', '07:00', '2026-11-26T06:00:00Z'],
  ['now, so tomorrow', '2026-11-25T12:00:00Z', '13:00', '2026-11-26T12:00:00Z'],
  ['over the end of summer time', '2026-10-24T20:00:00Z', '07:00', '2026-10-25T06:00:00Z'],
  ['an hour that the clock jumps over', '2026-03-28T20:00:00Z', '02:30', '2026-03-29T01:30:00Z'],
])('the next time of a wall clock: %s', (_, after, time, next) => {
  expect(toIsoInstant(nextLocalTime(parseInstant(after)!, time, 'Europe/Stockholm'))).toBe(next)
})

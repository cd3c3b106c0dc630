import { describe, expect, test } from 'vitest'
import { parseInstant, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { OpeningHours, RegularHours } from './location'
import { comingExceptions, openingState, regularWeek } from './opening-hours'

const ZONE = 'Europe/Stockholm'
const at = (text: string): Instant => parseInstant(text)! // written below

const hours = (given: Partial<OpeningHours>): OpeningHours => ({
  twentyFourSeven: false,
  regular: [],
  openings: [],
  closings: [],
  ...given,
})
const weekdays = (begin: string, end: string): RegularHours[] =>
  [1, 2, 3, 4, 5].map((weekday) => ({ weekday, begin, end }))
const period = (from: string, to: string) => ({ from: at(from), to: at(to) })

function stateOf(given: OpeningHours | null, when: string) {
  const state = openingState(given, ZONE, at(when))
  return state && [state.open, state.until === null ? null : toIsoInstant(state.until)]
}

const office = hours({ regular: weekdays('08:00', '20:00') })

// In winter Stockholm is an hour ahead of UTC, in summer two. 2026-11-23 is a Monday.
test.each([
  ['before it opens', office, '2026-11-23T06:59:59Z', [false, '2026-11-23T07:00:00Z']],
  ['the moment it opens', office, '2026-11-23T07:00:00Z', [true, '2026-11-23T19:00:00Z']],
  ['the moment it closes', office, '2026-11-23T19:00:00Z', [false, '2026-11-24T07:00:00Z']],
  ['on Friday evening: until Monday', office, '2026-11-27T20:00:00Z', [false, '2026-11-30T07:00:00Z']],
  ['in summer the same wall clock is another instant', office, '2026-07-06T06:00:00Z', [true, '2026-07-06T18:00:00Z']],
  ['always', hours({ twentyFourSeven: true }), '2026-11-23T03:00:00Z', [true, null]],
  ['no hours at all', hours({}), '2026-11-23T12:00:00Z', [false, null]],
  ['nothing is known', null, '2026-11-23T12:00:00Z', null],
  [
    'a closing outranks the regular hours',
    hours({ regular: office.regular, closings: [period('2026-11-23T09:00:00Z', '2026-11-23T11:00:00Z')] }),
    '2026-11-23T10:00:00Z',
    [false, '2026-11-23T11:00:00Z'],
  ],
  [
    'a closing outranks "always"',
    hours({ twentyFourSeven: true, closings: [period('2026-12-24T12:00:00Z', '2026-12-26T12:00:00Z')] }),
    '2026-12-25T00:00:00Z',
    [false, '2026-12-26T12:00:00Z'],
  ],
  [
    'a closing outranks an opening',
    hours({
      openings: [period('2026-11-22T09:00:00Z', '2026-11-22T15:00:00Z')],
      closings: [period('2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z')],
    }),
    '2026-11-22T10:30:00Z',
    [false, '2026-11-22T11:00:00Z'],
  ],
  [
    'an opening on a Sunday',
    hours({ regular: office.regular, openings: [period('2026-11-22T09:00:00Z', '2026-11-22T15:00:00Z')] }),
    '2026-11-22T10:00:00Z',
    [true, '2026-11-22T15:00:00Z'],
  ],
  [
    'an opening that goes over into the regular hours',
    hours({ regular: office.regular, openings: [period('2026-11-23T04:00:00Z', '2026-11-23T07:00:00Z')] }),
    '2026-11-23T05:00:00Z',
    [true, '2026-11-23T19:00:00Z'],
  ],
  [
    'until midnight, written 00:00',
    hours({ regular: [{ weekday: 1, begin: '06:00', end: '00:00' }] }),
    '2026-11-23T22:59:00Z',
    [true, '2026-11-23T23:00:00Z'],
  ],
  [
    'until midnight, written 24:00, and on from there',
    hours({
      regular: [
        { weekday: 1, begin: '06:00', end: '24:00' },
        { weekday: 2, begin: '00:00', end: '10:00' },
      ],
    }),
    '2026-11-23T22:59:00Z',
    [true, '2026-11-24T09:00:00Z'],
  ],
  [
    'over midnight: the evening',
    hours({ regular: [{ weekday: 7, begin: '22:00', end: '06:00' }] }),
    '2026-11-22T22:00:00Z',
    [true, '2026-11-23T05:00:00Z'],
  ],
  [
    'over midnight, from Sunday into Monday: the morning',
    hours({ regular: [{ weekday: 7, begin: '22:00', end: '06:00' }] }),
    '2026-11-23T04:59:00Z',
    [true, '2026-11-23T05:00:00Z'],
  ],
  [
    'the clock goes forward during the night: an hour less',
    hours({ regular: [{ weekday: 6, begin: '22:00', end: '06:00' }] }),
    '2026-03-28T21:00:00Z',
    [true, '2026-03-29T04:00:00Z'],
  ],
  [
    'the clock goes back during the night: an hour more',
    hours({ regular: [{ weekday: 6, begin: '22:00', end: '06:00' }] }),
    '2026-10-24T20:00:00Z',
    [true, '2026-10-25T05:00:00Z'],
  ],
  [
    'what is no time of day is passed over',
    hours({ regular: [{ weekday: 1, begin: 'early', end: '10:00' }] }),
    '2026-11-23T08:00:00Z',
    [false, null],
  ],
])('%s', (_, given, when, expected) => {
  expect(stateOf(given, when)).toEqual(expected)
})

describe('the week', () => {
  test('day by day, in order', () => {
    const week = regularWeek(
      hours({
        regular: [
          { weekday: 1, begin: '13:00', end: '00:00' },
          { weekday: 1, begin: '08:00', end: '12:00' },
        ],
      }),
    )
    expect(week?.[0]).toEqual({
      weekday: 1,
      spans: [
        { begin: '08:00', end: '12:00' },
        { begin: '13:00', end: '24:00' },
      ],
    })
    expect(week?.slice(1).every(({ spans }) => spans.length === 0)).toBe(true)
  })
  test('is not drawn where it says nothing', () => {
    expect([null, hours({}), hours({ twentyFourSeven: true })].map(regularWeek)).toEqual([null, null, null])
  })
})

test('exceptions that are over are not told', () => {
  const given = hours({
    openings: [period('2026-12-01T09:00:00Z', '2026-12-01T15:00:00Z')],
    closings: [
      period('2026-12-24T09:00:00Z', '2026-12-25T15:00:00Z'),
      period('2026-11-01T09:00:00Z', '2026-11-02T15:00:00Z'),
    ],
  })
  expect(
    comingExceptions(given, at('2026-11-23T00:00:00Z')).map(({ from, open }) => [toIsoInstant(from), open]),
  ).toEqual([
    ['2026-12-01T09:00:00Z', true],
    ['2026-12-24T09:00:00Z', false],
  ])
})

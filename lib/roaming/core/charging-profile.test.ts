import { expect, test } from 'vitest'
import { instant } from '@/lib/kernel/time'
import {
  limitChoices,
  limitKwAt,
  limitTo,
  smallestLimitKw,
  waitAfterTooOften,
  type ChargingProfile,
} from './charging-profile'

test.each([
  ['AC_3_PHASE', 22, [16.5, 11, 5.5]],
  ['AC_3_PHASE', 11, [8.3, 5.5]],
  ['AC_1_PHASE', 7.4, [5.6, 3.7, 1.9]],
  ['AC_1_PHASE', 3.7, [2.8, 1.9]],
  ['DC', 150, [112.5, 75, 37.5]],
  ['AC_3_PHASE', null, []],
])('the limits offered on %s with %s kW are such that a car still charges', (powerType, maxKw, choices) => {
  expect(limitChoices(maxKw, powerType)).toEqual(choices)
  expect(choices.every((kw) => kw >= smallestLimitKw(powerType))).toBe(true)
})

test('a limit is read from the period that counts now, and only where it is said in watt', () => {
  const profile: ChargingProfile = {
    ...limitTo('11'),
    startsAt: instant(0),
    periods: [
      { startSeconds: 3600, limit: '3700' },
      { startSeconds: 0, limit: '11000' },
    ],
  }
  expect([0, 3599, 3600, 9999].map((second) => limitKwAt(profile, second))).toEqual([11, 11, 3.7, 3.7])
  expect(limitKwAt(profile, -1)).toBeNull()
  expect(limitKwAt({ ...profile, unit: 'A' }, 0)).toBeNull()
})

test('the wait after TOO_OFTEN doubles up to a quarter of an hour', () => {
  expect([1, 2, 3, 4, 5, 6].map((times) => waitAfterTooOften(times) / 60_000)).toEqual([1, 2, 4, 8, 15, 15])
})

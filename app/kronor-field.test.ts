import { expect, test } from 'vitest'
import { kronor, kronorOrNothing } from './kronor-field'

test.each([
  ['1 284,50', 128_450n],
  ['1\u00a0284.5', 128_450n],
  ['7', 700n],
])('%j is öre', (text, minor) => {
  expect(kronor.parse(text)).toBe(minor)
  expect(kronorOrNothing.parse(text)).toBe(minor)
})

test.each(['', '0', '-5', '1,234', '1e3', 'tolv'])('%j is no amount that was paid', (text) => {
  expect(kronor.safeParse(text).success).toBe(false)
})

test('a difference may be negative, or not known', () => {
  expect(kronorOrNothing.parse('\u2212 12,30')).toBe(-1_230n)
  expect(kronorOrNothing.parse('')).toBeNull()
  expect(kronorOrNothing.parse(undefined)).toBeNull()
  expect(kronorOrNothing.safeParse('1,234').success).toBe(false)
})

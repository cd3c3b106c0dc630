import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, sum } from '@/lib/kernel/decimal'
import {
  add,
  amountPrinter,
  ceiling,
  compare,
  divide,
  fraction,
  multiply,
  rational,
  roundHalfUp,
  subtract,
  toText,
} from './rational'

const text = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 })).map(([n, digits]) =>
  decimal(n)
    .div(10 ** digits)
    .toFixed(),
)

describe('rational arithmetic', () => {
  test('agrees with decimals where those are exact', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(toText(add(rational(a), rational(b)), 12)).toBe(decimal(a).plus(b).toFixed())
        expect(toText(subtract(rational(a), rational(b)), 12)).toBe(decimal(a).minus(b).toFixed())
        expect(toText(multiply(rational(a), rational(b)), 12)).toBe(decimal(a).times(b).toFixed())
        expect(compare(rational(a), rational(b))).toBe(decimal(a).cmp(b))
      }),
    )
  })

  test('divides and multiplies back exactly', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 999 }), (a, b) => {
        const divisor = fraction(b, 1)
        expect(compare(multiply(divide(rational(a), divisor), divisor), rational(a))).toBe(0)
      }),
    )
  })

  test.each([
    ['0', 2, 0n],
    ['0.005', 2, 1n],
    ['-0.005', 2, -1n],
    ['0.0049999', 2, 0n],
    ['1.995', 2, 200n],
    ['-1.995', 2, -200n],
  ])('rounds %s half-up, away from zero', (value, digits, units) => {
    expect(roundHalfUp(rational(value), digits)).toBe(units)
  })

  test('adds unlike denominators and rounds up to whole numbers', () => {
    expect(toText(add(fraction(1, 3), fraction(1, 6)), 10)).toBe('0.5')
    expect(toText(add(fraction(1, 90), fraction(1, 1000)), 10)).toBe('0.0121111111')
    expect([ceiling(fraction(7, 2)), ceiling(fraction(8, 2)), ceiling(fraction(-7, 2))]).toEqual([4n, 4n, -3n])
  })

  test('reads exponents and refuses what is no number', () => {
    expect(toText(rational('1.5e-3'), 10)).toBe('0.0015')
    expect(() => rational('a lot')).toThrow('a lot')
  })

  test('prints amounts that sum to the printed total', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(1, 3, 7, 9, 100)), { maxLength: 12 }),
        (parts) => {
          const print = amountPrinter()
          const amounts = parts.map(([num, den]) => fraction(num, den))
          const printed = amounts.map(print).map(decimal)
          expect(sum(printed).toFixed()).toBe(toText(amounts.reduce(add, fraction(0, 1)), 24))
        },
      ),
    )
  })
})

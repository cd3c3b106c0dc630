import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, minorDigits, minorToDecimalString, roundToMinor, sumMinor } from './money'

describe('money', () => {
  test.each([
    ['12.345', 'SEK', '1235'],
    ['-12.345', 'SEK', '-1235'],
    ['12.3449999999', 'SEK', '1234'],
    ['12.5', 'ISK', '13'],
    ['0', 'EUR', '0'],
    ['123456789012345678.905', 'SEK', '12345678901234567891'],
  ])('%s %s is %s in minor units', (amount, currency, minor) => {
    expect(roundToMinor(amount, currency).toString()).toBe(minor)
  })

  test('minor units are written with the digits of the currency', () => {
    expect(minorToDecimalString(1200n, 'SEK')).toBe('12.00')
    expect(minorToDecimalString(-5n, 'SEK')).toBe('-0.05')
    expect(minorToDecimalString(1200n, 'ISK')).toBe('1200')
    expect(minorDigits('NOK')).toBe(2)
  })

  test('amounts survive being written and read', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.constantFrom('SEK', 'ISK'),
        (minor, currency) => {
          expect(roundToMinor(minorToDecimalString(minor, currency), currency)).toBe(minor)
        },
      ),
    )
  })
})

describe('allocation', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [-100, [1, 1, 1], [-34, -33, -33]],
    [10, [0, 3, 7], [0, 3, 7]],
    [5, [0, 0], [5, 0]],
    [0, [], []],
  ])('%i by %j is %j', (total, weights, parts) => {
    expect(allocate(BigInt(total), weights.map(BigInt)).map(Number)).toEqual(parts)
  })

  test('the parts sum to the whole and none is off by a unit or more', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), weights, (total, list) => {
        const parts = allocate(total, list)
        const whole = sumMinor(list)
        expect(sumMinor(parts)).toBe(total)
        fc.pre(whole > 0n)
        for (const [index, part] of parts.entries()) {
          const error = part * whole - total * list[index]!
          expect(error < whole && error > -whole).toBe(true)
        }
      }),
    )
  })

  test('refuses negative weights, and to lose money among nobody', () => {
    expect(() => allocate(1n, [1n, -1n])).toThrow('negative')
    expect(() => allocate(1n, [])).toThrow('nothing to split among')
  })
})

import { Decimal as Foreign } from 'decimal.js'
import { describe, expect, test } from 'vitest'
import { decimal, roundHalfUp, sum, toDecimalString, ZERO } from './decimal'

describe('decimals', () => {
  test('read a JSON number by its shortest text', () => {
    expect(decimal(0.1).plus(0.2).toFixed()).toBe('0.3')
    expect(decimal(20.45).times(1000).toFixed()).toBe('20450')
    expect(decimal(9_007_199_254_740_993n).toFixed()).toBe('9007199254740993')
  })

  test('do not follow the settings of others', () => {
    Foreign.set({ precision: 3, rounding: Foreign.ROUND_DOWN })
    expect(decimal('1').div(3).toFixed()).toBe(`0.${'3'.repeat(40)}`)
  })

  test.each([
    ['0.00', '0'],
    ['-0', '0'],
    ['12.3400', '12.34'],
    ['-0.0000001', '-0.0000001'],
    ['1e21', '1000000000000000000000'],
  ])('%s is written %s', (text, plain) => {
    expect(toDecimalString(decimal(text))).toBe(plain)
  })

  test.each([
    ['2.345', 2, '2.35'],
    ['-2.345', 2, '-2.35'],
    ['2.3449999', 2, '2.34'],
    ['0.5', 0, '1'],
  ])('%s to %i digits is %s', (text, digits, rounded) => {
    expect(roundHalfUp(decimal(text), digits).toFixed()).toBe(rounded)
  })

  test('sum to nothing where there is nothing', () => {
    expect(sum([]).eq(ZERO)).toBe(true)
    expect(sum(['0.1', '0.2', '-0.3'].map(decimal)).toFixed()).toBe('0')
  })

  test.each(['', 'a lot', '1,5', '0x'])('refuse %j', (text) => {
    expect(() => decimal(text)).toThrow(/invalid/i)
  })
})

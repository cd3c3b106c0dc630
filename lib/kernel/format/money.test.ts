import { describe, expect, test } from 'vitest'

import { formatEnergy, formatPower } from './energy'
import {
  formatAmount,
  formatCount,
  formatDecimal,
  formatMinorUnitPrice,
  formatMoney,
  formatPercent,
  formatUnitPrice,
} from './money'

// Spelled out, because the two kinds of space look alike: U+00A0 between groups and before the unit, U+2212 for minus.
describe('money', () => {
  test.each([
    [128450n, 'sv', '1\u00a0284,50\u00a0kr'],
    [123456750n, 'sv', '1\u00a0234\u00a0567,50\u00a0kr'],
    [-4440n, 'sv', '\u221244,40\u00a0kr'],
    [0n, 'sv', '0,00\u00a0kr'],
    [5n, 'sv', '0,05\u00a0kr'],
    [128450n, 'en', '1\u00a0284,50\u00a0kr'],
    [-4440n, 'en', '\u221244,40\u00a0kr'],
  ] as const)('%s öre in %s is %s', (minor, locale, text) => {
    expect(formatMoney(minor, 'SEK', locale)).toBe(text)
  })

  test('amounts beyond what a float can hold keep every öre', () => {
    expect(formatMoney(9_007_199_254_740_993_01n, 'SEK', 'sv')).toBe(
      '9\u00a0007\u00a0199\u00a0254\u00a0740\u00a0993,01\u00a0kr',
    )
  })

  test('a difference shows its sign, zero does not', () => {
    expect(formatMoney(4440n, 'SEK', 'sv', 'always')).toBe('+44,40\u00a0kr')
    expect(formatAmount(21136n, 'SEK', 'sv', 'always')).toBe('+211,36')
    expect(formatAmount(0n, 'SEK', 'sv', 'always')).toBe('0,00')
  })

  test('currencies keep their own minor unit', () => {
    expect(formatAmount(1234n, 'ISK', 'sv')).toBe('1\u00a0234')
    expect(formatMoney(1234n, 'EUR', 'sv')).toBe('12,34\u00a0€')
  })
})

describe('decimals', () => {
  test('halves go away from zero, as in our arithmetic', () => {
    expect(formatDecimal('0.125', 2, 'sv')).toBe('0,13')
    expect(formatDecimal('-0.125', 2, 'sv')).toBe('\u22120,13')
    expect(formatDecimal('1.005', 2, 'sv')).toBe('1,01')
  })

  test('unit prices show as many digits as they have, at least two', () => {
    expect(formatUnitPrice('4.49', 'SEK', 'kWh', 'sv')).toBe('4,49\u00a0kr/kWh')
    expect(formatUnitPrice('0.9825', 'SEK', 'kWh', 'sv')).toBe('0,9825\u00a0kr/kWh')
    expect(formatUnitPrice('2', 'SEK', 'min', 'sv')).toBe('2,00\u00a0kr/min')
  })

  test('öre move the decimal point without losing a digit', () => {
    expect(formatMinorUnitPrice('0.9825', 'öre', 'sv')).toBe('98,25\u00a0öre')
    expect(formatMinorUnitPrice('1.5', 'öre', 'sv')).toBe('150,00\u00a0öre')
    expect(formatMinorUnitPrice('-0.01234', 'öre', 'sv')).toBe('\u22121,234\u00a0öre')
  })

  test('percent and counts', () => {
    expect(formatPercent('25', 'sv')).toBe('25\u00a0%')
    expect(formatPercent('97.8', 'sv')).toBe('97,8\u00a0%')
    expect(formatPercent('25', 'en')).toBe('25%')
    expect(formatCount(48210, 'sv')).toBe('48\u00a0210')
  })

  test('energy and power', () => {
    expect(formatEnergy('17.32', 'sv')).toBe('17,32\u00a0kWh')
    expect(formatEnergy('195.4', 'sv', 1)).toBe('195,4\u00a0kWh')
    expect(formatPower('150', 'sv')).toBe('150\u00a0kW')
    expect(formatPower('7.36', 'en')).toBe('7,4\u00a0kW')
  })
})

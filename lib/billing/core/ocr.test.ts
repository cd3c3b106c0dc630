import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkOcr, formatOcr, luhnDigit, makeOcr } from './ocr'

describe('makeOcr', () => {
  test.each([
    ['1', '133'],
    ['12', '1248'],
    ['123', '12351'],
    ['12345', '1234574'],
    ['12345678', '1234567806'],
    ['1234567890', '123456789023'],
    ['2019121', '201912193'],
    ['20260001', '2026000105'],
  ])('%s becomes %s', (base, reference) => {
    expect(makeOcr(base)).toBe(reference)
    expect(checkOcr(reference)).toEqual({ valid: true })
  })

  test.each([
    ['123', 0],
    ['12345', 5],
  ])('the check digit of %s alone is %i', (base, digit) => {
    expect(luhnDigit(base)).toBe(digit)
  })

  test.each(['', '12a', ' 12', '1'.repeat(24)])('refuses %j', (base) => {
    expect(() => makeOcr(base)).toThrow(RangeError)
  })
})

describe('checkOcr', () => {
  // From Bankgirot's sample files. They were made with the check digit alone where the length digit differs.
  test.each(['665760', '524967', '573865', '535765', '7495575', '650861', '8012577'])(
    '%s has a right check digit',
    (r) => {
      expect(checkOcr(r)).toEqual({ valid: true })
    },
  )

  test.each([
    ['657775', 'length_digit'],
    ['8988777', 'check_digit'],
    ['123451', 'check_digit'],
    ['5', 'too_short'],
    ['', 'not_digits'],
    ['1248 ', 'not_digits'],
    ['0'.repeat(26), 'too_long'],
  ])('%s is refused: %s', (reference, reason) => {
    expect(checkOcr(reference)).toEqual({ valid: false, reason })
  })

  test('every base gives a valid reference, and any one changed digit is noticed', () => {
    const base = fc.stringMatching(/^\d{1,23}$/)
    fc.assert(
      fc.property(base, fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, position, shift) => {
        const reference = makeOcr(digits)
        expect(checkOcr(reference)).toEqual({ valid: true })
        const at = position % reference.length
        const changed = (Number(reference[at]) + shift) % 10
        expect(checkOcr(`${reference.slice(0, at)}${changed}${reference.slice(at + 1)}`).valid).toBe(false)
      }),
    )
  })
})

test('is read in groups of four', () => {
  expect(formatOcr('26110048207')).toBe('2611\u00a00048\u00a0207')
  expect(formatOcr('26110048')).toBe('2611\u00a00048')
})

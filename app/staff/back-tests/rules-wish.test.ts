import { describe, expect, test } from 'vitest'
import { FIXED, PASS_THROUGH } from '@/lib/rating/fixtures/build-subject'
import { applyWish, wishProblems } from './rules-wish'

describe('a figure that cannot be used is named', () => {
  test.each([
    ['abc', 'not_a_number'],
    ['1e3', 'not_a_number'],
    ['10 %', 'not_a_number'],
    ['-1', 'negative'],
    ['−1', 'negative'],
    ['9999999', 'too_large'],
  ] as const)('%s', (text, problem) => {
    expect(wishProblems(PASS_THROUGH, { startFee: text, markupPercent: text })).toEqual({
      startFee: problem,
      markupPercent: problem,
    })
  })

  test('where the prices have nothing of the kind', () => {
    expect(wishProblems(FIXED, { markupPercent: '5', markupPerKwh: '0,1', fixedPercent: '-5' })).toEqual({
      markupPercent: 'no_markup',
      markupPerKwh: 'no_markup',
    })
    expect(wishProblems(PASS_THROUGH, { fixedPercent: '5' })).toEqual({ fixedPercent: 'no_fixed' })
    expect(wishProblems(FIXED, { fixedPercent: '-101' })).toEqual({ fixedPercent: 'below_nothing' })
  })

  test('and an empty one is none', () => {
    expect(wishProblems(PASS_THROUGH, { startFee: ' ', markupPercent: null, idlePerMinute: '' })).toEqual({})
  })
})

test('figures are read with comma, point and spaces, and change what they name', () => {
  const wish = { markupPercent: '7,5', startFee: '1 000.50', idlePerMinute: '0' }
  expect(wishProblems(PASS_THROUGH, wish)).toEqual({})
  expect(applyWish(PASS_THROUGH, wish)).toEqual({
    ...PASS_THROUGH,
    energy: { ...PASS_THROUGH.energy, markupPercent: '7.5' },
    startFee: '1000.50',
    idleFee: null,
  })
})

test('fixed prices are changed by a share, to the hundredth of an öre', () => {
  const { energy } = applyWish(FIXED, { fixedPercent: '-3,3' })
  const before = FIXED.energy.method === 'fixed' ? FIXED.energy.bands.map(({ perKwh }) => Number(perKwh)) : []
  const after = energy.method === 'fixed' ? energy.bands.map(({ perKwh }) => Number(perKwh)) : []
  expect(after).toEqual(before.map((price) => Math.round(price * 9670) / 10000))
})

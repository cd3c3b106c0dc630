import { expect, test } from 'vitest'
import { mistypedWish, readWish } from './quote-wish'

test('what is asked is charged, with comma or point', () => {
  expect(readWish({ amount: '12,5', by: 'kwh' })).toEqual({ by: 'kwh', amount: 12.5 })
  expect(readWish({ amount: '45', by: 'minutes' })).toEqual({ by: 'minutes', amount: 45 })
  expect(mistypedWish({ amount: '45', by: 'minutes' })).toBeNull()
  expect(mistypedWish({})).toBeNull()
})

test.each(['', 'abc', '-5', '0', '0,5', '99999999', '1e999'])('%s is said to be none, and kept', (amount) => {
  expect(readWish({ amount, by: 'kwh' })).toBeNull()
  expect(mistypedWish({ amount, by: 'kwh' })).toEqual({ by: 'kwh', text: amount })
})

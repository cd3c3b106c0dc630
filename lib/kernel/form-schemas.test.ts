import { expect, test } from 'vitest'
import { dayField, wholeField } from './form-schemas'

test('an empty field is no number, and zero is one', () => {
  const field = wholeField(0, 365)
  for (const value of ['', ' ', 'abc', '1,5', '-1', '366', undefined])
    expect(field.safeParse(value).success).toBe(false)
  expect(field.parse('0')).toBe(0)
  expect(field.parse(' 30 ')).toBe(30)
})

test('a day is one that somebody could mean', () => {
  for (const day of ['9999-12-31', '0026-11-27', '2026-02-30', '']) expect(dayField.safeParse(day).success).toBe(false)
  expect(dayField.parse('2027-01-01')).toBe('2027-01-01')
})

import { expect, test } from 'vitest'
import { hasControlCharacters } from './control-characters'

test.each([
  ['a b', false],
  ['åäö €', false],
  ['a\tb\r\nc', false],
  ['', false],
  [`a${String.fromCharCode(0)}b`, true],
  [String.fromCharCode(0x1b), true],
  [String.fromCharCode(0x7f), true],
])('%j: %s', (text, found) => {
  expect(hasControlCharacters(text)).toBe(found)
})

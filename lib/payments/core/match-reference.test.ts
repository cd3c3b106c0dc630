import { expect, test } from 'vitest'
import { normalizeReference } from './match-reference'

test.each([
  ['26110048209', '26110048209'],
  [' 2611 0048 209 ', '26110048209'],
  ['OCR: 2611-0048-209', '26110048209'],
  ['tack för laddningen', ''],
  ['', ''],
])('%j is read as %j', (text, digits) => {
  expect(normalizeReference(text)).toBe(digits)
})

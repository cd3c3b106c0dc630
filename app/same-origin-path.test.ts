import { expect, test } from 'vitest'
import { sameOriginPath } from './same-origin-path'

const ORIGIN = 'https://portal.example.com'

test.each([
  ['/charging?show=all', '/charging?show=all'],
  [`${ORIGIN}/staff/cdrs?cdr=1#x`, '/staff/cdrs?cdr=1'],
  [null, '/home'],
  ['', '/home'],
  ['https://evil.example/x', '/home'],
  ['//evil.example/x', '/home'],
  ['/.//evil.example/x', '/home'],
  ['/..//evil.example/x', '/home'],
  [`${ORIGIN}//evil.example/x`, '/home'],
  ['/\\\\evil.example', '/home'],
  ['javascript:alert(1)', '/home'],
])('%s leads to %s', (text, path) => {
  expect(sameOriginPath(text, ORIGIN, '/home')).toBe(path)
})

import { expect, test } from 'vitest'
import { chooseLocale } from './locale'
import { chooseTheme } from './theme'

test.each<[string | undefined, string | null, 'sv' | 'en']>([
  ['en', 'sv-SE', 'en'],
  ['sv', 'en-GB', 'sv'],
  ['de', 'en-GB', 'en'],
  [undefined, null, 'sv'],
  [undefined, 'en-GB,en;q=0.9', 'en'],
  [undefined, 'en-US,en;q=0.9,sv;q=0.8', 'sv'],
  [undefined, 'sv-SE,sv;q=0.9,en;q=0.8', 'sv'],
  [undefined, 'fi;q=0.9,en;q=0.8', 'sv'],
  [undefined, 'sv;q=0,en', 'en'],
  [undefined, 'nonsense;;;', 'sv'],
])('cookie %s and browser %s give %s', (cookie, browser, locale) => {
  expect(chooseLocale(cookie, browser)).toBe(locale)
})

test('a theme that we do not know is no choice', () => {
  expect(chooseTheme('dark')).toBe('dark')
  expect(chooseTheme('neon')).toBe('system')
  expect(chooseTheme(undefined)).toBe('system')
})

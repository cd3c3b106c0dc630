// Every page of the portal, in both themes, on a desk and in a hand.
import { expect, test } from '@playwright/test'
import { expectAccessible } from './support/axe'
import { signIn, type Who } from './support/login'
import { appRoutes, example } from './support/routes'

// A recording of every step costs more than the checks; a violation names its element.
test.use({ trace: 'off' })

/** Follow a wish that somebody has just had: looked at where a customer has one, in the journeys that start with it; the shared report likewise. */
const ELSEWHERE = [
  '/start/command/[commandId]',
  '/reservations/[reservationId]',
  '/start/[locationId]/reserve',
  '/lab/[secret]',
  '/dispute/[secret]',
]
const pages = appRoutes().filter(({ kind, pattern }) => kind === 'page' && !ELSEWHERE.includes(pattern))
const PUBLIC = /^\/($|about|accessibility|operators|prices|privacy|sign-in)/

function whoSees(pattern: string): Who | null {
  if (pattern.startsWith('/staff')) return 'administrator'
  return PUBLIC.test(pattern) ? null : 'customer'
}

for (const { pattern } of pages)
  test(`${pattern} is accessible`, async ({ page }) => {
    const who = whoSees(pattern)
    if (who) await signIn(page, who)
    const path = await example(page, pattern)
    if (path === null) throw new Error(`the list above ${pattern} links to none`)
    await page.goto(path)
    await expect(page.getByRole('main').first()).toBeVisible()
    await expectAccessible(page, path)
  })

test('an address that does not exist is accessible', async ({ page }) => {
  expect((await page.goto('/nowhere'))?.status()).toBe(404)
  await expectAccessible(page, '/nowhere')
})

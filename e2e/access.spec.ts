// Nobody reaches what is not theirs: over every address of the portal.
import { expect, test, type Page } from '@playwright/test'
import { OTHER_CUSTOMER, signIn, signInByForm } from './support/login'
import { appRoutes, linksOf, madeUp } from './support/routes'

/** Open to everybody. The OCPI door and next-auth have their own rules and tests. */
const PUBLIC = [
  '/',
  '/about',
  '/accessibility',
  '/operators',
  '/prices',
  '/prices/[locationId]',
  '/privacy',
  '/sign-in',
  '/api/health',
]
const OTHER_GATES = [/^\/ocpi/, /^\/lab\//, /^\/dispute\//, /^\/api\/auth\//, /^\/lang\//, /^\/theme\//]
const guarded = appRoutes().filter(
  ({ pattern }) => !PUBLIC.includes(pattern) && !OTHER_GATES.some((gate) => gate.test(pattern)),
)
const staffRoutes = guarded.filter(({ pattern }) => pattern.startsWith('/staff'))

/** Where a request ends: the status, and the path after all redirects, also those that a page makes while it streams. */
async function visit(page: Page, path: string): Promise<{ status: number; path: string }> {
  const answer = await page.request.get(path, { maxRedirects: 0 })
  const status = answer.status()
  if (status >= 300 && status < 400) {
    const location = new URL(answer.headers()['location'] ?? '', answer.url())
    return { status, path: location.pathname }
  }
  if (status !== 200) return { status, path }
  // The page has begun to stream before it knew better: the redirect comes with what follows.
  await page.goto(path)
  await page.waitForURL((url) => url.pathname !== path, { timeout: 3_000 }).catch(() => undefined)
  return { status, path: new URL(page.url()).pathname }
}

test('the list of addresses is not empty', () => {
  expect(staffRoutes.length).toBeGreaterThan(20)
  for (const path of PUBLIC) expect(appRoutes().map(({ pattern }) => pattern)).toContain(path)
})

test('signed out, every guarded address leads to the sign-in or says nothing', async ({ page }) => {
  for (const { pattern } of guarded) {
    const seen = await visit(page, madeUp(pattern))
    expect.soft([401, 404].includes(seen.status) ? '/sign-in' : seen.path, pattern).toBe('/sign-in')
  }
})

test('the sign-in leads back to the page that was asked for, and never to another site', async ({ page }) => {
  await page.goto('/charging?state=checked')
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await signIn(page, 'customer')
  for (const next of ['//example.com', 'https://example.com/', '/\\example.com', '/.//example.com']) {
    await page.goto(`/after-sign-in?next=${encodeURIComponent(next)}`)
    await expect(page).toHaveURL(/\/home$/)
  }
})

test('a customer reaches no page of the staff', async ({ page }) => {
  await signIn(page, 'customer')
  for (const { pattern } of staffRoutes) {
    const seen = await visit(page, madeUp(pattern))
    expect.soft(seen.status === 404 ? '/home' : seen.path, pattern).toBe('/home')
  }
})

test('a member of staff is no customer', async ({ page }) => {
  await signIn(page, 'support')
  for (const path of ['/home', '/charging', '/invoices']) expect((await visit(page, path)).path).toBe('/staff')
  expect((await page.request.get('/api/live/charge')).status()).toBe(401)
})

test('a session that was signed out is over, also for who has a copy of its cookie', async ({ browser }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await signInByForm(page, 'customer')
  const cookies = await context.cookies()
  await page.goto('/account')
  await page.getByRole('main').getByRole('button', { name: 'Logga ut' }).click()
  await expect(page).toHaveURL(/\/$/)
  await context.addCookies(cookies)
  expect((await page.request.get('/api/live/charge')).status()).toBe(401)
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
  await context.close()
})

test('an address with what no keyboard writes is refused', async ({ page }) => {
  for (const path of ['/prices?q=%00', '/staff/customers?q=a%00b', '/charging/%00'])
    expect.soft((await page.request.get(path)).status(), path).toBe(400)
})

test('a customer reaches nothing of another customer', async ({ browser, page }) => {
  const other = await browser.newContext()
  const theirs = await other.newPage()
  await signIn(theirs, OTHER_CUSTOMER)
  const paths: string[] = []
  for (const list of ['/charging', '/invoices']) {
    await theirs.goto(list)
    // Everybody has a page of cases: only what has an id is somebody's.
    const below = (await linksOf(theirs)).filter((href) => href.startsWith(`${list}/`) && /_\w/.test(href)).slice(0, 2)
    expect(below.length, list).toBeGreaterThan(0)
    paths.push(...below)
  }
  paths.push(...paths.filter((path) => path.startsWith('/invoices/')).map((path) => `${path.split('?')[0]}/pdf`))
  await signIn(page, 'customer')
  for (const path of paths) {
    expect((await theirs.request.get(path)).status(), `${path} of one's own`).toBe(200)
    expect.soft((await page.request.get(path)).status(), `${path} of another`).toBe(404)
  }
  // What staff see of them is no way round.
  for (const path of paths)
    expect.soft((await page.request.get(`/staff${path}`, { maxRedirects: 0 })).status(), path).not.toBe(200)
  await other.close()
})

test('the auditor reads everything and changes nothing', async ({ page }) => {
  await signIn(page, 'auditor')
  // To calculate is a question in the address: nothing is written.
  const harmless = /^(Visa|Kopiera|Kopierad|Meny|Räkna|\+ Filter)$/
  // But for one's own password.
  const lists = staffRoutes.filter(
    ({ pattern, kind }) => kind === 'page' && !pattern.includes('[') && pattern !== '/staff/account',
  )
  for (const { pattern } of lists) {
    await page.goto(pattern)
    // A form that writes has a page of its own, which the auditor does not open.
    if (pattern.endsWith('/new')) {
      await expect.soft(page, pattern).toHaveURL(/\/staff\/forbidden/)
      continue
    }
    await expect(page.getByRole('main').getByRole('heading').first(), pattern).toBeVisible()
    await expect.soft(page, pattern).toHaveURL(new RegExp(`${pattern}$`))
    const names = await page.getByRole('main').getByRole('button').allInnerTexts()
    expect
      .soft(
        names.filter((name) => name !== '' && !harmless.test(name.trim())),
        pattern,
      )
      .toEqual([])
  }
})

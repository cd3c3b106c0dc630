// Signs in as the people of the demonstration.
import { expect, type BrowserContext, type Page } from '@playwright/test'
import { demoLogins } from './servers'

export type StaffRole = 'support' | 'finance' | 'roaming' | 'administrator' | 'auditor'
export type Who = 'customer' | StaffRole

/** A second private customer, for what one must not see of another. */
export const OTHER_CUSTOMER = 'nils.lindqvist@example.se'
const PORTAL = /\/(home|staff)(\?|\/|$)/
type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

/** Each person's session, taken up again by later tests: sign-ins are counted and slow on purpose. */
const sessions = new Map<string, Cookies>()

function login(who: Who | typeof OTHER_CUSTOMER): { email: string; password: string } {
  const logins = demoLogins()
  const found = logins.find(({ role }) => role === who)
  if (found) return found
  // All people of the demonstration have one password.
  return { email: who, password: logins[0]?.password ?? '' }
}

/** Fills in the form as a person does and waits for their portal. */
export async function signInByForm(page: Page, who: Who | typeof OTHER_CUSTOMER): Promise<void> {
  const { email, password } = login(who)
  await page.goto('/sign-in')
  await page.getByLabel('E-post').fill(email)
  await page.getByLabel('Lösenord').fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Logga in' }).click()
  await expect(page).toHaveURL(PORTAL)
}

/** Signs in, by the form the first time and with the kept session after that. The page is not in the portal yet. */
export async function signIn(page: Page, who: Who | typeof OTHER_CUSTOMER): Promise<void> {
  const kept = sessions.get(who)
  if (kept) return page.context().addCookies(kept)
  await signInByForm(page, who)
  sessions.set(who, await page.context().cookies())
}

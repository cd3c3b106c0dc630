// Roaming staff change what was agreed with an operator; the next CDR is judged by it, the last one stays as it was.
import { expect, test, type Page } from '@playwright/test'
import { CdrInbox } from './pages/cdr-inbox'
import { signIn } from './support/login'
import { sendCdr } from './support/operator'

const overcharge = () => sendCdr({ kwhTarget: 6, misbehave: 'over_charge', variant: 'markup' })

/** Minutes since midnight where bills are made. */
function minutesToday(): number {
  const time = new Date().toLocaleTimeString('sv-SE', { timeZone: 'Europe/Stockholm' })
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

async function openAgreement(page: Page): Promise<void> {
  await page.goto('/staff/partners')
  await page.getByRole('rowheader').getByRole('link', { name: 'Kustladd' }).first().click()
  await page.getByRole('link', { name: /^Avtal/ }).click()
  await expect(page.getByRole('heading', { name: 'Ny version' })).toBeVisible()
}

test('a threshold is raised, and the next CDR is judged by it', async ({ page }) => {
  test.skip(minutesToday() < 40, 'a charge that ends now began yesterday, under the terms of then')
  await signIn(page, 'roaming')
  const inbox = new CdrInbox(page)

  const before = await overcharge()
  await test.step('by the terms of now it is held', async () => {
    await inbox.find(before)
    await expect(inbox.panel()).toContainText('mer än deras egen tariff ger')
  })

  await test.step('new terms: what is wrong is named, and what was typed stays', async () => {
    await openAgreement(page)
    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Stockholm' })
    await page.getByLabel('Gäller från').fill(today)
    await page.getByLabel('Belopp').fill('femhundra')
    await page.getByLabel('Anteckning').fill('Högre tolerans på prov.')
    await page.getByRole('button', { name: 'Publicera' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'Rätta det' })).toContainText('Belopp')
    await expect(page.getByLabel('Anteckning')).toHaveValue('Högre tolerans på prov.')
    await page.getByLabel('Belopp').fill('500')
    await page.getByRole('button', { name: 'Publicera' }).click()
    await expect(page.getByText('Versionen är publicerad.')).toBeVisible()
    await expect(page.getByText('500,00 kr eller')).toBeVisible()
  })

  await test.step('the same over-charge passes now, with a note of how much it is', async () => {
    await inbox.find(await overcharge(), 'accepted')
    await expect(inbox.panel()).toContainText('mer än deras egen tariff ger')
  })

  await test.step('the one before stays held until somebody decides', async () => {
    await inbox.find(before)
    await expect(inbox.panel()).toContainText('Hållen')
  })
})

// Roaming staff hand out token A; an operator nobody has met registers with it; the page shows how far it came.
import { expect, test } from '@playwright/test'
import { Partners } from './pages/partners'
import { signIn } from './support/login'
import { startSecondOperator, type Operator } from './support/operator'

let operator: Operator
test.beforeAll(async () => {
  operator = await startSecondOperator()
})
test.afterAll(async () => {
  await operator.stop()
})

test('staff hand out a token and see the operator register', async ({ page }) => {
  await signIn(page, 'roaming')
  const partners = new Partners(page)
  const { shown, token, versionsUrl } = await partners.handOutToken(operator)
  expect(token.length).toBeGreaterThanOrEqual(32)
  expect(versionsUrl).toMatch(/^http.*\/ocpi\/.*versions$/)

  await test.step('before the operator calls', async () => {
    await partners.openFromNotice(shown)
    await expect(partners.heading(operator.name)).toBeVisible()
    await expect(partners.steps()).toContainText(['Engångsnyckel utlämnad', 'Väntar på att partnern anropar oss'])
    // Shown once: the page of the partner does not tell it again.
    await expect(page.getByText(token)).toHaveCount(0)
  })

  await test.step('the operator registers with the token', async () => {
    const answer = await operator.control<{ registered: boolean; roles: { party_id: string }[] }>('POST', 'register', {
      versionsUrl,
      token,
    })
    expect(answer.registered).toBe(true)
    expect(answer.roles.map((role) => role.party_id)).toContain('LDN')
  })

  await test.step('the page tells every step and the modules', async () => {
    await page.reload()
    await expect(partners.steps()).toContainText(['Engångsnyckel utlämnad', 'Registrerad'])
    await expect(partners.handshake()).not.toContainText('Väntar')
    for (const identifier of ['locations', 'tariffs', 'sessions', 'cdrs', 'tokens', 'commands'])
      await expect(partners.module(identifier)).toContainText(/I bruk|Hämtas nu/)
  })

  await test.step('its network is read', async () => {
    await expect(async () => {
      await page.reload()
      await expect(partners.module('locations')).toContainText(/\d+/, { timeout: 500 })
    }).toPass({ timeout: 30_000 })
    await page.goto('/staff/partners?show=registered')
    await expect(page.getByRole('row').filter({ hasText: operator.name })).toContainText('I drift')
  })
})

test('a party that is known is not added again', async ({ page }) => {
  await signIn(page, 'roaming')
  const partners = new Partners(page)
  await page.goto('/staff/partners/new')
  await page.getByLabel('Namn').fill('En till')
  await page.getByLabel('Landskod').fill(operator.countryCode)
  await page.getByLabel('Partsbeteckning').fill(operator.partyId)
  await page.getByRole('button', { name: 'Lägg till och visa nyckeln' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Den parten finns redan' })).toBeVisible()
  await expect(partners.heading('Ny partner')).toBeVisible()
})

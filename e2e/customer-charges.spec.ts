// A customer starts a charge in the portal, follows it, stops it, and sees its price explained.
import { expect, test } from '@playwright/test'
import { Charging } from './pages/charging'
import { readFormula, unfoldFirst } from './pages/receipt'
import { expectAccessible } from './support/axe'
import { OTHER_CUSTOMER, signIn, signInByForm } from './support/login'

test('from the start in the portal to the explained price', async ({ browser, page }) => {
  test.setTimeout(120_000)
  await signInByForm(page, OTHER_CUSTOMER)
  const charging = new Charging(page)
  const before = await charging.listed()

  const wish = await test.step('a socket is chosen with its price, and the charge started', async () => {
    await charging.chooseFreeSocket('Uppsala')
    await expect(page.getByText(/kr\/kWh/).first()).toBeVisible()
    return charging.start()
  })

  await test.step('nobody else sees the wish', async () => {
    const context = await browser.newContext()
    const stranger = await context.newPage()
    expect((await stranger.request.get(`/api/live/command/${wish}`)).status()).toBe(401)
    await signIn(stranger, 'customer')
    expect((await stranger.request.get(`/api/live/command/${wish}`)).status()).toBe(404)
    expect((await stranger.request.get(`/start/command/${wish}`)).status()).toBe(404)
    expect((await page.request.get(`/api/live/command/${wish}`)).status()).toBe(200)
    await context.close()
  })

  await test.step('the page that follows it is accessible', async () => {
    const context = await browser.newContext()
    const again = await context.newPage()
    await context.addCookies(await page.context().cookies())
    await again.goto(`/start/command/${wish}`)
    await expectAccessible(again, '/start/command')
    await context.close()
  })

  await test.step('the operator starts it and the portal follows it', async () => {
    await expect(page).toHaveURL(/\/home$/, { timeout: 40_000 })
    await expect(charging.live()).toContainText('Laddar')
    const energy = async () => Number(/([\d,]+)\s*kWh/.exec(await charging.live().innerText())?.[1]?.replace(',', '.'))
    await expect.poll(energy, { timeout: 30_000 }).toBeGreaterThan(0)
    const first = await energy()
    await expect.poll(energy, { timeout: 30_000 }).toBeGreaterThan(first)
  })

  await test.step('it is stopped', async () => {
    await charging.stop()
    await expect(charging.live()).toHaveCount(0, { timeout: 40_000 })
  })

  await test.step('the account of the operator is checked and stands in the history', async () => {
    const path = await charging.newlyListed(before)
    await page.goto(path)
  })

  await test.step('its price is explained down to a period', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toContainText(/Du laddade [\d,]+\skWh .* för [\d ,]+\skr/)
    const line = await unfoldFirst(charging.receipt())
    const { quantity, unitPrice, amount } = readFormula(await line.innerText())
    expect(Math.abs(quantity * unitPrice - amount)).toBeLessThan(0.02)
    await expect(page.getByText('Kontrollerad').first()).toBeVisible()
    await expect(page.getByRole('listitem').filter({ hasText: 'Vi räknade om underlaget' })).toBeVisible()
  })

  await test.step('the price that was read before stands beside it', async () => {
    await expect(page.getByRole('heading', { name: 'Priset du såg' })).toBeVisible()
    await expect(page.getByText('Du betalar precis det priset.')).toBeVisible()
  })
})

// A customer has a charger held at a price that is shown first, lets one go, charges from another, and steers the charge.
import { expect, test } from '@playwright/test'
import { Charging } from './pages/charging'
import { Reserving } from './pages/reserving'
import { expectAccessible } from './support/axe'
import { OTHER_CUSTOMER, signIn } from './support/login'

const CITY = 'Göteborg'

test('a charger is held, let go, held again and charged from', async ({ browser, page }) => {
  test.setTimeout(180_000)
  await signIn(page, OTHER_CUSTOMER)
  const reserving = new Reserving(page)

  const path = await test.step('the price is read before anything is asked for', async () => {
    await reserving.openOffer(CITY)
    await expect(reserving.choice(60)).toBeVisible()
    await expect(page.getByText(/kr om du laddar, .*\skr om du inte gör det/)).toHaveCount(4)
    await expectAccessible(page, '/start/[locationId]/reserve')
    await reserving.choice(15).check()
    return reserving.reserve()
  })

  await test.step('the station holds it, and the time left runs', async () => {
    await expect(reserving.heading()).toContainText('är ditt till', { timeout: 40_000 })
    await expect(page.getByRole('timer')).toContainText(/1[45] min \d+ s kvar/)
    await expect(page.getByRole('region', { name: 'Vad reservationen kostar' })).toContainText('Om du inte laddar')
    await expectAccessible(page, '/reservations/[reservationId]')
  })

  await test.step('nobody else sees it', async () => {
    const context = await browser.newContext()
    const stranger = await context.newPage()
    await signIn(stranger, 'customer')
    expect((await stranger.request.get(path)).status()).toBe(404)
    expect((await stranger.request.get(`/api/live/reservation/${path.split('/').at(-1)}`)).status()).toBe(404)
    await context.close()
  })

  await test.step('it is told at home, and let go', async () => {
    await page.goto('/home')
    await page.getByRole('link', { name: 'Visa reservationen' }).click()
    await reserving.cancel()
    await expect(reserving.heading()).toContainText('är avbokad', { timeout: 40_000 })
    await page.goto('/home')
    await expect(page.getByRole('link', { name: 'Visa reservationen' })).toHaveCount(0)
  })

  await test.step('another one is charged from', async () => {
    await reserving.openOffer(CITY)
    const held = await reserving.reserve()
    await expect(reserving.heading()).toContainText('är ditt till', { timeout: 40_000 })
    await page.getByRole('button', { name: 'Starta laddningen' }).click()
    await expect(page).toHaveURL(/\/home$/, { timeout: 60_000 })
    const charging = new Charging(page)
    await expect(charging.live()).toContainText('Laddar')
    const used = await page.request.get(`/api/live/reservation/${held.split('/').at(-1)}`)
    expect(await used.json()).toMatchObject({ reservation: { state: 'used' } })
    await charging.stop()
    await expect(charging.live()).toHaveCount(0, { timeout: 40_000 })
    await expect(page.getByText('Laddningen är slut')).toBeVisible()
    // However the page is come to.
    await page.goto('/home')
    await expect(page.getByText('Laddningen är slut')).toBeVisible()
  })
})

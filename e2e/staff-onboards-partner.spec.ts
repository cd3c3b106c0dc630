// The whole way of a new operator, by the guide: from the invitation to live, with its report given by a link.
import { expect, test } from '@playwright/test'
import { Onboarding } from './pages/onboarding'
import { Partners } from './pages/partners'
import { expectAccessible } from './support/axe'
import { demoCard } from './support/cards'
import { signIn } from './support/login'
import { startSecondOperator, type Operator } from './support/operator'

let operator: Operator
test.beforeAll(async () => {
  operator = await startSecondOperator()
})
test.afterAll(async () => {
  await operator.stop()
})

test('staff take an operator from the invitation to live, and give it its report', async ({ page, browser }) => {
  test.setTimeout(180_000)
  await signIn(page, 'roaming')
  const partners = new Partners(page)
  const { shown, token, versionsUrl } = await partners.handOutToken(operator)
  await shown.getByRole('link', { name: 'Fortsätt i guiden' }).click()
  const guide = new Onboarding(page)

  await test.step('the guide says what is awaited, from whom', async () => {
    await expect(guide.heading(operator.name)).toBeVisible()
    await expect(guide.current()).toContainText('Versioner')
    await expect(page.getByText(`Väntar på ${operator.name}`)).toBeVisible()
  })

  await test.step('the operator registers, and its lists are read', async () => {
    await operator.control('POST', 'register', { versionsUrl, token })
    await expect(async () => {
      await page.reload()
      await expect(guide.current()).toContainText('Prov', { timeout: 500 })
    }).toPass({ timeout: 60_000 })
    // The raw messages of a step are there to read.
    await guide.open('Nycklar')
    await expect(page.getByRole('region', { name: 'Meddelanden i steget' })).toContainText('POST')
  })

  await test.step('its interfaces are tried', async () => {
    await guide.open('Prov')
    await page.getByLabel('Kortets nummer (UID)').fill(await demoCard(page))
    await page.getByRole('button', { name: 'Välj kort' }).click()
    await expect(page.getByText('Ett av våra egna kort')).toBeVisible()
    await page.getByRole('button', { name: 'Starta prov' }).click()
    await expect(async () => {
      await page.reload()
      await expect(guide.current()).toContainText('Avtal', { timeout: 500 })
    }).toPass({ timeout: 60_000 })
  })

  const link = await test.step('the report is given by a link', async () => {
    await page.getByRole('link', { name: 'Öppna labbet' }).click()
    await expect(page.getByText(/följer OCPI|fungerar med OCPI/)).toBeVisible()
    await page.getByRole('button', { name: 'Skapa länk' }).click()
    const notice = page.getByRole('status').filter({ hasText: 'Länken visas bara nu' })
    return notice.getByRole('code').innerText()
  })

  await test.step('the partner opens it without signing in', async () => {
    const outside = await browser.newContext({ locale: 'sv-SE' })
    const theirs = await outside.newPage()
    await theirs.goto(link)
    await expect(theirs.getByRole('heading', { level: 1 })).toHaveText(`Konformitetsrapport för ${operator.name}`)
    await expect(theirs.locator('meta[name="robots"]')).toHaveAttribute('content', /noindex/)
    await expectAccessible(theirs, 'the shared report')
    const file = await theirs.request.get(`${link}/report.json`)
    expect(file.headers()['x-robots-tag']).toContain('noindex')
    expect(await file.json()).toMatchObject({ version: '2.2.1', summary: { errors: 0 } })
    await page.getByRole('button', { name: 'Stäng', exact: true }).click()
    await expect(page.getByRole('cell', { name: 'Stängd' })).toBeVisible()
    expect((await theirs.goto(link))?.status()).toBe(404)
    await outside.close()
  })

  await test.step('the partner does what it is asked to', async () => {
    await page.getByRole('button', { name: 'Be om det Skicka en statusändring för en EVSE (PATCH)' }).click()
    await expect(page.getByText('Väntar på partnern sedan')).toBeVisible()
    const [place] = await operator.control<{ evses: { uid: string }[] }[]>('GET', 'locations')
    await operator.control('POST', 'evse-status', { evseUid: place?.evses[0]?.uid, status: 'INOPERATIVE' })
    await expect(page.getByText(/Klart .*PATCH/)).toBeVisible({ timeout: 20_000 })
  })

  await test.step('it goes live when everything is done, and not before', async () => {
    await guide.goto(page.url())
    await guide.open('Klart att öppna')
    await expect(page.getByRole('button', { name: 'Öppna för kunder' })).toHaveCount(0)
    await guide.tickAll()
    await page.getByRole('button', { name: 'Öppna för kunder' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Öppna för kunder' }).click()
    await expect(page.getByText('Öppen för kunder sedan')).toBeVisible()
    await guide.open('Första sessionen')
    await expect(page.getByText('Kortet godkändes')).toBeVisible()
    await expectAccessible(page, 'the guide')
  })
})

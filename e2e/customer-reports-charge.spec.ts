// The operator asks too much, the customer says that something is wrong, staff claim it, and the operator takes it back.
import { expect, test } from '@playwright/test'
import { cardUid } from '../db/seed/people'
import { Charging } from './pages/charging'
import { expectAccessible } from './support/axe'
import { signIn } from './support/login'
import { control } from './support/operator'
import { servers } from './support/servers'

const HOUR_MS = 3_600_000

test('a report becomes a case, and the operator’s credit ends it', async ({ browser, page }) => {
  test.setTimeout(120_000)
  const { cpoUrl } = servers()
  await signIn(page, 'customer')
  const charging = new Charging(page)
  const before = await charging.listed()
  const { cdr } = await control<{ cdr: { id: string } }>(cpoUrl, 'POST', 'cdr', {
    token: { uid: cardUid(0), type: 'RFID' },
    kwhTarget: 12,
    endedAt: new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 3 * HOUR_MS).toISOString(),
    misbehave: 'over_charge',
    variant: 'markup',
  })
  const charge = await charging.newlyListed(before)

  await test.step('the customer sees both prices and pays the right one', async () => {
    await page.goto(charge)
    await expect(
      page.getByText(/Operatören begärde [\d ,]+\skr\. Enligt operatörens egen prislista är det/),
    ).toBeVisible()
  })

  await test.step('the customer says what is wrong', async () => {
    await page.getByText('Vad stämmer inte?').first().click()
    await page.getByLabel('Det var inte jag som laddade').check()
    await page.getByLabel('Berätta mer').fill('Mitt kort låg hemma.')
    await page.getByRole('button', { name: 'Skicka' }).click()
    await expect(page.getByText('Du betalar inget för laddningen förrän ärendet är klart.')).toBeVisible()
    await page.goto('/charging/reports')
    await expect(
      page
        .getByRole('list', { name: 'Dina ärenden' })
        .getByText(/Väntar på oss/)
        .first(),
    ).toBeVisible()
  })

  const context = await browser.newContext({ locale: 'sv-SE' })
  const desk = await context.newPage()
  await signIn(desk, 'finance')

  const link = await test.step('staff find it, give the operator the evidence by a link, and send it', async () => {
    await desk.goto(`/staff/disputes?q=${encodeURIComponent(cdr.id)}`)
    await desk.getByRole('link', { name: /^\d+$/ }).first().click()
    await expect(desk.getByText('Mitt kort låg hemma.').first()).toBeVisible()
    await desk.getByRole('button', { name: 'Skapa länk' }).click()
    const notice = desk.getByRole('status').filter({ hasText: 'Länken visas bara nu' })
    const url = await notice.getByRole('code').innerText()
    await desk.getByRole('button', { name: 'Markera som skickad' }).click()
    await desk.getByRole('alertdialog').getByRole('button', { name: 'Markera som skickad' }).click()
    await expect(desk.getByText(/ska svara senast/).first()).toBeVisible()
    return url
  })

  await test.step('the operator reads it without signing in, and learns nothing of the customer', async () => {
    const outside = await browser.newContext({ locale: 'sv-SE' })
    const theirs = await outside.newPage()
    await theirs.goto(link)
    await expect(theirs.getByRole('heading', { name: `CDR ${cdr.id}` })).toBeVisible()
    await expectAccessible(theirs, 'the shared evidence')
    const text = await (await theirs.request.get(`${link}/evidence.json`)).text()
    expect(text).toContain(cdr.id)
    expect(text).not.toContain(cardUid(0))
    const pdf = await theirs.request.get(`${link}/evidence.pdf`)
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
    await outside.close()
  })

  await test.step('the operator’s credit ends the case for both', async () => {
    await control(cpoUrl, 'POST', 'credit', { cdrId: cdr.id })
    await expect(async () => {
      await page.goto(charge)
      await expect(page.getByText(/har tagit tillbaka laddningen, så du betalar inget/)).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 40_000 })
    await desk.reload()
    await expect(desk.getByText('Vunnen').first()).toBeVisible()
    await context.close()
  })

  await test.step('the customer is told on the first page, until it is read', async () => {
    await page.goto('/home')
    await expect(page.getByText(/^Ärende \d+ är klart/)).toBeVisible()
    await expectAccessible(page, 'the first page with news of a case')
    await page.getByRole('button', { name: 'Jag har läst' }).click()
    await expect(page.getByText(/^Ärende \d+ är klart/)).toBeHidden()
  })
})

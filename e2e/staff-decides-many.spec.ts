// Roaming staff decide about many CDRs at once, with what that moves shown first.
import { expect, test } from '@playwright/test'
import { CdrInbox } from './pages/cdr-inbox'
import { signIn } from './support/login'
import { sendCdr } from './support/operator'

test('what many CDRs move is shown before they are corrected, held or disputed', async ({ page }) => {
  const wrong = [await sendCdr({ misbehave: 'wh_for_kwh' }), await sendCdr({ misbehave: 'wh_for_kwh' })]
  const right = [await sendCdr(), await sendCdr()]
  await signIn(page, 'roaming')
  const inbox = new CdrInbox(page)
  for (const id of wrong) await inbox.find(id)

  await test.step('all that one rule holds are chosen', async () => {
    await inbox.open()
    await page.getByText('+ Filter').click()
    await page.getByLabel('Orsak').selectOption({ label: 'Wh som kWh' })
    await page.getByRole('button', { name: 'Visa', exact: true }).click()
    await page.getByRole('link', { name: /^Alla \d+$/ }).click()
    await expect(page.getByRole('complementary')).toContainText('i urvalet')
  })

  await test.step('their energy is corrected, for the amounts that were shown', async () => {
    await inbox.decide('Rätta Wh till kWh', 'Operatören skickar Wh.')
    for (const id of wrong) {
      await inbox.find(id, 'accepted')
      await expect(inbox.panel()).toContainText('Operatören skickar Wh.')
    }
  })

  await test.step('ticked ones are held, and it is said what waits', async () => {
    for (const id of right) await inbox.find(id, 'accepted')
    await inbox.open('accepted')
    for (const id of right) await page.getByRole('checkbox', { name: `Välj ${id}` }).check()
    await page.getByRole('button', { name: 'Avgör valda' }).click()
    await inbox.decide('Håll 2', 'Vi frågar operatören.')
  })

  await test.step('they are disputed as a whole, and the claim is what the dialog says', async () => {
    await inbox.open()
    for (const id of right) await page.getByRole('checkbox', { name: `Välj ${id}` }).check()
    await page.getByRole('button', { name: 'Avgör valda' }).click()
    await page.getByRole('button', { name: 'Bestrid 2' }).click()
    const dialog = page.getByRole('alertdialog', { name: 'Bestrid 2 CDR?' })
    await expect(dialog).toContainText('En tvist öppnas om 2 CDR')
    const claim = /dubblett: vi kräver ([\d\s]+,\d\d)/.exec(await dialog.innerText())?.[1] ?? 'no claim'
    await dialog.getByLabel('Vad som bestrids').selectOption({ label: 'Inte kundens laddning' })
    await dialog.getByLabel('Varför').fill('Korten var spärrade.')
    await dialog.getByRole('button', { name: 'Bestrid' }).click()
    await expect(dialog).toHaveCount(0)
    await inbox.find(right[0] ?? '', 'disputed')
    await inbox
      .panel()
      .getByRole('link', { name: /^Tvist / })
      .click()
    await expect(page.getByRole('main')).toContainText(claim)
  })
})

// Finance writes the prices of a plan; somebody else publishes them.
import { expect, test, type Page } from '@playwright/test'
import { signIn } from './support/login'

/** The fields of one row of the form, found by what the row is called. */
const row = (page: Page, name: string) => page.getByRole('group', { name, exact: true })

test('a plan with bands and an exception is drafted by one and published by another', async ({ page }) => {
  const name = 'Landsväg'
  await signIn(page, 'finance')
  await page.goto('/staff/price-plans')
  await page.getByLabel('Namn').fill(name)
  await page.getByRole('button', { name: 'Lägg till' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()

  await test.step('bands and an exception by keyboard; what is wrong is named and nothing typed is lost', async () => {
    const plan = page.getByRole('group', { name: 'Energi', exact: true })
    await plan.getByLabel('Pris på el').selectOption('Fast pris per kWh')
    await row(page, 'Prisrad 1').getByLabel('Pris').fill('2,9')
    await row(page, 'Prisrad 2').getByLabel('Pris').fill('4,1')
    await row(page, 'Prisrad 2').getByLabel('Till').fill('150')
    await row(page, 'Prisrad 3').getByLabel('Pris').fill('4,6')
    await page.getByRole('button', { name: 'Lägg till undantag' }).press('Enter')
    const exception = row(page, 'Undantag 1')
    await expect(exception.getByLabel('Operatör')).toBeFocused()
    await page.keyboard.type('se*kul')
    await exception.getByLabel('Pris på el').selectOption('Spotpris per kvart och påslag')
    await exception.getByLabel('Påslag per kWh').fill('0,35')
    await page.getByRole('button', { name: 'Spara utkast' }).click()
    const overlap = page.getByRole('link', { name: 'Prisrad 3, Från: DC har två priser för samma effekt' })
    await overlap.click()
    await expect(row(page, 'Prisrad 3').getByLabel('Från')).toBeFocused()
    await row(page, 'Prisrad 3').getByLabel('Från').fill('150')
    await expect(plan.getByLabel('Pris på el')).toHaveValue('fixed')
    await expect(exception.getByLabel('Påslag per kWh')).toHaveValue('0,35')
  })

  await test.step('the draft says what was written', async () => {
    await page.getByRole('button', { name: 'Spara utkast' }).click()
    await expect(page.getByText('Utkastet är sparat. Någon annan publicerar det.')).toBeVisible()
    const draft = page.getByRole('region', { name: 'Utkast' }).first()
    await expect(draft).toContainText('DC 0–150 kW 4,10')
    await expect(draft).toContainText('Hos SE*KUL: Spotpris per kvart')
    await expect(draft.getByRole('button', { name: 'Publicera' })).toHaveCount(0)
  })

  await test.step('another publishes it', async () => {
    const address = page.url()
    await page.context().clearCookies()
    await signIn(page, 'administrator')
    await page.goto(address)
    await page.getByRole('button', { name: 'Publicera' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Publicera' }).click()
    await expect(page.getByRole('cell', { name: /DC 0–150 kW 4,10/ })).toBeVisible()
    await expect(page.getByText('Inget utkast väntar på publicering.')).toBeVisible()
  })
})

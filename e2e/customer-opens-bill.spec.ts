// A customer opens the bill down to the formula of one period, and takes it home as a PDF.
import { expect, test } from '@playwright/test'
import { readFormula, unfoldFirst } from './pages/receipt'
import { signIn } from './support/login'

test('from the list of invoices to one period, and the PDF', async ({ page }) => {
  await signIn(page, 'customer')
  await page.goto('/invoices')

  await test.step('the newest invoice is opened', async () => {
    await page.getByRole('list', { name: 'Dina fakturor' }).getByRole('link').first().click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(/laddade du .* för [\d\s,]+kr/)
  })

  await test.step('it unfolds: place, charge, part, period', async () => {
    const place = await unfoldFirst(page.getByRole('region', { name: /^Laddningar i / }))
    const session = await unfoldFirst(place)
    const part = await unfoldFirst(session)
    const { quantity, unitPrice, amount } = readFormula(await part.innerText())
    expect(quantity).toBeGreaterThan(0)
    expect(Math.abs(quantity * unitPrice - amount)).toBeLessThan(0.02)
    await expect(session.getByRole('link', { name: 'Hela laddningen' })).toBeVisible()
  })

  await test.step('VAT is stated, and how to pay or that it is paid', async () => {
    await expect(page.getByRole('rowheader', { name: 'Summa, kr' })).toBeVisible()
    await expect(page.getByText(/^(OCR-nummer|Hela beloppet har kommit in)/)).toBeVisible()
  })

  await test.step('the PDF is a PDF, the same twice', async () => {
    const link = page.getByRole('link', { name: 'Hämta PDF' })
    const path = (await link.getAttribute('href')) ?? ''
    const [first, second] = [await page.request.get(path), await page.request.get(path)]
    expect(first.headers()['content-type']).toBe('application/pdf')
    const body = await first.body()
    expect(body.subarray(0, 4).toString('latin1')).toBe('%PDF')
    expect(body.equals(await second.body())).toBe(true)
  })
})

// Finance releases what an operator asked too much for, bills it, and books the payment.
import { expect, test } from '@playwright/test'
import { Billing } from './pages/billing'
import { CdrInbox } from './pages/cdr-inbox'
import { signIn } from './support/login'
import { sendCdr } from './support/operator'

/** The month before this one, and a quiet hour in its middle. */
function lastMonth(): { month: string; at: string } {
  const now = new Date()
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 2, 17))
  return { month: start.toISOString().slice(0, 7), at: start.toISOString() }
}

/** The operator sends a late CDR of last month that asks for more than its tariff gives. */
function sendOverchargingCdr(endedAt: string): Promise<string> {
  return sendCdr({ kwhTarget: 31, endedAt, misbehave: 'over_charge', variant: 'markup' })
}

test('finance releases, bills and books a payment', async ({ page }) => {
  const { month, at } = lastMonth()
  const cdrId = await sendOverchargingCdr(at)
  await signIn(page, 'finance')
  const inbox = new CdrInbox(page)
  const billing = new Billing(page)

  await test.step('the CDR is held, with the reason', async () => {
    await inbox.find(cdrId)
    await expect(inbox.panel()).toContainText('Hållen')
    await expect(inbox.panel()).toContainText('mer än deras egen tariff ger')
  })

  await test.step('it is released at our price, with a reason', async () => {
    expect(await inbox.releaseAtOurPrice('Operatörens påslag finns inte i tariffen.')).toMatch(/kunden betalar [\d ,]+/)
    await expect(inbox.panel()).toContainText('Godkänd')
    await expect(inbox.panel()).toContainText('Operatörens påslag finns inte i tariffen.')
  })

  await test.step('drafts are prepared and looked at', async () => {
    await billing.prepareRun(month)
    await expect(billing.invoices().first()).toContainText('Utkast')
    expect(Number(await billing.figure('Fakturor'))).toBeGreaterThan(0)
  })

  await test.step('the run is finalised: numbers are given', async () => {
    const payable = await billing.figure('Att betala')
    expect(await billing.finalize()).toContain(payable)
    await expect(page.getByText('Slutförd', { exact: true })).toBeVisible({ timeout: 30_000 })
    await expect(billing.invoices().first()).toHaveText(/^\d+/)
  })

  let invoice = ''
  let payable = ''
  let ocr = ''
  await test.step('an invoice of the run is open', async () => {
    await billing.invoices().getByRole('link').first().click()
    await expect(page).toHaveURL(/\/staff\/invoices\/.+/)
    invoice = page.url()
    payable = await billing.figure('Att betala')
    ocr = await billing.figure('OCR')
    expect(await billing.figure('Öppet')).toBe(payable)
  })

  await test.step('the payment is entered with its OCR', async () => {
    const amount = payable.replace(/[^\d,]/g, '')
    await expect(await billing.enterPayment({ amount, reference: ocr.replace(/\s/g, '') })).toContainText(
      'betalar fakturan',
    )
  })

  await test.step('the invoice is paid', async () => {
    await page.goto(invoice)
    await expect(page.getByText('Betald', { exact: true })).toBeVisible()
    expect(await billing.figure('Öppet')).toMatch(/^0,00/)
  })

  await test.step('the books balance', async () => {
    await page.goto('/staff/ledger')
    await expect(page.getByText('Stämmer', { exact: true })).toBeVisible()
  })
})

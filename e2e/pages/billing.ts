import { expect, type Locator, type Page } from '@playwright/test'

/** The staff's pages of billing runs, invoices and payments. */
export class Billing {
  constructor(private readonly page: Page) {}

  /** Prepares the drafts of a month (YYYY-MM) and waits until they stand. */
  async prepareRun(month: string): Promise<void> {
    await this.page.goto('/staff/billing-runs')
    await this.page.getByLabel('Månad').fill(month)
    await this.page.getByRole('button', { name: 'Förbered utkast' }).click()
    await expect(this.page).toHaveURL(/\/staff\/billing-runs\/.+/)
    await expect(this.page.getByRole('button', { name: 'Godkänn och slutför' })).toBeVisible({ timeout: 30_000 })
  }

  invoices(): Locator {
    return this.page.getByRole('region', { name: 'Fakturor' }).getByRole('rowheader')
  }

  /** Approves what the preview shows; answers what the dialog said it would do. */
  async finalize(): Promise<string> {
    await this.page.getByRole('button', { name: 'Godkänn och slutför' }).click()
    const dialog = this.page.getByRole('alertdialog', { name: 'Slutför körningen?' })
    const consequence = await dialog.innerText()
    await dialog.getByRole('button', { name: 'Godkänn och slutför' }).click()
    await expect(dialog).toHaveCount(0)
    return consequence
  }

  /** The value beside a label, in the strip of figures or among the facts. */
  async figure(label: string): Promise<string> {
    const main = this.page.getByRole('main')
    const labels = await main.getByRole('term').allInnerTexts()
    const value = await main.getByRole('definition').nth(labels.indexOf(label)).innerText()
    return value.trim()
  }

  async enterPayment(payment: { amount: string; reference: string }): Promise<Locator> {
    await this.page.goto('/staff/payments')
    await this.page.getByLabel('Belopp').fill(payment.amount)
    await this.page.getByLabel('OCR eller referens').fill(payment.reference)
    await this.page.getByRole('button', { name: 'Registrera' }).click()
    return this.page.getByRole('status').filter({ hasText: 'Registrerad' })
  }
}

import { expect, type Locator, type Page } from '@playwright/test'

/** The staff's list of held CDRs with its side panel. */
export class CdrInbox {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/staff/cdrs')
  }

  rows(): Locator {
    return this.page.getByRole('region', { name: 'CDR' }).getByRole('rowheader')
  }

  panel(): Locator {
    return this.page.getByRole('complementary', { name: 'CDR' })
  }

  /** Searches until the CDR has come through the checks, and opens its panel. */
  async find(ocpiId: string): Promise<void> {
    const row = this.rows().getByRole('link').first()
    await expect(async () => {
      await this.open()
      await this.page.getByRole('searchbox', { name: 'Sök CDR' }).fill(ocpiId)
      await this.page.getByRole('searchbox', { name: 'Sök CDR' }).press('Enter')
      await expect(row).toBeVisible({ timeout: 2_000 })
      await expect(this.rows()).toHaveCount(2, { timeout: 500 }) // the CDR and the sum
    }).toPass({ timeout: 30_000 })
    await row.click()
    await expect(this.panel()).toContainText(ocpiId)
  }

  /** Releases the CDR in the panel at our price; answers what the dialog said it would do. */
  async releaseAtOurPrice(reason: string): Promise<string> {
    await this.panel().getByRole('button', { name: 'Släpp, vårt pris' }).click()
    const dialog = this.page.getByRole('alertdialog', { name: 'Släpp till vårt pris?' })
    const consequence = await dialog.innerText()
    await dialog.getByLabel('Skäl').fill(reason)
    await dialog.getByRole('button', { name: 'Släpp, vårt pris' }).click()
    await expect(dialog).toHaveCount(0)
    return consequence
  }
}

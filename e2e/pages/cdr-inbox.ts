import { expect, type Locator, type Page } from '@playwright/test'

type Show = 'held' | 'accepted' | 'disputed'

/** The staff's list of held CDRs with its side panel. */
export class CdrInbox {
  constructor(private readonly page: Page) {}

  async open(show: Show = 'held'): Promise<void> {
    await this.page.goto(show === 'held' ? '/staff/cdrs' : `/staff/cdrs?show=${show}`)
  }

  rows(): Locator {
    return this.page.getByRole('region', { name: 'CDR' }).getByRole('rowheader')
  }

  panel(): Locator {
    return this.page.getByRole('complementary', { name: 'CDR' })
  }

  /** Searches until the CDR has come through the checks to that end, and opens its panel. */
  async find(ocpiId: string, show: Show = 'held'): Promise<void> {
    const row = this.rows().getByRole('link').first()
    await expect(async () => {
      await this.open(show)
      await this.page.getByRole('searchbox', { name: 'Sök CDR' }).fill(ocpiId)
      await this.page.getByRole('searchbox', { name: 'Sök CDR' }).press('Enter')
      await expect(row).toBeVisible({ timeout: 2_000 })
      await expect(this.rows()).toHaveCount(2, { timeout: 500 }) // the CDR and the sum
    }).toPass({ timeout: 30_000 })
    await row.click()
    await expect(this.panel()).toContainText(ocpiId)
  }

  /** Takes one decision on all that are chosen, for the amounts beside it, which the dialog says again. */
  async decide(decision: string, reason: string): Promise<void> {
    const button = this.page.getByRole('button', { name: decision })
    const row = this.page.getByRole('row').filter({ has: button })
    await expect(row.getByRole('cell')).toHaveCount(4)
    const [, ...amounts] = await row.getByRole('cell').allInnerTexts()
    await button.click()
    const dialog = this.page.getByRole('alertdialog')
    for (const amount of amounts) await expect(dialog).toContainText(amount.replace(/^\+/, '').trim())
    await dialog.getByLabel('Skäl').fill(reason)
    await dialog.getByRole('button').first().click()
    await expect(dialog).toHaveCount(0)
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

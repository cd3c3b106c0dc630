import { expect, type Locator, type Page } from '@playwright/test'

/** The customer's way from a free charger to a reservation, and from there to a charge or away from it. */
export class Reserving {
  constructor(private readonly page: Page) {}

  /** Looks through the places found until a free charger can be held, and opens the page that offers it. */
  async openOffer(search: string): Promise<void> {
    await this.page.goto(`/start?q=${encodeURIComponent(search)}`)
    const places = await this.hrefs(this.page.getByRole('list', { name: 'Platser' }).getByRole('link'))
    for (const place of places) {
      await this.page.goto(place)
      const free = this.page.getByRole('list', { name: 'Välj uttag' }).getByRole('link').filter({ hasText: 'Ledigt' })
      for (const socket of await this.hrefs(free)) {
        await this.page.goto(socket)
        const link = this.page.getByRole('link', { name: 'Reservera uttaget' })
        if ((await link.count()) === 0) continue
        await link.click()
        await this.page.waitForURL(/\/reserve[?]socket=/)
        return
      }
    }
    throw new Error(`no free charger in ${search} can be held`)
  }

  choice(minutes: number): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${minutes} minuter`) })
  }

  /** Presses the button and answers the address of the reservation. */
  async reserve(): Promise<string> {
    await this.page.getByRole('button', { name: 'Reservera' }).click()
    await this.page.waitForURL(/\/reservations\/[^/]+$/)
    return new URL(this.page.url()).pathname
  }

  heading(): Locator {
    return this.page.getByRole('heading', { level: 1 })
  }

  async cancel(): Promise<void> {
    await this.page.getByRole('button', { name: 'Avboka' }).click()
    const dialog = this.page.getByRole('alertdialog', { name: 'Avboka reservationen?' })
    await expect(dialog).toContainText('Uttaget blir fritt för andra')
    await dialog.getByRole('button', { name: 'Avboka', exact: true }).click()
    await expect(dialog).toHaveCount(0)
  }

  private async hrefs(links: Locator): Promise<string[]> {
    const hrefs = await Promise.all((await links.all()).map((link) => link.getAttribute('href')))
    return hrefs.filter((href) => href !== null)
  }
}

import { expect, type Locator, type Page } from '@playwright/test'

/** The customer's way from finding a socket to the explained price. */
export class Charging {
  constructor(private readonly page: Page) {}

  /** Searches for a place, picks the first with a free socket, and that socket. */
  async chooseFreeSocket(search: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Huvudmeny' })
      .getByRole('link', { name: 'Ladda', exact: true })
      .click()
    await this.page.getByRole('searchbox', { name: 'Plats, ort eller uttagets nummer' }).fill(search)
    await this.page.getByRole('button', { name: 'Sök' }).click()
    await this.page.waitForURL(/[?]q=/)
    const places = this.page.getByRole('list', { name: 'Platser' }).getByRole('link')
    await places
      .filter({ hasText: /[1-9]\d* av \d+ lediga/ })
      .first()
      .click()
    const sockets = this.page.getByRole('list', { name: 'Välj uttag' }).getByRole('link')
    await sockets.filter({ hasText: 'Ledigt' }).first().click()
    await expect(this.page.getByRole('heading', { level: 1 })).toContainText('uttag')
  }

  /** Presses start and answers the id of the wish, from the address of the page that follows it. */
  async start(): Promise<string> {
    await this.page.getByRole('button', { name: 'Starta laddningen' }).first().click()
    await this.page.waitForURL(/\/start\/command\/[^/]+$/)
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? ''
  }

  live(): Locator {
    return this.page.getByRole('region', { name: 'Pågående laddning' })
  }

  async stop(): Promise<void> {
    await this.live().getByRole('button', { name: 'Stoppa laddningen' }).click()
    const dialog = this.page.getByRole('alertdialog', { name: 'Stoppa laddningen?' })
    await expect(dialog).toContainText('Du betalar för det som har laddats')
    await dialog.getByRole('button', { name: 'Stoppa', exact: true }).click()
  }

  /** The addresses of the charges in the history that the operator has accounted for. */
  async listed(): Promise<string[]> {
    await this.page.goto('/charging')
    const rows = this.page.getByRole('list', { name: 'Dina laddningar' }).getByRole('link')
    await expect(rows.first()).toBeVisible()
    const hrefs = await Promise.all((await rows.all()).map((row) => row.getAttribute('href')))
    return hrefs.filter((href) => href !== null).filter((href) => href.startsWith('/charging/cdr_'))
  }

  /** Waits for a charge that was not listed before. The operator's clock runs fast, so it need not stand first. */
  async newlyListed(before: readonly string[]): Promise<string> {
    let found: string | undefined
    await expect(async () => {
      found = (await this.listed()).find((href) => !before.includes(href))
      expect(found).toBeDefined()
    }).toPass({ timeout: 40_000 })
    return found ?? ''
  }

  receipt(): Locator {
    return this.page.getByRole('region', { name: 'Vad det kostade' })
  }
}

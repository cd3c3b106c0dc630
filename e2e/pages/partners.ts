import type { Locator, Page } from '@playwright/test'

/** The staff's pages of partners. */
export class Partners {
  constructor(private readonly page: Page) {}

  /** Adds a partner and reads what is shown this one time. */
  async handOutToken(partner: { name: string; countryCode: string; partyId: string }) {
    await this.page.goto('/staff/partners')
    await this.page.getByRole('link', { name: 'Ny partner' }).click()
    await this.page.getByLabel('Namn').fill(partner.name)
    await this.page.getByLabel('Landskod').fill(partner.countryCode)
    await this.page.getByLabel('Partsbeteckning').fill(partner.partyId)
    await this.page.getByRole('button', { name: 'Lägg till och visa nyckeln' }).click()
    const shown = this.page.getByRole('status').filter({ hasText: 'Lämna det här till partnern' })
    const codes = shown.getByRole('code')
    return { shown, versionsUrl: await codes.first().innerText(), token: await codes.last().innerText() }
  }

  async openFromNotice(shown: Locator): Promise<void> {
    await shown.getByRole('link', { name: 'Till partnern' }).click()
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name })
  }

  handshake(): Locator {
    return this.page.getByRole('region', { name: 'Handskakning' })
  }

  steps(): Locator {
    return this.handshake().getByRole('listitem')
  }

  /** The row of one of our modules, such as `cdrs`. */
  module(identifier: string): Locator {
    const header = this.page.getByRole('rowheader', { name: identifier, exact: true })
    return this.page.getByRole('table').getByRole('row').filter({ has: header })
  }
}

import type { Locator, Page } from '@playwright/test'

/** The guide that takes a partner to its first customer. */
export class Onboarding {
  constructor(private readonly page: Page) {}

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: `Anslut ${name}` })
  }

  private steps(): Locator {
    return this.page.getByRole('navigation', { name: 'Steg' })
  }

  /** The step that the partner's data say it is at. */
  current(): Locator {
    return this.steps().locator('[aria-current="step"]')
  }

  async open(step: string): Promise<void> {
    await this.steps().getByRole('link', { name: step }).click()
    await this.page.getByRole('heading', { level: 2, name: step }).waitFor()
  }

  /** From any page of the partner. */
  async goto(url: string): Promise<void> {
    await this.page.goto(`${new URL(url).pathname.replace(/\/onboarding$/, '')}/onboarding`)
  }

  /** Ticks off what only people can say. */
  async tickAll(): Promise<void> {
    const buttons = this.page.getByRole('button', { name: /^Bocka av/ })
    for (let left = await buttons.count(); left > 0; left -= 1) {
      const name = (await buttons.first().innerText()).trim()
      await buttons.first().click()
      await this.page.getByRole('button', { name: name.replace('Bocka av', 'Ta tillbaka') }).waitFor()
    }
  }
}

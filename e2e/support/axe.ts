// WCAG 2.2 AA as far as a machine can tell.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const VIEWPORTS = { desk: { width: 1280, height: 800 }, hand: { width: 390, height: 844 } } as const

/** What a theme can break; everything else is the same in both. */
const OF_THEMES = ['color-contrast', 'link-in-text-block']

async function violations(page: Page, theme: 'light' | 'dark'): Promise<string[]> {
  // Our pages have no frames, so the check needs no second page of its own.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const found = await (theme === 'light' ? axe.withTags(TAGS) : axe.withRules(OF_THEMES)).analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** A text that the code asks for and no language has is shown as its key, such as `disputes.effect`. */
const NAMESPACES = readdirSync(join(import.meta.dirname, '../../app/i18n/messages/sv')).map(
  (file) => file.split('.')[0],
)
const MISSING_TEXT = new RegExp(`(?<![\\w@./])(${NAMESPACES.join('|')})\\.[a-z][\\w.]*`, 'g')

/** Looks at the open page on a desk and in a hand, in both themes, without loading it again. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  // The log names what was done as keys are named: `charging.stop`.
  const text = name === '/staff/audit' ? '' : await page.locator('body').innerText()
  expect.soft(text.match(MISSING_TEXT) ?? [], `${name}: texts that are missing`).toEqual([])
  for (const [place, viewport] of Object.entries(VIEWPORTS)) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect.soft(await violations(page, colorScheme), `${name}, ${place}, ${colorScheme}`).toEqual([])
    }
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect.soft(width, `${name}, ${place}: no sideways scrolling`).toBeLessThanOrEqual(viewport.width)
  }
}

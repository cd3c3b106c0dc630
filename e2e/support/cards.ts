// A card of the demonstration that may be used.
import { expect, type Page } from '@playwright/test'

/** The number of the newest active card, read from the staff's list in a page of its own. */
export async function demoCard(page: Page): Promise<string> {
  const list = await page.context().newPage()
  await list.goto('/staff/tokens?show=active')
  const uids = list.getByRole('rowheader')
  await expect(uids.first()).toBeVisible()
  const found = (await uids.allInnerTexts()).find((text) => /^[0-9A-F]{8,20}$/.test(text.trim()))
  await list.close()
  if (found === undefined) throw new Error('the list shows no active card')
  return found.trim()
}

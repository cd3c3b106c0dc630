import type { Locator } from '@playwright/test'

/** Unfolds the first line that can be, and answers it: its parts are in it. */
export async function unfoldFirst(within: Locator): Promise<Locator> {
  const fold = within.getByRole('group').first()
  // Folded, a line is no larger than its summary.
  await fold.click()
  return fold
}

export type Formula = { readonly quantity: number; readonly unitPrice: number; readonly amount: number }

/** Reads `1,38 kWh × 0,9825 kr` and its amount. */
export function readFormula(text: string): Formula {
  const plain = text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll('\u2212', '-')
  const match = /([\d ,]+) (?:kWh|min|h) × ([\d ,]+) kr\s+(-?[\d ,]+) kr/.exec(plain)
  if (!match) throw new Error(`no formula in: ${plain}`)
  const [quantity = NaN, unitPrice = NaN, amount = NaN] = match
    .slice(1)
    .map((part) => Number(part.replaceAll(' ', '').replace(',', '.')))
  return { quantity, unitPrice, amount }
}

import { rowsOf, type Fields } from './plan-fields'
import type { PlanFormTexts } from './plan-form-texts'

/** What a field is called where the form around it is not seen: `Exception 2, Price row 1, To`. */
export function fieldLabel(name: string, fields: Fields, texts: PlanFormTexts): string {
  const [, override, band, discount, last = name] = /^(?:o(\d+)_)?(?:b(\d+)_)?(?:d(\d+)_)?(.+)$/.exec(name) ?? []
  const prefix = override === undefined ? '' : `o${override}_`
  return [
    override === undefined ? null : rowLabel(texts.overrideRow, rowsOf(fields, 'overrides'), override),
    band === undefined ? null : rowLabel(texts.bandRow, rowsOf(fields, `${prefix}bands`), band),
    discount === undefined ? null : rowLabel(texts.discountRow, rowsOf(fields, 'discounts'), discount),
    last in texts ? texts[last as keyof PlanFormTexts] : last, // a key of the texts
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** `{row}` in a label is where the row stands, from one. */
export function rowLabel(text: string, rows: readonly string[], row: string): string {
  return text.replace('{row}', String(rows.indexOf(row) + 1))
}

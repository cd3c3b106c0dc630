// What a price is asked for, as an address says it: `?kwh=30` or `?minutes=45`.
import { WISH_LIMITS, type ChargeWish } from '@/lib/rating/core/charge-wish'
import type { QuoteView } from '@/lib/rating/quotes/queries/quote-view'

export type WishSearch = { amount?: string | string[]; by?: string | string[] }

/** Null where the address asks for nothing that can be charged. */
export function readWish({ amount, by }: WishSearch): ChargeWish | null {
  if (by !== 'kwh' && by !== 'minutes') return null
  const value = Number(typeof amount === 'string' ? amount.replace(',', '.') : '')
  const [least, most] = WISH_LIMITS[by]
  return Number.isFinite(value) && value >= least && value <= most ? { by, amount: Math.round(value * 10) / 10 } : null
}

/** What was asked for and cannot be charged; null where nothing was asked, or what was is usual. */
export function mistypedWish(asked: WishSearch): { by: ChargeWish['by']; text: string } | null {
  if (readWish(asked) !== null || typeof asked.amount !== 'string') return null
  return { by: asked.by === 'minutes' ? 'minutes' : 'kwh', text: asked.amount.slice(0, 20) }
}

/** What was shown goes back with the form: the price that is started on is the price that was read. */
export function shownValues({ shownAt, shown }: QuoteView, wish: ChargeWish | null): Record<string, string> {
  const asked: Record<string, string> = wish ? { by: wish.by, amount: String(wish.amount) } : {}
  return { shownAt: String(shownAt), shown, ...asked }
}

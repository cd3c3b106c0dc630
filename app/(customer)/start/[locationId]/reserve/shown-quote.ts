import type { ReservationQuote } from '@/lib/roaming/core/command'

/** A price as a form carries it, to be compared with the price when it is sent. */
export function shownQuote(quote: ReservationQuote | null): string {
  return quote ? `${quote.currency} ${quote.usedMinor} ${quote.unusedMinor}` : 'unknown'
}

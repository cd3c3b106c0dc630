/** The languages we print in. English keeps Swedish figures (en-SE): the amounts are the same amounts. */
export type FormatLocale = 'sv' | 'en'

export const NBSP = '\u00a0'

export function languageTag(locale: FormatLocale): 'sv-SE' | 'en-SE' {
  return locale === 'sv' ? 'sv-SE' : 'en-SE'
}

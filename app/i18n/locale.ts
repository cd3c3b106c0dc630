export const LOCALES = ['sv', 'en'] as const
export type Locale = (typeof LOCALES)[number]

export const DEFAULT_LOCALE: Locale = 'sv'
export const LOCALE_COOKIE = 'locale'

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value)
}

/**
 * The language of a request. A cookie decides; a first visit gets English only where the browser asks for it
 * first and does not mention Swedish at all, because many Swedes keep their browser in English.
 */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie
  const wanted = preferences(acceptLanguage ?? '')
  const clearlyEnglish = wanted[0] === 'en' && !wanted.includes('sv')
  return clearlyEnglish ? 'en' : DEFAULT_LOCALE
}

function preferences(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='))
      return { language: (tag.split('-')[0] ?? '').toLowerCase(), quality: quality ? Number(quality.slice(2)) : 1 }
    })
    .filter(({ language, quality }) => language !== '' && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ language }) => language)
}

import { getLocale } from 'next-intl/server'
import { isLocale, DEFAULT_LOCALE, type Locale } from './i18n/locale'

/** The language of the request as our formats want it. */
export async function formatLocale(): Promise<Locale> {
  const locale = await getLocale()
  return isLocale(locale) ? locale : DEFAULT_LOCALE
}

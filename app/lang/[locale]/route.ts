import { rememberChoice } from '@/app/remember-choice'
import { isLocale, LOCALE_COOKIE } from '@/app/i18n/locale'

/** Chooses the language and goes back to the page one came from. A link, so that it works without script. */
export async function GET(request: Request, { params }: { params: Promise<{ locale: string }> }): Promise<Response> {
  const { locale } = await params
  return rememberChoice(request, isLocale(locale) ? { name: LOCALE_COOKIE, value: locale } : null)
}

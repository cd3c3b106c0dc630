import { rememberChoice } from '@/app/remember-choice'
import { isTheme, THEME_COOKIE } from '@/app/i18n/theme'

/** Chooses the theme and goes back to the page one came from. */
export async function GET(request: Request, { params }: { params: Promise<{ mode: string }> }): Promise<Response> {
  const { mode } = await params
  return rememberChoice(request, isTheme(mode) ? { name: THEME_COOKIE, value: mode } : null)
}

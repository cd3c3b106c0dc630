export const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]

export const THEME_COOKIE = 'theme'

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value)
}

/** The theme a person chose; without a choice the system decides. */
export function chooseTheme(cookie: string | undefined): Theme {
  return isTheme(cookie) ? cookie : 'system'
}

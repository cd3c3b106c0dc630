import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies, headers } from 'next/headers'
import { getLocale, getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'

import { chooseTheme, THEME_COOKIE } from './i18n/theme'
import './globals.css'

// Instrument Sans (SIL OFL 1.1, app/fonts/OFL-InstrumentSans.txt): one variable file, weights 400–700, served by us.
const instrument = localFont({
  src: './fonts/instrument-sans-latin-wght-normal.woff2',
  variable: '--font-instrument',
  weight: '400 700',
  display: 'swap',
})
// Letters beyond western Europe (names of places and people); fetched only by pages that show one.
const instrumentExt = localFont({
  src: './fonts/instrument-sans-latin-ext-wght-normal.woff2',
  variable: '--font-instrument-ext',
  weight: '400 700',
  display: 'swap',
  preload: false,
  declarations: [
    { prop: 'unicode-range', value: 'U+0100-02BA,U+02BD-02C5,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB' },
  ],
})

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common')
  return { title: { default: 'Laddnota', template: '%s – Laddnota' }, description: t('description') }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  colorScheme: 'light dark',
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, jar, head] = await Promise.all([getLocale(), cookies(), headers()])
  const theme = chooseTheme(jar.get(THEME_COOKIE)?.value)
  return (
    <html
      lang={locale}
      data-theme={theme === 'system' ? undefined : theme}
      className={`${instrument.variable} ${instrumentExt.variable}`}
    >
      {/* React Aria adds a style of its own and takes this nonce for it. */}
      <head>
        <meta property="csp-nonce" nonce={head.get('x-nonce') ?? undefined} />
      </head>
      <body>{children}</body>
    </html>
  )
}

import Link from 'next/link'
import { getLocale, getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { chooseTheme, THEME_COOKIE } from '@/app/i18n/theme'
import { NavLink } from '@/components/layout/nav-link'
import { Preferences } from '@/components/layout/preferences'
import { Logo } from '@/components/ui/logo'

const PAGES = [
  { key: 'prices', href: '/prices' },
  { key: 'operators', href: '/operators' },
] as const
const FOOT = [
  { key: 'about', href: '/about' },
  { key: 'privacy', href: '/privacy' },
  { key: 'accessibility', href: '/accessibility' },
] as const

export default async function PublicLayout({ children }: { children: ReactNode }) {
  const [t, common, locale, jar] = await Promise.all([
    getTranslations('public'),
    getTranslations('common'),
    getLocale(),
    cookies(),
  ])
  const preferences = {
    language: common('language'),
    theme: common('theme'),
    light: common('light'),
    dark: common('dark'),
    system: common('system'),
  }
  return (
    <div className="public">
      <a className="skip" href="#content">
        {common('skip')}
      </a>
      <header className="top">
        <Link href="/" className="top-logo">
          <Logo />
        </Link>
        <nav aria-label={t('nav.label')}>
          {PAGES.map((page) => (
            <NavLink key={page.key} href={page.href}>
              {t(`nav.${page.key}`)}
            </NavLink>
          ))}
        </nav>
        <div className="top-end">
          <Link href="/sign-in">{common('signIn')}</Link>
        </div>
      </header>
      <main id="content" className="page">
        {children}
      </main>
      <footer className="footer">
        <span>{t('footer')}</span>
        {[...PAGES, ...FOOT].map((page) => (
          <Link key={page.key} href={page.href}>
            {t(`nav.${page.key}`)}
          </Link>
        ))}
        <div className="footer-end">
          <Preferences locale={locale} theme={chooseTheme(jar.get(THEME_COOKIE)?.value)} texts={preferences} />
        </div>
      </footer>
    </div>
  )
}

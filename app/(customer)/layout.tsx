import { getLocale, getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { chooseTheme, THEME_COOKIE } from '@/app/i18n/theme'
import { AccountMenu } from '@/components/layout/account-menu'
import { CustomerShell } from '@/components/layout/customer-shell'
import { Preferences } from '@/components/layout/preferences'
import { findSignedIn } from '@/lib/auth/session'

/** The frame only: each page has its own gate, because a layout does not run again on navigation. */
export default async function CustomerLayout({ children }: { children: ReactNode }) {
  const [t, common, locale, user, jar] = await Promise.all([
    getTranslations('customer'),
    getTranslations('common'),
    getLocale(),
    findSignedIn(),
    cookies(),
  ])
  const texts = {
    skip: common('skip'),
    nav: t('nav'),
    home: t('home'),
    start: t('start'),
    charging: t('charging'),
    invoices: t('invoices'),
    more: t('more'),
  }
  const preferences = {
    language: common('language'),
    theme: common('theme'),
    light: common('light'),
    dark: common('dark'),
    system: common('system'),
  }
  const account = user ? (
    <AccountMenu name={user.name} signOutText={common('signOut')}>
      <Preferences locale={locale} theme={chooseTheme(jar.get(THEME_COOKIE)?.value)} texts={preferences} />
    </AccountMenu>
  ) : null
  return (
    <CustomerShell texts={texts} account={account}>
      {children}
    </CustomerShell>
  )
}

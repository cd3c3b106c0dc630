import { getLocale, getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { chooseTheme, THEME_COOKIE } from '@/app/i18n/theme'
import { AccountMenu } from '@/components/layout/account-menu'
import { Preferences } from '@/components/layout/preferences'
import { StaffKeys } from '@/components/layout/staff-keys'
import { StaffShell, type StaffNavGroup } from '@/components/layout/staff-shell'
import { isStaffRole, roleAllows, type Permission } from '@/lib/auth/permissions'
import { findSignedIn } from '@/lib/auth/session'

/** What stands in the navigation, and which permission opens it. The gate itself stands in each page. */
const GROUPS: readonly { key: string; links: readonly { key: string; href: string; permission: Permission }[] }[] = [
  { key: 'overview', links: [{ key: 'today', href: '/staff', permission: 'cdr:read' }] },
  {
    key: 'roaming',
    links: [
      { key: 'partners', href: '/staff/partners', permission: 'partner:read' },
      { key: 'scorecards', href: '/staff/scorecards', permission: 'partner:read' },
      { key: 'messages', href: '/staff/messages', permission: 'partner:read' },
      { key: 'locations', href: '/staff/locations', permission: 'location:read' },
      { key: 'sessions', href: '/staff/sessions', permission: 'session:read' },
      { key: 'cdrs', href: '/staff/cdrs', permission: 'cdr:read' },
      { key: 'disputes', href: '/staff/disputes', permission: 'dispute:read' },
      { key: 'tokens', href: '/staff/tokens', permission: 'token:read' },
    ],
  },
  {
    key: 'prices',
    links: [
      { key: 'tariffs', href: '/staff/tariffs', permission: 'tariff:read' },
      { key: 'pricePlans', href: '/staff/price-plans', permission: 'price-plan:read' },
      { key: 'quotes', href: '/staff/quotes', permission: 'cdr:read' },
      { key: 'spotPrices', href: '/staff/prices', permission: 'price-plan:read' },
      { key: 'simulate', href: '/staff/simulate', permission: 'price-plan:read' },
      { key: 'backTests', href: '/staff/back-tests', permission: 'price-plan:read' },
    ],
  },
  { key: 'people', links: [{ key: 'customers', href: '/staff/customers', permission: 'customer:read' }] },
  {
    key: 'finance',
    links: [
      { key: 'billingRuns', href: '/staff/billing-runs', permission: 'billing-run:read' },
      { key: 'invoices', href: '/staff/invoices', permission: 'invoice:read' },
      { key: 'payments', href: '/staff/payments', permission: 'payment:read' },
      { key: 'compensations', href: '/staff/compensations', permission: 'payment:read' },
      { key: 'reconciliation', href: '/staff/reconciliation', permission: 'reconciliation:read' },
      { key: 'margin', href: '/staff/margin', permission: 'cdr:read' },
      { key: 'ledger', href: '/staff/ledger', permission: 'ledger:read' },
    ],
  },
  {
    key: 'settings',
    links: [
      { key: 'seller', href: '/staff/seller', permission: 'invoice:read' },
      { key: 'users', href: '/staff/users', permission: 'user:read' },
      { key: 'roles', href: '/staff/roles', permission: 'location:read' },
      { key: 'audit', href: '/staff/audit', permission: 'audit:read' },
      { key: 'jobs', href: '/staff/jobs', permission: 'job:read' },
    ],
  },
]

export default async function StaffLayout({ children }: { children: ReactNode }) {
  const [t, common, roles, locale, user, jar] = await Promise.all([
    getTranslations('staff'),
    getTranslations('common'),
    getTranslations('users'),
    getLocale(),
    findSignedIn(),
    cookies(),
  ])
  const role = user && isStaffRole(user.role) ? user.role : null
  const groups: StaffNavGroup[] = GROUPS.map((group) => ({
    key: group.key,
    title: group.links.length > 1 ? t(`groups.${group.key}`) : null,
    links: group.links
      .filter((link) => role && roleAllows(role, link.permission))
      .map((link) => ({ href: link.href, text: t(`nav.${link.key}`) })),
  })).filter((group) => group.links.length > 0)
  const preferences = {
    language: common('language'),
    theme: common('theme'),
    light: common('light'),
    dark: common('dark'),
    system: common('system'),
  }
  const account = user ? (
    <AccountMenu name={user.name} detail={roles(`roles.${user.role}`)} signOutText={common('signOut')}>
      <Preferences locale={locale} theme={chooseTheme(jar.get(THEME_COOKIE)?.value)} texts={preferences} />
      <p>
        <Link href="/staff/account">{t('account')}</Link>
      </p>
    </AccountMenu>
  ) : null
  return (
    <StaffShell
      texts={{ skip: common('skip'), nav: t('navLabel'), menu: t('menu'), search: common('searchAll') }}
      groups={groups}
      account={account}
    >
      {children}
      <StaffKeys
        title={t('keys.title')}
        texts={{
          search: t('keys.search'),
          go: t('keys.go'),
          step: t('keys.step'),
          off: t('keys.off'),
          close: common('close'),
        }}
      />
    </StaffShell>
  )
}

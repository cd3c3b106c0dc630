import { FileText, House, List, Menu as MenuIcon, Zap } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Logo } from '@/components/ui/logo'
import { NavLink } from './nav-link'

type Texts = {
  skip: string
  nav: string
  home: string
  start: string
  charging: string
  invoices: string
  more: string
}

const TABS = [
  { key: 'home', href: '/home', Icon: House },
  { key: 'start', href: '/start', Icon: Zap },
  { key: 'charging', href: '/charging', Icon: List },
  { key: 'invoices', href: '/invoices', Icon: FileText },
  { key: 'more', href: '/account', Icon: MenuIcon },
] as const

/** The customer's frame: top navigation on wide screens, five tabs under the thumb on a phone. */
export function CustomerShell({ texts, account, children }: { texts: Texts; account: ReactNode; children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <header className="top">
        <Link href="/home" className="top-logo">
          <Logo />
        </Link>
        <nav aria-label={texts.nav}>
          {TABS.filter((tab) => tab.key !== 'more').map((tab) => (
            <NavLink key={tab.key} href={tab.href}>
              {texts[tab.key]}
            </NavLink>
          ))}
        </nav>
        <div className="top-end">{account}</div>
      </header>
      <main id="content" className="page">
        {children}
      </main>
      <nav className="tabbar" aria-label={texts.nav}>
        {TABS.map(({ key, href, Icon }) => (
          <NavLink key={key} href={href}>
            <Icon className="icon" aria-hidden="true" />
            {texts[key]}
          </NavLink>
        ))}
      </nav>
    </>
  )
}

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Logo } from '@/components/ui/logo'
import { NavLink } from './nav-link'

export type StaffNavGroup = {
  key: string
  title: string | null
  links: readonly { href: string; text: string; count?: number }[]
}
type Texts = { skip: string; nav: string; menu: string; search: string }

/** The staff's frame: groups of nouns to the left; on a narrow screen the same list under a menu. */
export function StaffShell({
  texts,
  groups,
  account,
  children,
}: {
  texts: Texts
  groups: readonly StaffNavGroup[]
  account: ReactNode
  children: ReactNode
}) {
  return (
    <div className="staff dense">
      <a className="skip" href="#content">
        {texts.skip}
      </a>
      <div className="staff-nav">
        <div className="staff-nav-inner">
          <Link href="/staff" className="staff-logo">
            <Logo />
          </Link>
          <details className="staff-menu popover-details right">
            <summary className="btn s">{texts.menu}</summary>
            <div className="popover">
              <StaffNav label={texts.menu} groups={groups} />
              <div className="staff-menu-account">{account}</div>
            </div>
          </details>
          <form action="/staff/search" className="staff-search" role="search">
            <label className="vh" htmlFor="search-all">
              {texts.search}
            </label>
            <input
              id="search-all"
              className="input s"
              type="search"
              name="q"
              placeholder={texts.search}
              autoComplete="off"
            />
            <kbd aria-hidden="true">Ctrl K</kbd>
          </form>
          <StaffNav label={texts.nav} groups={groups} />
          <div className="staff-nav-foot">{account}</div>
        </div>
      </div>
      <div className="staff-body">
        <main id="content" className="staff-main">
          {children}
        </main>
      </div>
    </div>
  )
}

function StaffNav({ label, groups }: { label: string; groups: readonly StaffNavGroup[] }) {
  return (
    <nav aria-label={label}>
      <ul>
        {groups.map((group) => (
          <li key={group.key}>
            {group.title ? <span className="nav-group">{group.title}</span> : null}
            <ul className={group.title ? undefined : 'single'}>
              {group.links.map((link) => (
                <li key={link.href}>
                  <NavLink href={link.href} exact={link.href === '/staff'}>
                    {link.text}
                    {link.count ? <span className="nav-count">{link.count}</span> : null}
                  </NavLink>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  )
}

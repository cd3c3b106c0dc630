import Link from 'next/link'
import type { ReactNode } from 'react'

import { classes } from './button-class'

export type Tab = { href: string; text: ReactNode; count?: ReactNode; current?: boolean }

/** Tabs are links, so that each has an address. `segments` stands beside a list's heading (held, disputed, all). */
export function Tabs({
  label,
  tabs,
  kind = 'tabs',
}: {
  label: string
  tabs: readonly Tab[]
  kind?: 'tabs' | 'segments'
}) {
  return (
    <nav className={classes(kind)} aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={tab.current ? 'page' : undefined} scroll={false}>
          {tab.text}
          {tab.count === undefined ? null : <span className="count">{tab.count}</span>}
        </Link>
      ))}
    </nav>
  )
}

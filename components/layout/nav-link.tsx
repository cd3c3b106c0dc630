'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

/** A link that knows when its page, or one below it, is the present one. `exact` for pages that have others below. */
export function NavLink({ href, exact, children }: { href: string; exact?: boolean; children: ReactNode }) {
  const path = usePathname()
  const current = path === href || (!exact && path.startsWith(`${href}/`))
  return (
    <Link href={href} aria-current={current ? 'page' : undefined} prefetch={false}>
      {children}
    </Link>
  )
}

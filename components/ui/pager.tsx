import Link from 'next/link'
import type { ReactNode } from 'react'

export type PagerProps = {
  label: string
  previous?: { href: string; text: ReactNode } | null
  next?: { href: string; text: ReactNode } | null
  /** Which rows these are: "1–50 av cirka 3 000". */
  position?: ReactNode
}

/** Keyset paging: earlier and later, never a page number that shifts while one reads. */
export function Pager({ label, previous, next, position }: PagerProps) {
  if (!previous && !next && !position) return null
  return (
    <nav className="pager" aria-label={label}>
      {position ? <span className="note">{position}</span> : null}
      <span className="pager-links">
        {previous ? (
          <Link href={previous.href} rel="prev">
            ← {previous.text}
          </Link>
        ) : null}
        {next ? (
          <Link href={next.href} rel="next">
            {next.text} →
          </Link>
        ) : null}
      </span>
    </nav>
  )
}

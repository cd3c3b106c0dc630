import Link from 'next/link'
import type { ReactNode } from 'react'

export type RowEntry = {
  key: string
  /** Without it the row is text, not a link. */
  href?: string
  title: ReactNode
  detail?: ReactNode
  amount?: ReactNode
  /** A word in grey, or a StateMark when a person should notice. */
  state?: ReactNode
}

/** The customer's list: place and date to the left, amount and state to the right, the whole row a target. */
export function Rows({ entries, label }: { entries: readonly RowEntry[]; label?: string }) {
  return (
    <ul className="rows" aria-label={label}>
      {entries.map(({ key, href, title, detail, amount, state }) => {
        const parts = (
          <>
            <span className="row-title">{title}</span>
            <span className="row-amount">{amount}</span>
            <span className="row-detail">{detail}</span>
            <span className="row-state">{state}</span>
          </>
        )
        return (
          <li key={key}>
            {href ? (
              <Link href={href} className="row">
                {parts}
              </Link>
            ) : (
              <div className="row">{parts}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

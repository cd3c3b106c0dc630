import Link from 'next/link'
import type { ReactNode } from 'react'

export type SidePanelProps = {
  label: string
  /** Small, above the title: the object's kind and id. */
  kicker?: ReactNode
  title: ReactNode
  state?: ReactNode
  /** j and k step through the list, Esc closes. */
  previous?: { href: string; text: string } | null
  next?: { href: string; text: string } | null
  close: { href: string; text: string }
  /** The object's own page. */
  full?: { href: string; text: string }
  children: ReactNode
  /** Stays in view below the scrolled content: the actions with their consequences. */
  actions?: ReactNode
}

/** A look at one row beside its list. Its address is the list's with one parameter more. */
export function SidePanel({
  label,
  kicker,
  title,
  state,
  previous,
  next,
  close,
  full,
  children,
  actions,
}: SidePanelProps) {
  return (
    <aside className="panel" aria-label={label}>
      <header className="panel-head">
        <div>
          {kicker ? <p className="note">{kicker}</p> : null}
          <h2>{full ? <Link href={full.href}>{title}</Link> : title}</h2>
        </div>
        {state}
        <span className="panel-nav">
          {previous ? <PanelLink {...previous} sign="↑" shortcut="k" /> : null}
          {next ? <PanelLink {...next} sign="↓" shortcut="j" /> : null}
          <PanelLink {...close} sign="×" shortcut="Escape" />
        </span>
      </header>
      {/* Scrolls by itself, so it must be reachable by keyboard. */}
      <div className="panel-body" tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
      {actions ? <footer className="panel-actions">{actions}</footer> : null}
    </aside>
  )
}

function PanelLink({ href, text, sign, shortcut }: { href: string; text: string; sign: string; shortcut: string }) {
  return (
    <Link href={href} className="icon-btn" aria-label={text} data-shortcut={shortcut} scroll={false} prefetch={false}>
      {sign}
    </Link>
  )
}

export type Consequence = {
  key: string
  action: ReactNode
  /** Small, below the action. */
  note?: ReactNode
  amounts: readonly { text: ReactNode; loss?: boolean }[]
}

/** Each action in a row with what it costs each party; put the advised one first and filled. */
export function Consequences({
  label,
  parties,
  rows,
  note,
}: {
  label: string
  parties: readonly ReactNode[]
  rows: readonly Consequence[]
  note?: ReactNode
}) {
  return (
    <>
      <table className="consequences">
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{label}</span>
            </th>
            {parties.map((party, index) => (
              <th key={index} scope="col">
                {party}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <td>
                {row.action}
                {row.note ? <p className="note">{row.note}</p> : null}
              </td>
              {row.amounts.map((amount, index) => (
                <td key={index} className={amount.loss ? 'loss' : undefined}>
                  {amount.text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {note ? <p className="note py-1">{note}</p> : null}
    </>
  )
}

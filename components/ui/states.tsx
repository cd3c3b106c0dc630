import type { ReactNode } from 'react'

import { classes } from './button-class'

/** Nothing here: what this is, why it is empty, and the one thing to do. Also for "no hits". */
export function EmptyState({
  title,
  children,
  actions,
}: {
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children ? <p>{children}</p> : null}
      {actions ? <div className="actions">{actions}</div> : null}
    </div>
  )
}

export type ErrorStateProps = {
  title: ReactNode
  /** What it means for the reader's money. */
  money?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  /** To quote when asking for help. */
  reference?: ReactNode
}

/** Something failed: what happened, what it means for money, what to do. */
export function ErrorState({ title, money, children, actions, reference }: ErrorStateProps) {
  return (
    <div className="empty" role="alert">
      <h1 className="lead">{title}</h1>
      {children ? <p>{children}</p> : null}
      {money ? <p>{money}</p> : null}
      {actions ? <div className="actions">{actions}</div> : null}
      {reference ? <p className="note">{reference}</p> : null}
    </div>
  )
}

/** A message beside the content: `held` when part is missing or late, `fail` when something failed, `paid` after money came. */
export function Notice({
  tone,
  title,
  children,
  role,
}: {
  tone?: 'held' | 'fail' | 'ours' | 'paid'
  title?: ReactNode
  children?: ReactNode
  role?: 'status' | 'alert'
}) {
  return (
    <div className={classes('notice', tone)} role={role}>
      {title ? <p className="font-strong">{title}</p> : null}
      {children ? <div>{children}</div> : null}
    </div>
  )
}

/** A native disclosure for text that few need. */
export function Disclosure({ summary, children, open }: { summary: ReactNode; children: ReactNode; open?: boolean }) {
  return (
    <details className="disclosure" open={open}>
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  )
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd>{children}</kbd>
}

import type { ReactNode } from 'react'

import { classes } from './button-class'

/** Paper is where money stands. `final` tears its lower edge; only amounts that no longer change may have it. */
export function Paper({ final, children, className }: { final?: boolean; children: ReactNode; className?: string }) {
  return <div className={classes('paper', final && 'final', className)}>{children}</div>
}

/** Two large amounts under a rule: how much, and what it costs so far. */
export function RunningTotal({
  left,
  leftUnit,
  right,
  rightUnit,
}: {
  left: ReactNode
  leftUnit: string
  right: ReactNode
  rightUnit: string
}) {
  return (
    <div className="running-total">
      <p className="big">
        {left}
        {'\u00a0'}
        <small>{leftUnit}</small>
      </p>
      <p className="big">
        {right}
        {'\u00a0'}
        <small>{rightUnit}</small>
      </p>
    </div>
  )
}

import type { ReactNode } from 'react'

import { classes } from './button-class'

/**
 * live: electricity flows. paid: money received. held: a person must look. fail: failed, overdue, destructive.
 * ours: active, checked, ours. open: not begun or waiting. neutral: a normal state, grey text without a mark.
 */
export type State = 'live' | 'paid' | 'held' | 'fail' | 'ours' | 'open' | 'neutral'

/** A state as word, shape and colour; neutral states are words alone. */
export function StateMark({ state, children, className }: { state: State; children: ReactNode; className?: string }) {
  return <span className={classes('state', state, className)}>{children}</span>
}

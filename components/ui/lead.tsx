import type { ReactNode } from 'react'

import { classes } from './button-class'

/** The sentence that answers the visit. Facts stand in `<b>`: squint, and only the facts remain. */
export function Lead({ children, note, className }: { children: ReactNode; note?: ReactNode; className?: string }) {
  return (
    <>
      <h1 className={classes('lead', className)}>{children}</h1>
      {note ? <p className="lead-note">{note}</p> : null}
    </>
  )
}

/** The same sentence in staff pages: what we found, at 20 px, below the page's heading. */
export function Finding({ children, className }: { children: ReactNode; className?: string }) {
  return <p className={classes('finding', className)}>{children}</p>
}

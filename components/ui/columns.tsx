import type { ReactNode } from 'react'

/** Main column and side column from 1024 px, one column on a phone. */
export function Columns({ children, side }: { children: ReactNode; side: ReactNode }) {
  return (
    <div className="cols">
      <div>{children}</div>
      <div className="side">{side}</div>
    </div>
  )
}

import type { ReactNode } from 'react'
import { Breadcrumb } from '@/components/ui/breadcrumb'

export type StaffHeadProps = {
  title: ReactNode
  crumb?: { label: string; steps: readonly { href: string; text: ReactNode }[] }
  /** The object's state, always in the same place. */
  state?: ReactNode
  note?: ReactNode
  segments?: ReactNode
  /** Actions, at the right end. */
  end?: ReactNode
}

/** The first row of every staff page: where one is, what this is, how it stands, what can be done. */
export function StaffHead({ title, crumb, state, note, segments, end }: StaffHeadProps) {
  return (
    <header className="staff-head">
      <div>
        {crumb ? <Breadcrumb {...crumb} /> : null}
        <div className="staff-title">
          <h1>{title}</h1>
          {state}
          {note ? <span className="dim">{note}</span> : null}
        </div>
      </div>
      {segments}
      {end ? <div className="staff-head-end">{end}</div> : null}
    </header>
  )
}

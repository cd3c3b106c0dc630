import type { ReactNode } from 'react'

import { classes } from '@/components/ui/button-class'

/** A staff page with a side panel beside it while one is open. The table gives up columns, nothing jumps. */
export function StaffSplit({ panel, children }: { panel?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes('staff-split', panel ? 'with-panel' : null)}>
      <div>{children}</div>
      {panel}
    </div>
  )
}

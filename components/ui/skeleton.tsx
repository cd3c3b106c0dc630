import { classes } from './button-class'

/** Skeletons have the final size, so that nothing jumps. `label` is read out once; the shapes are silent. */
export function LeadSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label}>
      <p className="lead" aria-hidden="true">
        <span className="skeleton h-[0.9em] w-full" />
        <span className="skeleton mt-2 h-[0.9em] w-2/3" />
      </p>
    </div>
  )
}

export function ReceiptSkeleton({ label, lines = 4 }: { label: string; lines?: number }) {
  return (
    <div className="paper" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="receipt-line plain" aria-hidden="true">
          <span className="skeleton my-1 h-4 w-32" />
          <span className="skeleton my-1 ml-auto h-4 w-20" />
        </div>
      ))}
      <div className="receipt-line sum" aria-hidden="true">
        <span className="skeleton h-6 w-28" />
        <span className="skeleton ml-auto h-6 w-24" />
      </div>
    </div>
  )
}

export function RowsSkeleton({ label, rows = 5 }: { label: string; rows?: number }) {
  return (
    <ul className="rows" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <li key={index} aria-hidden="true">
          <div className="row">
            <span className="skeleton h-4 w-40" />
            <span className="skeleton h-4 w-16" />
            <span className="skeleton mt-1.5 h-3 w-28" />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** `columns` are the widths in rem of the table that will stand here. */
export function TableSkeleton({
  label,
  rows = 12,
  columns = [10, 8, 12, 6, 6],
}: {
  label: string
  rows?: number
  columns?: readonly number[]
}) {
  return (
    <div className="table-wrap table-edge" role="status" aria-label={label}>
      <table className="data-table" aria-hidden="true">
        <tbody>
          {Array.from({ length: rows + 1 }, (_, row) => (
            <tr key={row}>
              {columns.map((width, column) => (
                <td key={column}>
                  <svg className="skeleton-bar" width={width * 10} height="12" viewBox={`0 0 ${width * 10} 12`}>
                    <rect width="100%" height="12" rx="3" />
                  </svg>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A free shape; give it the width and height of what will come. */
export function Skeleton({ className }: { className: string }) {
  return <span className={classes('skeleton', className)} aria-hidden="true" />
}

import Link from 'next/link'
import type { ReactNode } from 'react'

import { classes } from './button-class'

export type Sort = 'ascending' | 'descending'

export type Column<Row> = {
  key: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  /** Explains a field term on hover, once per page. */
  explain?: string
  /** Numbers stand to the right, units in the header. */
  align?: 'right'
  tone?: 'strong' | 'dim'
  /** Long text may break; the rest of the table does not. */
  wrap?: boolean
  /** This column names the row: it is read out with every cell and carries the row's link. The first column by default. */
  names?: boolean
  /** What the table gives up when the side panel is open or the screen is narrow: 3 goes first, then 2. */
  priority?: 2 | 3
  /** Where a click on the header leads (the same list, sorted by this column), and how it is sorted now. */
  sortHref?: string
  sort?: Sort
  /** Belongs to the filter, not to the page. */
  total?: ReactNode
}

export type DataTableProps<Row> = {
  /** What the table holds, for those who cannot see it. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  rowHref?: (row: Row) => string
  selectedKey?: string | null
  /** Amber background: the row a finding is about. */
  rowMark?: (row: Row) => 'held' | null
  /** Adds the totals row; takes the first cell. */
  totalsLabel?: ReactNode
  /** A checkbox per row, for forms that act on several. */
  pick?: {
    name: string
    label: (row: Row) => string
    form?: string
    header?: ReactNode
    checked?: (row: Row) => boolean
  }
  /** `edge` fills the page to its margins (lists), `flush` stands in a section. */
  fit?: 'edge' | 'flush'
  /** On a phone the first of four columns stands above the three others, which hold sums. */
  stacked?: boolean
  note?: ReactNode
  /** Shown in place of the table when there are no rows. */
  empty?: ReactNode
}

/** A dense table rendered on the server: semantic, sortable by links, one link per row, totals of the filtered set. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, pick, totalsLabel, fit = 'edge', stacked, note, empty } = props
  if (rows.length === 0 && empty) return empty
  return (
    <>
      <div
        className={classes('table-wrap', `table-${fit}`, stacked && 'table-stacked')}
        tabIndex={0}
        role={fit === 'edge' ? 'region' : 'group'}
        aria-label={label}
      >
        <table className="data-table">
          <thead>
            <tr>
              {pick ? <PickHeader header={pick.header} /> : null}
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <BodyRow key={props.rowKey(row)} row={row} table={props} />
            ))}
          </tbody>
          {totalsLabel === undefined ? null : <TotalsRow columns={columns} label={totalsLabel} pick={Boolean(pick)} />}
        </table>
      </div>
      {note ? <p className="table-note">{note}</p> : null}
    </>
  )
}

function columnClass<Row>(column: Column<Row>): string | undefined {
  return classes(column.align, column.priority && `p${column.priority}`) || undefined
}

// A header without words is no header: a plain cell does not promise one.
function PickHeader({ header }: { header: ReactNode }) {
  return header ? (
    <th scope="col" className="pick">
      {header}
    </th>
  ) : (
    <td className="pick" />
  )
}

function HeaderCell<Row>({ column }: { column: Column<Row> }) {
  if (column.header === '' || column.header === null) return <td className={columnClass(column)} />
  const text = column.explain ? <abbr title={column.explain}>{column.header}</abbr> : column.header
  const arrow =
    column.sort === undefined ? null : <span aria-hidden="true">{column.sort === 'ascending' ? '↑' : '↓'}</span>
  return (
    <th scope="col" className={columnClass(column)} aria-sort={column.sort}>
      {column.sortHref ? (
        <Link href={column.sortHref} prefetch={false} scroll={false}>
          {text} {arrow}
        </Link>
      ) : (
        <>
          {text} {arrow}
        </>
      )}
    </th>
  )
}

function BodyRow<Row>({ row, table }: { row: Row; table: DataTableProps<Row> }) {
  const { columns, rowKey, rowHref, selectedKey, rowMark, pick } = table
  const key = rowKey(row)
  const naming = columns.find((column) => column.names) ?? columns[0]
  return (
    <tr aria-current={selectedKey === key ? 'true' : undefined} className={rowMark?.(row) ? 'mark-held' : undefined}>
      {pick ? (
        <td className="pick">
          <input
            type="checkbox"
            name={pick.name}
            value={key}
            form={pick.form}
            aria-label={pick.label(row)}
            defaultChecked={pick.checked?.(row)}
          />
        </td>
      ) : null}
      {columns.map((column) => {
        const content = column.cell(row)
        const className = classes(columnClass(column), column.tone, column.wrap && 'wrap') || undefined
        if (column !== naming) {
          return (
            <td key={column.key} className={className}>
              {content}
            </td>
          )
        }
        return (
          <th key={column.key} scope="row" className={className}>
            {rowHref ? (
              <Link href={rowHref(row)} className="row-link" prefetch={false} scroll={false}>
                {content}
              </Link>
            ) : (
              content
            )}
          </th>
        )
      })}
    </tr>
  )
}

function TotalsRow<Row>({
  columns,
  label,
  pick,
}: {
  columns: readonly Column<Row>[]
  label: ReactNode
  pick: boolean
}) {
  const [, ...others] = columns
  return (
    <tfoot>
      <tr>
        {pick ? <td /> : null}
        <th scope="row">{label}</th>
        {others.map((column) => (
          <td key={column.key} className={columnClass(column)}>
            {column.total}
          </td>
        ))}
      </tr>
    </tfoot>
  )
}

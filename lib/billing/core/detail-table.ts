// The table of every charge: columns that the invoice needs, a row per session, sums per place and in all.
import { decimal, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { COLUMN_OF, DETAIL_COLUMNS, type DetailColumn } from './document-labels'
import type { DocumentSession, InvoiceDocument } from './invoice-document'

export type DetailRow = { session: DocumentSession; amounts: bigint[]; grossMinor: bigint }
export type DetailSums = { energyKwh: DecimalString; amounts: bigint[]; grossMinor: bigint }
export type DetailGroup = DetailSums & {
  name: string
  operatorName: string
  unitPrice: DecimalString | null
  rows: DetailRow[]
}
export type DetailTable = DetailSums & { columns: DetailColumn[]; groups: DetailGroup[] }

/** The detail table of a document. Every row, group and column sums to the whole. */
export function detailTable(document: InvoiceDocument): DetailTable {
  const used = new Set(
    document.places.flatMap(({ sessions }) =>
      sessions.flatMap(({ lines }) => lines.map(({ kind }) => COLUMN_OF[kind])),
    ),
  )
  const columns = DETAIL_COLUMNS.filter((column) => column === 'electricity' || used.has(column))
  const groups = document.places.map(({ name, operatorName, unitPrice, sessions }): DetailGroup => {
    const rows = sessions.map((session): DetailRow => ({
      session,
      amounts: columns.map((column) =>
        total(session.lines.filter(({ kind }) => COLUMN_OF[kind] === column).map(({ grossMinor }) => grossMinor)),
      ),
      grossMinor: session.grossMinor,
    }))
    const energyKwh = toDecimalString(sum(sessions.map((session) => decimal(session.energyKwh))))
    return { name, operatorName, unitPrice, rows, energyKwh, ...sums(columns, rows) }
  })
  return { columns, groups, energyKwh: document.energyKwh, ...sums(columns, groups) }
}

function sums(columns: readonly DetailColumn[], rows: readonly { amounts: bigint[]; grossMinor: bigint }[]) {
  return {
    amounts: columns.map((_, index) => total(rows.map(({ amounts }) => amounts[index] ?? 0n))),
    grossMinor: total(rows.map(({ grossMinor }) => grossMinor)),
  }
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n)
}

// How a staff list becomes a file: its permission, its pages, its columns.
import type { StaffCtx } from '@/lib/auth/context'
import type { Permission } from '@/lib/auth/permissions'
import type { CsvCell } from '@/lib/kernel/format/csv'

export const PAGE_ROWS = 200

type Page<Row> = { rows: readonly Row[]; next: string | null }
export type Read = (name: string) => string | undefined
type ListFile<Row> = {
  readonly permission: Permission
  /** Reads the list's own parameters once and answers a reader of pages. */
  readonly pages: (ctx: StaffCtx, read: Read) => (after: string | undefined) => Promise<Page<Row>>
  /** Names as in the model: they are read by programs too. */
  readonly columns: Readonly<Record<string, (row: Row) => CsvCell>>
}

/** Keeps the row type of each list between its pages and its columns, and hides it from the rest. */
export type ExportList = {
  readonly permission: Permission
  readonly header: readonly string[]
  readonly lines: (ctx: StaffCtx, read: Read) => AsyncGenerator<CsvCell[][]>
}

export function exportList<Row>({ permission, pages, columns }: ListFile<Row>): ExportList {
  const cells = Object.values(columns)
  return {
    permission,
    header: Object.keys(columns),
    async *lines(ctx, read) {
      const page = pages(ctx, read)
      for (let after: string | undefined; ;) {
        const { rows, next } = await page(after)
        yield rows.map((row) => cells.map((cell) => cell(row)))
        if (next === null) return
        after = next
      }
    },
  }
}

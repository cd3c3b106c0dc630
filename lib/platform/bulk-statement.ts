// One statement for many rows, sent as cheaply as PostgreSQL can take it apart. Measured at 37 columns and 6 kB a row:
// JSON costs three times as much as this, a parameter for each value twice.
import { hotSql } from '@/db/client'

type Value = string | null

// A prepared statement for each of these row counts; the rows up to the next one are empty and filtered out.
const SIZES = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64]
export const BULK_ROWS = 64

// Control characters separate the values of a row. No text that we store contains them.
const SEPARATOR = '\u001f'
const NULL = '\u001e'
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const RESERVED = /[\u001e\u001f]/

function pack(values: readonly Value[]): string {
  let packed = ''
  let isClean = true
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]
    if (index > 0) packed += SEPARATOR
    if (value === null || value === undefined) packed += NULL
    else {
      packed += value
      isClean &&= !RESERVED.test(value)
    }
  }
  return isClean ? packed : pack(values.map((value) => value?.replaceAll(SEPARATOR, ' ').replaceAll(NULL, ' ') ?? null))
}

export type BulkRow = {
  /** Short values, in the order of the columns. */
  readonly values: readonly Value[]
  /** Long texts, sent as they are. */
  readonly texts: readonly Value[]
}

/** A statement over rows that arrive together: at most `BULK_ROWS` of them. */
export type BulkStatement<Answer> = (rows: readonly BulkRow[]) => Promise<Answer[]>

/**
 * `toSql` gets the common table expression `incoming`, with the columns and then the texts of each row. All of them
 * are text or null; the statement casts.
 */
export function bulkStatement<Answer extends object>(
  columns: readonly string[],
  texts: readonly string[],
  toSql: (incoming: string) => string,
): BulkStatement<Answer> {
  const width = 1 + texts.length
  const statements = new Map<number, string>()
  const fields = [...columns.map((name, index) => `f[${index + 1}] as ${name}`), ...texts]
  const statementFor = (size: number): string => {
    const known = statements.get(size)
    if (known) return known
    const rows = Array.from(
      { length: size },
      (_, row) => `(${Array.from({ length: width }, (_, at) => `$${row * width + at + 1}::text`).join(',')})`,
    )
    const incoming = `incoming as materialized (
      select ${fields.join(', ')} from (
        select string_to_array(packed, e'\\x1f', e'\\x1e') as f, ${['packed', ...texts].join(', ')}
        from (values ${rows.join(',')}) as v (${['packed', ...texts].join(', ')}) where packed is not null offset 0) as unpacked)`
    const statement = toSql(incoming)
    statements.set(size, statement)
    return statement
  }
  return async (rows) => {
    const size = SIZES.find((candidate) => candidate >= rows.length)
    if (size === undefined) throw new RangeError(`${rows.length} rows are more than ${BULK_ROWS}`)
    const params: Value[] = []
    for (const row of rows) params.push(pack(row.values), ...row.texts)
    for (let missing = rows.length; missing < size; missing += 1)
      for (let at = 0; at < width; at += 1) params.push(null)
    return hotSql().unsafe<Answer[]>(statementFor(size), params, { prepare: true })
  }
}

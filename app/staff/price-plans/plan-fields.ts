// Names of the fields of a plan's form. Rows that can be added have a number that stays theirs (`o2_b0_perKwh` is the
// price of the first band of the exception numbered 2); a hidden list says which rows there are, and in which order.
export type Fields = Readonly<Record<string, string | undefined>>

export const fieldText = (fields: Fields, name: string) => (fields[name] ?? '').trim()

/** Numbers of the rows of a list, in order. */
export function rowsOf(fields: Fields, list: string): string[] {
  return [...new Set(fieldText(fields, list).split(','))].filter((row) => /^\d{1,4}$/.test(row))
}

/** Rows of bands that say anything: one that was never filled in is as if it were not there. */
export function bandRows(fields: Fields, prefix: string): string[] {
  return rowsOf(fields, `${prefix}bands`).filter((row) => {
    const of = (name: string) => fieldText(fields, `${prefix}b${row}_${name}`)
    return of('perKwh') !== '' || of('toKw') !== '' || !['', '0'].includes(of('fromKw'))
  })
}

const IDLE: Readonly<Record<string, string>> = {
  perMinute: 'idlePerMinute',
  freeMinutes: 'idleFreeMinutes',
  capPerSession: 'idleCap',
}

/** The field of a part of the rules, given as its path in them; `current` is the kind that a problem is about. */
export function fieldOf(fields: Fields, path: readonly string[], current?: string): string {
  const [first = '', second = '', ...rest] = path
  if (first === 'energy') return energyField(fields, '', path.slice(1), current)
  if (first === 'idleFee') return IDLE[second] ?? 'idlePerMinute'
  if (first === 'discounts') return `d${rowsOf(fields, 'discounts')[Number(second)] ?? 0}_${rest[0] ?? 'group'}`
  if (first !== 'overrides') return first
  const prefix = `o${rowsOf(fields, 'overrides')[Number(second)] ?? 0}_`
  return rest[0] === 'energy' ? energyField(fields, prefix, rest.slice(1), current) : `${prefix}${rest[0] ?? 'method'}`
}

function energyField(fields: Fields, prefix: string, path: readonly string[], current?: string): string {
  const [part = 'method', index, name] = path
  if (part !== 'bands') return `${prefix}${part}`
  const row = index === undefined ? undefined : bandRows(fields, prefix)[Number(index)]
  if (row !== undefined) return `${prefix}b${row}_${name ?? 'perKwh'}`
  // Of all bands together: told where the missing price would be written.
  const rows = rowsOf(fields, `${prefix}bands`)
  const own = rows.find((each) => fieldText(fields, `${prefix}b${each}_current`) === current) ?? rows[0]
  return own === undefined ? `${prefix}method` : `${prefix}b${own}_perKwh`
}

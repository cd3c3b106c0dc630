// What differs between two JSON values, as JSON pointers: what a message would change.

export type Difference = { readonly path: string; readonly before: unknown; readonly after: unknown }

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
/** The items of a list are the same ones when these say so. */
const IDENTITIES = ['uid', 'id', 'start_date_time'] as const

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Moments written differently are equal; `null` and absent are (guide TR-100). */
function same(before: unknown, after: unknown): boolean {
  if (before === after || (before ?? null) === (after ?? null)) return true
  if (typeof before !== 'string' || typeof after !== 'string') return false
  return INSTANT.test(before) && INSTANT.test(after) && Date.parse(before) === Date.parse(after)
}

/** The first `limit` differences, in the order of `after`. */
export function differences(before: unknown, after: unknown, limit = 100): Difference[] {
  const found: Difference[] = []
  compare(before, after, '', found, limit)
  return found
}

function compare(before: unknown, after: unknown, path: string, found: Difference[], limit: number): void {
  if (found.length >= limit || same(before, after)) return
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(after), ...Object.keys(before)])
    for (const name of names) compare(before[name], after[name], `${path}/${escaped(name)}`, found, limit)
  } else if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, path, found, limit)
  } else {
    found.push({ path, before: before ?? null, after: after ?? null })
  }
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

function identityOf(list: readonly unknown[]): ((item: unknown) => string) | null {
  const name = IDENTITIES.find((key) => list.every((item) => isObject(item) && typeof item[key] === 'string'))
  return name ? (item) => String((item as Json)[name]).toUpperCase() : null // each item has it, checked
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  found: Difference[],
  limit: number,
) {
  const identity = identityOf([...before, ...after])
  const known = identity && new Map(before.map((item) => [identity(item), item]))
  after.forEach((item, index) =>
    compare(known && identity ? known.get(identity(item)) : before[index], item, `${path}/${index}`, found, limit),
  )
  const kept = identity && new Set(after.map(identity))
  before.forEach((item, index) => {
    const gone = kept && identity ? !kept.has(identity(item)) : index >= after.length
    if (gone && found.length < limit) found.push({ path: `${path}/${index}`, before: item, after: null })
  })
}

// Two JSON bodies under one CDR id, member by member: where they part.

export type BodyDifference = { path: string; first: string | null; second: string | null }

function show(value: unknown): string | null {
  return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)
}

function isBranch(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === 'object' && value !== null
}

function compare(path: string, first: unknown, second: unknown, found: BodyDifference[]): void {
  if (isBranch(first) && isBranch(second) && Array.isArray(first) === Array.isArray(second)) {
    for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
      const [a, b] = [first, second].map((body) => (body as Record<string, unknown>)[name]) // lists have their indices
      compare(path === '' ? name : `${path}.${name}`, a, b, found)
    }
    return
  }
  if (JSON.stringify(first) !== JSON.stringify(second)) found.push({ path, first: show(first), second: show(second) })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Kept as it came, which need not be readable.
    return text
  }
}

/** Every place where the two differ, in the order of the first; null where one lacks it. */
export function compareBodies(first: string, second: string): BodyDifference[] {
  const found: BodyDifference[] = []
  compare('', parse(first), parse(second), found)
  return found
}

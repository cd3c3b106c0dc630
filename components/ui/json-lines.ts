// A JSON value as indented lines, each with its JSON pointer, so that a note can stand at the line it is about.

export type JsonLine = { readonly text: string; readonly pointer: string | null }

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** As `JSON.stringify(value, null, 2)` writes it. Closing brackets have no pointer. */
export function jsonLines(value: unknown): JsonLine[] {
  const lines: JsonLine[] = []
  write(value, { pointer: '', indent: '', before: '', after: '' }, lines)
  return lines
}

type Place = { pointer: string; indent: string; before: string; after: string }

function write(value: unknown, place: Place, lines: JsonLine[]): void {
  const { pointer, indent, before, after } = place
  const entries: [string, string, unknown][] | null = Array.isArray(value)
    ? value.map((item, index) => [String(index), '', item])
    : typeof value === 'object' && value !== null
      ? Object.entries(value).map(([name, item]) => [escaped(name), `${JSON.stringify(name)}: `, item])
      : null
  if (!entries || entries.length === 0) {
    lines.push({ text: `${indent}${before}${JSON.stringify(value)}${after}`, pointer })
    return
  }
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  lines.push({ text: `${indent}${before}${open}`, pointer })
  entries.forEach(([name, label, item], index) => {
    const comma = index < entries.length - 1 ? ',' : ''
    write(item, { pointer: `${pointer}/${name}`, indent: `${indent}  `, before: label, after: comma }, lines)
  })
  lines.push({ text: `${indent}${close}${after}`, pointer: null })
}

/** Stretches of lines without a note, and single lines with theirs. A note about what is missing stands at its parent. */
export function annotate<Note extends { path: string }>(
  lines: readonly JsonLine[],
  notes: readonly Note[],
): { text: string; notes: Note[] }[] {
  const places = new Set(lines.map(({ pointer }) => pointer))
  const byPlace = new Map<string, Note[]>()
  for (const note of notes) {
    let place = note.path
    while (place !== '' && !places.has(place)) place = place.slice(0, place.lastIndexOf('/'))
    byPlace.set(place, [...(byPlace.get(place) ?? []), note])
  }
  const parts: { text: string; notes: Note[] }[] = []
  let plain: string[] = []
  const flush = () => {
    if (plain.length > 0) parts.push({ text: plain.join('\n'), notes: [] })
    plain = []
  }
  for (const { text, pointer } of lines) {
    const own = pointer === null ? undefined : byPlace.get(pointer)
    if (!own) plain.push(text)
    else {
      flush()
      parts.push({ text, notes: own })
    }
  }
  flush()
  return parts
}

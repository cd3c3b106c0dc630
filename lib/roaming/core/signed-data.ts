// OCPI 2.2.1 §10.4.6 SignedData: what the meter signed. A signature holds only for the bytes that were signed, so what
// is handed out is cut from the message as it came, never written anew (guide CDR-20).

type Value = { nature: string; plainData: string; signedData: string }
export type SignedFile = { name: string; type: string; body: string }

/**
 * The text of one member of a JSON object, exactly as it stands in it; null when there is none. Looks at the outermost
 * object only. The text must be JSON, as everything that we store is.
 */
export function sliceMember(json: string, name: string): string | null {
  let depth = 0
  let key: string | null = null
  let at = 0
  while (at < json.length) {
    const sign = json[at]
    if (sign === '"') {
      const end = endOfText(json, at)
      const isKey = depth === 1 && key === null && /^\s*:/.test(json.slice(end, end + 64))
      if (isKey) key = JSON.parse(json.slice(at, end)) as string // between two quotation marks of valid JSON
      at = end
      if (isKey) {
        at = json.indexOf(':', at) + 1
        while (/\s/.test(json[at] ?? '')) at += 1
        const stop = endOfValue(json, at)
        if (key === name) return json.slice(at, stop)
        key = null
        at = stop
      }
      continue
    }
    if (sign === '{' || sign === '[') depth += 1
    if (sign === '}' || sign === ']') depth -= 1
    at += 1
  }
  return null
}

/** The position after the closing quotation mark of the text that begins at `at`. */
function endOfText(json: string, at: number): number {
  let position = at + 1
  while (position < json.length && json[position] !== '"') position += json[position] === '\\' ? 2 : 1
  return position + 1
}

function endOfValue(json: string, at: number): number {
  let depth = 0
  let position = at
  while (position < json.length) {
    const sign = json[position]
    if (sign === '"') {
      position = endOfText(json, position)
      if (depth === 0) return position
      continue
    }
    if (depth === 0 && (sign === ',' || sign === '}' || sign === ']')) return json.slice(0, position).trimEnd().length
    if (sign === '{' || sign === '[') depth += 1
    if (sign === '}' || sign === ']') {
      depth -= 1
      if (depth === 0) return position + 1
    }
    position += 1
  }
  return position
}

function isXml(text: string): boolean {
  return text.trimStart().startsWith('<')
}

/**
 * A file of signed values: all of them as the JSON that came, or one signed value (`index`) as its meter wrote it, XML or
 * text. Null when the CDR has none.
 */
export function signedFile(received: string, values: readonly Value[], index: number | null): SignedFile | null {
  if (index === null) {
    const body = sliceMember(received, 'signed_data')
    return body === null || body === 'null' ? null : { name: 'signed-data.json', type: 'application/json', body }
  }
  const value = values[index]
  if (!value) return null
  const xml = isXml(value.signedData)
  const name = `signed-${index + 1}-${value.nature.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.${xml ? 'xml' : 'txt'}`
  return { name, type: xml ? 'application/xml' : 'text/plain; charset=utf-8', body: value.signedData }
}

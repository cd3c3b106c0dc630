// An OCPI request taken apart: path, query and JSON body, each refused here when it cannot be one.
import { isUtf8 } from 'node:buffer'
import { STATUS, type Reply } from './reply'

/** Larger than the largest location list that a partner may push in one object. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024
const MAX_DEPTH = 64

// Control characters have no place in a path and none in the database.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

export type Target = { segments: string[]; query: URLSearchParams }

/** Path segments below `/ocpi`, each decoded once; double and trailing slashes do not count. Null: not a path. */
export function readTarget(url: string): Target | null {
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const segments: string[] = []
  for (const part of path.split('/')) {
    if (part === '') continue
    const segment = part.includes('%') ? decode(part) : part
    if (segment === null || CONTROL.test(segment)) return null
    segments.push(segment)
  }
  if (segments.shift()?.toLowerCase() !== 'ocpi') return null
  return { segments, query: mark < 0 ? NO_QUERY : new URLSearchParams(url.slice(mark + 1)) }
}

const NO_QUERY = new URLSearchParams()

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

export type ParsedBody = { ok: true; value: unknown; text: string } | { ok: false; reply: Reply }

const bad = (http: number, message: string): ParsedBody => ({ ok: false, reply: { http, code: STATUS.invalid, message } })

/** The JSON of a body, whatever its content type says (guide TR-72). An empty body is `undefined`. */
export function readBody(body: Buffer): ParsedBody {
  if (body.length === 0) return { ok: true, value: undefined, text: '' }
  if (body.length > MAX_BODY_BYTES) return bad(413, `The body is larger than ${MAX_BODY_BYTES} bytes`)
  if (!isUtf8(body)) return bad(400, 'The body is not UTF-8')
  const text = body.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return bad(400, 'The body is not JSON')
  }
  if (isTooDeep(text)) return bad(200, 'The message is nested too deeply')
  if (text.includes('\\u') && hasUnstorableText(value)) return bad(200, 'A text contains characters that are none')
  return { ok: true, value, text }
}

// Counted on the text, because walking the value would itself need the depth.
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = text.search(/[[{]/); at >= 0 && at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = endOfText(text, at)
    } else if (code === 91 || code === 123) {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (code === 93 || code === 125) depth -= 1
  }
  return false
}

function endOfText(text: string, quote: number): number {
  let at = text.indexOf('"', quote + 1)
  while (at > 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1)
  return at < 0 ? text.length : at
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === 92) backslashes += 1
  return backslashes % 2 === 1
}

/** NUL and half surrogate pairs are legal JSON escapes and no text; the database refuses them. */
function hasUnstorableText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000') || /\p{Surrogate}/u.test(value)
  if (Array.isArray(value)) return value.some(hasUnstorableText)
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(([name, entry]) => hasUnstorableText(name) || hasUnstorableText(entry))
  }
  return false
}

// An OCPI request taken apart: path, query and JSON body, each refused here when it cannot be one.
import { isUtf8 } from 'node:buffer'
import { isStorable } from '../wire/reader'
import { STATUS, type Reply } from './reply'

/** Larger than the largest location list that a partner may push in one object. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

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

const bad = (http: number, message: string): ParsedBody => ({
  ok: false,
  reply: { http, code: STATUS.invalid, message },
})

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
  if (text.includes('\\u') && !isStorable(value)) return bad(200, 'A text contains characters that are none')
  return { ok: true, value, text }
}

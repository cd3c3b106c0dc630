// Messages made worse, one seed each: the same seed and number always give the same message.
import type { FuzzMessage } from './fuzz-corpus'

export type Random = () => number
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** mulberry32: small, fast, and the same everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const below = (random: Random, limit: number): number => Math.floor(random() * limit)
export const pick = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)]!

/** What the mutator may borrow from the other partner: keys that it must not open. */
export type Foreign = { countryCode: string; partyId: string; ids: readonly string[] }

export type Mutated = {
  method: string
  /** Path and query below the host. */
  target: string
  headers: Record<string, string>
  body: Buffer
}

const TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u001e\u001f',
  '\\',
  "'; drop table cdrs; --",
  '"',
  '$1',
  '%s%n',
  '#NA',
  '٣',
  '😀',
  'e\u0301',
  '\u202eabc',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  '1e400',
  '-0',
  '0x10',
  '1,5',
  'null',
  'true',
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '<script>',
  'x'.repeat(37),
  'x'.repeat(256),
  'x'.repeat(5000),
  'å'.repeat(40),
]
const DATES = [
  '2026-10-01T08:00:00',
  '2026-10-01T10:00:00+02:00',
  '2026-10-01T08:00:00.123456789Z',
  '2026-02-30T00:00:00Z',
  '2026-10-25T02:30:00+01:00',
  '0000-01-01T00:00:00Z',
  '0099-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-10-01 08:00',
  '1790000000',
  '2026-W40-4',
  'T',
]
const NUMBERS = [0, -0, -1, 0.1, 1e-9, 1e-320, 1e15, -1e15, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 64, 1e308, -1e308]
const CODES = [
  'UNHEARD_OF',
  'active',
  'CHARGING ',
  'RFID',
  'OTHER',
  'SEK',
  'XXX',
  'SE',
  'ZZ',
  'LDN',
  'COMPLETED',
  'REMOVED',
]

function poison(random: Random, foreign: Foreign): Json {
  switch (below(random, 10)) {
    case 0:
    case 1:
      return pick(random, TEXTS)
    case 2:
      return pick(random, DATES)
    case 3:
      return pick(random, NUMBERS)
    case 4:
      return pick(random, CODES)
    case 5:
      return pick(random, [foreign.countryCode, foreign.partyId, ...foreign.ids])
    case 6:
      return pick<Json>(random, [null, true, false, [], {}, [null], [[]], { '': '' }, [{}], { a: { b: { c: [] } } }])
    case 7:
      return nested(below(random, 60))
    case 8:
      return String.fromCodePoint(...Array.from({ length: 1 + below(random, 8) }, () => below(random, 0xd7ff)))
    default:
      return random() * 10 ** below(random, 20) * (random() < 0.5 ? -1 : 1)
  }
}

function nested(depth: number): Json {
  let value: Json = 'x'
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { x: value }
  return value
}

/** One place of the value changed. */
function mutateValue(random: Random, value: Json, foreign: Foreign): Json {
  if (typeof value !== 'object' || value === null) return poison(random, foreign)
  const names = Object.keys(value)
  if (names.length === 0) return poison(random, foreign)
  const name = pick(random, names)
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as { [name: string]: Json } // lists have positions
  const inner = copy[name]!
  if (typeof inner === 'object' && inner !== null && random() < 0.7) copy[name] = mutateValue(random, inner, foreign)
  else change(random, copy, name, foreign)
  return copy
}

function change(random: Random, copy: { [name: string]: Json }, name: string, foreign: Foreign): void {
  const value = copy[name]!
  switch (below(random, 9)) {
    case 0:
      if (Array.isArray(copy)) copy.splice(Number(name), 1)
      else delete copy[name]
      return
    case 1: {
      const added = pick(random, ['x_unknown', '__proto__', 'constructor', '', `${name} `, name.toUpperCase()])
      // Defined, not assigned: `__proto__` is to be a name in the JSON, not what our own object is made of.
      Object.defineProperty(copy, added, { value, enumerable: true, configurable: true, writable: true })
      return
    }
    case 2:
      copy[name] = Array.isArray(value) ? Array.from({ length: below(random, 200) }, () => value[0] ?? null) : [value]
      return
    case 3:
      copy[name] = typeof value === 'number' ? String(value) : typeof value === 'string' ? Number(value) : String(value)
      return
    case 4:
      copy[name] = typeof value === 'string' ? value.repeat(1 + below(random, 80)) : value
      return
    case 5:
      copy[name] = typeof value === 'string' ? value.slice(0, below(random, value.length + 1)) : { value }
      return
    default:
      copy[name] = poison(random, foreign)
  }
}

function spelled(random: Random, text: string): Buffer {
  if (random() < 0.85) return Buffer.from(text)
  switch (below(random, 11)) {
    case 0:
      return Buffer.from(text.slice(0, below(random, text.length + 1)))
    case 1:
      return Buffer.from(`\ufeff${text}`)
    case 2:
      return Buffer.from(text, 'utf16le')
    case 3: {
      const bytes = Buffer.from(text)
      if (bytes.length > 0) bytes[below(random, bytes.length)] = 0x80 + below(random, 0x7f)
      return bytes
    }
    case 4:
      return Buffer.from(text.replace('{', '{"id":"first","id":"second",'))
    case 5:
      return Buffer.from(text.replace(/\d+/, pick(random, ['1e400', '-', '01', '1.', 'NaN', '1'.repeat(400)])))
    case 6:
      return Buffer.from('['.repeat(1 + below(random, 20_000)))
    case 7:
      return Buffer.from(`${text},`)
    case 8:
      return Buffer.from(text.replaceAll('"', "'"))
    case 9:
      return Buffer.from(text.replace(/:"/, String.raw`:"\u0000\ud800`))
    default:
      return Buffer.from(JSON.stringify(text))
  }
}

function mutatePath(random: Random, path: readonly string[], foreign: Foreign): string[] {
  const copy = path.map((segment) => encodeURIComponent(segment))
  if (copy.length === 0 || random() < 0.75) return copy
  const at = below(random, copy.length)
  switch (below(random, 8)) {
    case 0:
      copy[at] = pick(random, [
        '..',
        '.',
        '%',
        '%00',
        '%2F',
        '%2e%2e',
        '%ff',
        '%c3%a5',
        '~',
        '*',
        ';a=b',
        'x'.repeat(300),
      ])
      break
    case 1:
      copy[at] = encodeURIComponent(pick(random, [foreign.countryCode, foreign.partyId, ...foreign.ids]))
      break
    case 2: // the other partner's party, and its own id of the object
      copy[1] = foreign.countryCode
      copy[2] = foreign.partyId
      if (copy.length > 3) copy[3] = encodeURIComponent(pick(random, foreign.ids))
      break
    case 3:
      copy.splice(at, 1)
      break
    case 4:
      copy.splice(at, 0, pick(random, ['', 'x', copy[at]!]))
      break
    case 5:
      copy[at] = random() < 0.5 ? copy[at]!.toLowerCase() : copy[at]!.toUpperCase()
      break
    case 6:
      copy.push(
        encodeURIComponent(
          pick(
            random,
            TEXTS.filter((text) => !/[\ud800-\udfff]/.test(text)),
          ),
        ),
      )
      break
    default:
      copy[at] = `${copy[at]}%20`
  }
  return copy
}

function mutateQuery(random: Random, query: Readonly<Record<string, string>>): string {
  const copy: Record<string, string> = { ...query }
  if (random() < 0.3) {
    const name = pick(random, ['offset', 'limit', 'date_from', 'date_to', 'type', 'x', ''])
    copy[name] = pick(random, ['-1', '0', '1e9', '99999999999999999999', 'NaN', '1.5', ...DATES, ...TEXTS.slice(0, 20)])
  }
  const text = Object.entries(copy)
    .map(
      ([name, value]) =>
        `${name}=${random() < 0.8 ? encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '')) : value.replace(/[^!-~]/g, '%')}`,
    )
    .join('&')
  return text === '' ? '' : `?${text}`
}

function mutateHeaders(random: Random, token: string, foreign: Foreign): Record<string, string> {
  const base64 = Buffer.from(token).toString('base64')
  const headers: Record<string, string> = {
    authorization:
      random() < 0.97
        ? `Token ${base64}`
        : pick(random, [
            `Token ${token}`,
            `token  ${base64}`,
            `Bearer ${base64}`,
            'Token',
            `Token ${base64}x`,
            `Basic ${base64}`,
          ]),
    'content-type':
      random() < 0.85
        ? 'application/json'
        : pick(random, [
            'text/plain',
            'application/json; charset=utf-16',
            'multipart/form-data',
            '',
            'application/xml',
          ]),
  }
  if (random() < 0.3) {
    headers['ocpi-to-country-code'] = pick(random, ['SE', foreign.countryCode, '', 'zz'])
    headers['ocpi-to-party-id'] = pick(random, ['LDN', foreign.partyId, '', 'ldn', 'x'.repeat(50)])
  }
  if (random() < 0.3) {
    headers['ocpi-from-country-code'] = foreign.countryCode
    headers['ocpi-from-party-id'] = foreign.partyId
  }
  if (random() < 0.2) headers['x-request-id'] = pick(random, ['', 'x'.repeat(300), '"', 'a b', '\u00e5', '1'])
  if (random() < 0.1) headers['content-encoding'] = pick(random, ['gzip', 'br', 'identity'])
  if (random() < 0.05) headers['x-forwarded-for'] = pick(random, ['127.0.0.1', 'x', '::1'])
  if (random() < 0.05) headers['accept'] = pick(random, ['text/html', '*/*', ''])
  return headers
}

const METHODS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE']

/** A valid message with up to four changes in its body, and now and then in everything else. */
export function mutate(
  random: Random,
  message: FuzzMessage,
  { prefix, token, foreign }: { prefix: string; token: string; foreign: Foreign },
): Mutated {
  let body = message.body as Json | undefined // the corpus is JSON
  for (let count = below(random, 5); count > 0 && body !== undefined; count -= 1)
    body = mutateValue(random, body, foreign)
  if (body === undefined && random() < 0.1) body = poison(random, foreign)
  const isHandshake = message.path[0] === 'credentials'
  // A handshake keeps its method: DELETE ends the registration, and with it the run.
  const method = random() < 0.93 || isHandshake ? message.method : pick(random, METHODS)
  const path = isHandshake ? message.path : mutatePath(random, message.path, foreign)
  const start = random() < 0.98 ? prefix : pick(random, ['/ocpi', '/ocpi/', '/ocpi/9.9', '/ocpi//2.2.1', '/OCPI/2.2.1'])
  const ends = path[0]?.toLowerCase() === 'credentials' && method === 'DELETE'
  return {
    method: ends ? 'GET' : method,
    target: `${start}/${path.join('/')}${mutateQuery(random, message.query)}`,
    headers: mutateHeaders(random, token, foreign),
    body: body === undefined ? Buffer.alloc(0) : spelled(random, JSON.stringify(body) ?? ''),
  }
}

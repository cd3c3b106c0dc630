// Reading what partners send: permissive on the way in, explicit about every permission given (guide TR-75). One pass
// checks, coerces and notes; written by hand because a CDR must not cost more than a few microseconds.
import type { DecimalString } from '@/lib/kernel/decimal'
import { InvalidError } from '@/lib/kernel/errors'
import { instant, parseInstant, type Instant } from '@/lib/kernel/time'
import type { WireFinding } from '@/lib/roaming/core/common'

export type WireJson = Record<string, unknown>
export type Read<T> = { value: T; findings: WireFinding[] }

/** A message that cannot be used. The field is a JSON pointer; answered with OCPI 2001. */
export class WireError extends InvalidError {
  override name = 'WireError'
  constructor(place: Place, problem: string) {
    const path = pathOf(place) || '/'
    super(`${path}: ${problem}`, path)
  }
}

/** Where in the message: written out as a JSON pointer only when there is something to say of it. */
export type Place = string | { readonly parent: Place; readonly name: string; readonly index: number }

function pathOf(place: Place): string {
  return typeof place === 'string' ? place : `${pathOf(place.parent)}/${place.name}/${place.index}`
}

const PLAIN_NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/
const TEN_TO_15 = 1e15
const UTC_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

export function isJsonObject(value: unknown): value is WireJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const DEEPEST = 200

/**
 * Whether the database takes it: NUL and half surrogate pairs are legal JSON escapes and no text, and what is nested
 * without end is no message.
 */
export function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && !/\p{Surrogate}/u.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth > DEEPEST) return false
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1))
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorable(item, depth + 1))
}

/** A cursor on one JSON object. `null` and absent mean the same (guide TR-100). */
export class WireObject {
  readonly fields: WireJson

  constructor(
    value: unknown,
    readonly place: Place,
    readonly findings: WireFinding[],
  ) {
    if (!isJsonObject(value)) throw new WireError(place, 'must be an object')
    this.fields = value
  }

  get path(): string {
    return pathOf(this.place)
  }

  has(name: string): boolean {
    const value = this.fields[name]
    return value !== undefined && value !== null
  }

  fail(name: string, problem: string): never {
    throw new WireError(`${this.path}/${name}`, problem)
  }

  note(name: string, code: string, message: string): void {
    this.findings.push({ code, path: `${this.path}/${name}`, message })
  }

  /** A text of at most `max` characters: a longer one is kept and noted, an absurd one refused. */
  optionalText(name: string, max: number): string | null {
    let value = this.fields[name]
    if (value === undefined || value === null) return null
    if (typeof value === 'number' || typeof value === 'boolean') {
      this.note(name, 'text_expected', `is a ${typeof value}, not a text`)
      value = String(value)
    }
    if (typeof value !== 'string') this.fail(name, 'must be a text')
    if (value.length > max) this.checkLength(name, value, max)
    return value
  }

  text(name: string, max: number): string {
    return this.optionalText(name, max) ?? this.fail(name, 'is required')
  }

  /** Required by the specification, but we can go on without it. */
  textOr(name: string, max: number, fallback: string): string {
    const value = this.optionalText(name, max)
    if (value !== null) return value
    this.note(name, 'missing', 'is required')
    return fallback
  }

  /** A key or part of one: never empty. */
  id(name: string, max: number): string {
    const value = this.text(name, max)
    return value === '' ? this.fail(name, 'must not be empty') : value
  }

  private checkLength(name: string, value: string, max: number): void {
    const points = [...value].length
    // Short fields are keys and stand in indexes, which have a limit of their own.
    if (max < 64 ? points > 255 : points > 16 * max + 4096) this.fail(name, `is longer than ${max} characters`)
    if (points > max) this.note(name, 'too_long', `is longer than ${max} characters`)
  }

  /** An exact decimal; a JSON number is taken by its shortest text. */
  optionalExact(name: string): DecimalString | null {
    const value = this.fields[name]
    if (value === undefined || value === null) return null
    if (typeof value === 'number') return this.fromNumber(name, value)
    if (typeof value !== 'string') this.fail(name, 'must be a number')
    const text = value.trim().replace(',', '.')
    if (!PLAIN_NUMBER.test(text)) this.fail(name, 'must be a number')
    this.note(name, 'number_expected', 'is a text, not a number')
    return trimNumber(text)
  }

  private fromNumber(name: string, value: number): DecimalString {
    if (!(Math.abs(value) < TEN_TO_15)) this.fail(name, 'is out of range')
    const text = String(value)
    return text.includes('e') ? trimNumber(value.toFixed(12)) : text
  }

  exact(name: string): DecimalString {
    return this.optionalExact(name) ?? this.fail(name, 'is required')
  }

  optionalInteger(name: string): number | null {
    const text = this.optionalExact(name)
    if (text === null) return null
    const value = Number(text)
    if (Math.abs(value) > 2_147_483_647) this.fail(name, 'is out of range')
    if (!Number.isInteger(value)) this.note(name, 'integer_expected', 'is not a whole number')
    return Math.round(value)
  }

  optionalFlag(name: string): boolean | null {
    const value = this.fields[name]
    if (value === undefined || value === null) return null
    if (typeof value === 'boolean') return value
    if (value === 'true' || value === 'false' || value === 1 || value === 0) {
      this.note(name, 'boolean_expected', 'is not a boolean')
      return value === 'true' || value === 1
    }
    return this.fail(name, 'must be true or false')
  }

  /** Other offsets than Z are forbidden, and converted (guide TR-92). */
  optionalInstant(name: string): Instant | null {
    const value = this.fields[name]
    if (value === undefined || value === null) return null
    if (typeof value !== 'string' || value.length > 64) this.fail(name, 'must be a date and time')
    const usual = value.length === 20 && UTC_SECONDS.test(value) ? fastInstant(value) : null
    if (usual !== null) return usual
    const at = parseInstant(value)
    // The engine takes years 0 to 99 for 1900 to 1999.
    if (at === null || !inRange(at) || value.trimStart().startsWith('0'))
      this.fail(name, 'must be a date and time such as 2026-01-31T12:00:00Z')
    if (/[+-]\d\d:?\d\d$/.test(value)) this.note(name, 'offset', 'has an offset instead of Z')
    return at
  }

  instant(name: string): Instant {
    return this.optionalInstant(name) ?? this.fail(name, 'is required')
  }

  /** The items of a list; absent is empty. */
  list<T>(name: string, read: (item: unknown, place: Place) => T): T[] {
    const value = this.fields[name]
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) this.fail(name, 'must be a list')
    const items: T[] = []
    for (let index = 0; index < value.length; index += 1)
      items.push(read(value[index], { parent: this.place, name, index }))
    return items
  }

  /** A list whose unreadable items are noted and left out. */
  lenientList<T>(name: string, read: (item: unknown, place: Place) => T): T[] {
    const value = this.fields[name]
    if (value !== undefined && value !== null && !Array.isArray(value)) {
      this.note(name, 'unreadable', 'must be a list')
      return []
    }
    return this.list(name, (item, place) => this.attempt(() => read(item, place))).filter((item) => item !== null)
  }

  texts(name: string, max: number): string[] {
    return this.lenientList(name, (item, place) => {
      if (typeof item !== 'string') throw new WireError(place, 'must be a text')
      if (item.length > max)
        this.findings.push({ code: 'too_long', path: pathOf(place), message: `is longer than ${max} characters` })
      return item
    })
  }

  object<T>(name: string, read: (object: WireObject) => T): T | null {
    return this.has(name) ? read(new WireObject(this.fields[name], `${this.path}/${name}`, this.findings)) : null
  }

  /** A part that nothing depends on: unreadable, it is noted and left out. */
  lenientObject<T>(name: string, read: (object: WireObject) => T): T | null {
    return this.attempt(() => this.object(name, read))
  }

  private attempt<T>(read: () => T): T | null {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      this.findings.push({ code: 'unreadable', path: error.field ?? this.path, message: error.message })
      return null
    }
  }
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** `2026-01-31T12:00:00Z`, the form almost every message has, ten times faster than the general reader. */
function fastInstant(text: string): Instant | null {
  const digits = (at: number) => (text.charCodeAt(at) - 48) * 10 + (text.charCodeAt(at + 1) - 48)
  const year = digits(0) * 100 + digits(2)
  const month = digits(5)
  const day = digits(8)
  const isPlain = text.charCodeAt(4) === 45 && text.charCodeAt(10) === 84 && text.charCodeAt(13) === 58
  // NaN or a stray character fails one of these; leap days and everything unusual go the general way.
  if (!(isPlain && year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]!))
    return null
  if (month === 2 && day === 29) return null
  const [hour, minute, second] = [digits(11), digits(14), digits(17)]
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return null
  return instant(Date.UTC(year, month - 1, day, hour, minute, second))
}

const YEAR_1900 = Date.UTC(1900, 0, 1)
const YEAR_9000 = Date.UTC(9000, 0, 1)
function inRange(at: Instant): boolean {
  return at >= YEAR_1900 && at < YEAR_9000
}

function trimNumber(text: string): DecimalString {
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  const value = plain.replace(/^(-?)0+(?=\d)/, '$1')
  return value === '-0' || value === '' ? '0' : value
}

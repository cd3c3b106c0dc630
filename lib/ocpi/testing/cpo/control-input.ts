// Reading the bodies of the control API: every wrong value is named.

export class ControlError extends Error {
  constructor(
    message: string,
    readonly http = 400,
  ) {
    super(message)
  }
}

export type Fields = Record<string, unknown>

export function fieldsOf(body: unknown): Fields {
  if (body === undefined) return {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new ControlError('the body is no object')
  return body as Fields // Any non-array object has string keys.
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value === '') throw new ControlError(`${name} must be a text`)
  return value
}

export function requiredText(fields: Fields, name: string): string {
  const value = optionalText(fields, name)
  if (value === undefined) throw new ControlError(`${name} is missing`)
  return value
}

export function optionalNumber(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new ControlError(`${name} must be a number, not negative`)
  }
  return value
}

export function requiredMoment(fields: Fields, name: string): number {
  const ms = Date.parse(requiredText(fields, name))
  if (Number.isNaN(ms)) throw new ControlError(`${name} must be a date or an RFC 3339 time`)
  return ms
}

/** Drops what is undefined, so that an optional field is absent rather than empty. */
export function given<T extends Fields>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> } // Only undefined left out.
}

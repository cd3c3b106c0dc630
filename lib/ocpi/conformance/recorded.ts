// An exchange as the checks see it: what was asked, what came, and the JSON in it.
import { isJsonObject, type WireJson } from '../wire/reader'

export type Recorded = {
  requestId: string
  method: string
  url: string
  module: string
  /** Token and party headers were sent, so that their echo may be expected. */
  routed: boolean
  /** 0: no answer, and `error` says why. */
  http: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
  durationMs: number
  error: string | null
  /** Undefined where the body is no JSON. */
  json: unknown
  at: number
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function headerOf(recorded: Pick<Recorded, 'headers'>, name: string): string | null {
  const value = recorded.headers[name]
  return (Array.isArray(value) ? value.join(', ') : value) ?? null
}

export function statusCodeOf({ json }: Pick<Recorded, 'json'>): number | null {
  const code = isJsonObject(json) ? json['status_code'] : undefined
  return typeof code === 'number' ? code : null
}

/** The data of an envelope; an answer without one may be the bare data. */
export function dataOf({ json }: Pick<Recorded, 'json'>): unknown {
  if (isJsonObject(json) && 'status_code' in json) return json['data']
  return json
}

export function isSuccess(recorded: Recorded): boolean {
  const code = statusCodeOf(recorded)
  return recorded.http >= 200 && recorded.http < 300 && (code === null || (code >= 1000 && code < 2000))
}

/** The objects of a list; null where it is none. */
export function listOf(recorded: Recorded): unknown[] | null {
  const data = dataOf(recorded)
  return Array.isArray(data) ? data : null
}

export function textField(json: unknown, name: string): string | null {
  const value = isJsonObject(json) ? json[name] : undefined
  return typeof value === 'string' ? value : null
}

/** Every scalar of a JSON value with its pointer. */
export function* scalars(value: unknown, pointer = ''): Generator<{ pointer: string; key: string; value: unknown }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* scalars(item, `${pointer}/${index}`)
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value satisfies WireJson)) {
      if (typeof item === 'object' && item !== null) yield* scalars(item, `${pointer}/${key}`)
      else yield { pointer: `${pointer}/${key}`, key, value: item }
    }
  } else yield { pointer, key: pointer.split('/').at(-1) ?? '', value }
}

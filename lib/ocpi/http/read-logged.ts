// The notes that our readers make about a logged exchange, on either side of it.
import { VERSIONS } from '../versions'
import type { Party } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { isSpoken, readAnswer, readReceived, type ReadNote } from '../wire/read-message'
import { readTarget } from './message'

export type { ReadNote } from '../wire/read-message'

export type Logged = {
  readonly direction: 'in' | 'out'
  readonly method: string
  readonly path: string
  readonly module: string | null
  readonly version: string | null
  readonly requestBody: string | null
  readonly responseBody: string | null
}

export type LoggedNotes = { readonly request: readonly ReadNote[]; readonly response: readonly ReadNote[] }

/** Reads what the partner wrote: its request to us, or its answer. What we wrote needs no second look. */
export function readLogged(message: Logged, peer: { owner: Party; version: string | null }): LoggedNotes {
  const version = message.version ?? peer.version
  const body = parse(message.direction === 'in' ? message.requestBody : message.responseBody)
  if (message.module === null || body === undefined || !isSpoken(version, VERSIONS))
    return { request: [], response: [] }
  const { module, method } = message
  const part = { module, method, body, owner: { countryCode: peer.owner.countryCode, partyId: peer.owner.partyId } }
  if (message.direction === 'out') return { request: [], response: readAnswer(codecsOf(version), part)?.notes ?? [] }
  const path = readTarget(message.path)?.segments.slice(2) ?? []
  return { request: readReceived(codecsOf(version), { ...part, path })?.notes ?? [], response: [] }
}

/** Undefined where there is none, and where the log has only the beginning of it. */
function parse(body: string | null): unknown {
  if (body === null) return undefined
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

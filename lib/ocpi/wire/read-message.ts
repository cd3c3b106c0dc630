// An exchange of the log read again, for those who want to know what was wrong with it: by the adapters of its version
// and module, exactly as the receivers and the client read it. Nothing is written.
import type { OcpiVersion } from '@/lib/auth/context'
import type { ObjectKey, WireFinding } from '@/lib/roaming/core/common'
import type { Codecs, Party } from './codec'
import { isJsonObject, WireError, type Read } from './reader'

export type MessagePart = {
  readonly module: string
  readonly method: string
  /** What follows the module in the address, decoded. */
  readonly path: readonly string[]
  readonly body: unknown
  /** The party of the connection. */
  readonly owner: Party
}

/** `refused`: the reader gave up there. `noted`: it went on and wrote it down. */
export type ReadNote = WireFinding & { readonly severity: 'refused' | 'noted' }

/** Null where no adapter reads such a message. */
export type ReadResult = { readonly notes: readonly ReadNote[]; readonly refused: boolean } | null

function attempt(read: () => Read<unknown>, below = ''): NonNullable<ReadResult> {
  try {
    const notes = read().findings.map((finding) => ({
      ...finding,
      path: below + finding.path,
      severity: 'noted' as const,
    }))
    return { notes, refused: false }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    const at = error.field === '/' ? '' : (error.field ?? '')
    const message = error.message.replace(/^\S+: /, '')
    return { notes: [{ code: 'refused', path: below + at, message, severity: 'refused' }], refused: true }
  }
}

/** Reads what a partner sent us. A PATCH is read as far as it can be without the object that it changes. */
export function readReceived(wire: Codecs, message: MessagePart): ReadResult {
  const { module, method, path, body, owner } = message
  if (method === 'PATCH') return readPatch(wire, message)
  const key = keyOf(path)
  switch (module) {
    case 'locations':
      if (path.length === 4) return attempt(() => wire.locations.evseFromWire(body, path[3]))
      if (path.length === 5) return attempt(() => wire.locations.connectorFromWire(body, path[4]))
      return attempt(() => wire.locations.fromWire(body, key, owner))
    case 'tariffs':
    case 'sessions':
    case 'cdrs':
      return attempt(() => wire[module].fromWire(body, key, owner))
    case 'tokens':
      return attempt(() => wire.tokens.locationReferencesFromWire(body))
    case 'commands':
      return attempt(() => wire.commands.commandResultFromWire(body))
    case 'credentials':
      return attempt(() => wire.credentials.credentialsFromWire(body))
    default:
      return null
  }
}

function readPatch(wire: Codecs, { module, path, body }: MessagePart): ReadResult {
  const dated = (patch: { patchLastUpdated(json: unknown): unknown }) =>
    attempt(() => ({ value: patch.patchLastUpdated(body), findings: [] }))
  if (module === 'sessions') return dated(wire.sessions)
  if (module !== 'locations') return null
  const status = path.length === 4 ? attempt(() => wire.locations.statusPatch(body) ?? NOTHING) : null
  return status?.refused ? status : dated(wire.locations)
}

const NOTHING: Read<null> = { value: null, findings: [] }

/** Reads what a partner answered to us: an object or a page of them. */
export function readAnswer(wire: Codecs, { module, method, body, owner }: Omit<MessagePart, 'path'>): ReadResult {
  if (!isJsonObject(body)) return null
  const data = body['data']
  if (module === 'commands' && method === 'POST')
    return attempt(() => wire.commands.commandResponseFromWire(data), '/data')
  if (method !== 'GET' || data === undefined || data === null) return null
  if (module === 'credentials') return attempt(() => wire.credentials.credentialsFromWire(data), '/data')
  if (module !== 'locations' && module !== 'tariffs' && module !== 'sessions' && module !== 'cdrs') return null
  const read = (item: unknown, below: string) => attempt(() => wire[module].fromWire(item, undefined, owner), below)
  if (!Array.isArray(data)) return read(data, '/data')
  const results = data.map((item, index) => read(item, `/data/${index}`))
  return { notes: results.flatMap(({ notes }) => notes), refused: results.some(({ refused }) => refused) }
}

function keyOf([countryCode, partyId, id]: readonly string[]): ObjectKey | undefined {
  return countryCode !== undefined && partyId !== undefined && id !== undefined
    ? { countryCode, partyId, id }
    : undefined
}

/** The adapters of a version that the log names, where we speak it. */
export function isSpoken(version: string | null, spoken: readonly OcpiVersion[]): version is OcpiVersion {
  return spoken.some((known) => known === version)
}

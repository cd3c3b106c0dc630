// What an exchange is about, told from its address and body when it is recorded: `sessions/ABC`, module and folded id.
// A list is about nothing in particular.

type Body = unknown

const field = (body: Body, name: string): string | null => {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : null // any JSON value
  return typeof value === 'string' && value !== '' ? value : null
}

// No id is longer; what is longer is no id and would not fit an index.
const ID_LIMIT = 255

/** The key of an object, as it stands in the log. */
export function objectKey(module: string, id: string): string {
  return `${module}/${id.slice(0, ID_LIMIT).toUpperCase()}`
}

const keyed = (module: string, id: string | null | undefined): string | null => (id ? objectKey(module, id) : null)

/** Of a request to us: `path` is what follows the module in the address, decoded. */
export function receivedObject(module: string | null, path: readonly string[], body: Body): string | null {
  switch (module) {
    case null:
    case 'versions':
    case 'version':
    case 'credentials':
    case 'hubclientinfo':
      return null
    case 'tokens':
      return keyed(module, path[0])
    case 'commands':
      return keyed(module, path[1])
    case 'chargingprofiles':
      return path.length === 1 ? keyed('sessions', path[0]) : keyed(module, path[1])
    default:
      return keyed(module, path[2] ?? field(body, 'id'))
  }
}

const COMMAND_ID = /\/commands\/[^/]+\/([^/?]+)/

/** Of a request of ours: the partner's address tells it, or what we send there. */
export function sentObject(module: string, url: string, body: Body): string | null {
  if (module === 'commands') return keyed(module, COMMAND_ID.exec(field(body, 'response_url') ?? '')?.[1])
  if (module === 'tokens') return keyed(module, field(body, 'uid') ?? pathBelow(module, url)[2])
  if (['versions', 'version', 'credentials', 'hubclientinfo'].includes(module)) return null
  const path = pathBelow(module, url)
  if (module === 'chargingprofiles') return keyed('sessions', path[0])
  return keyed(module, path[2] ?? path[0] ?? field(body, 'id'))
}

function pathBelow(module: string, url: string): string[] {
  const segments = (url.split(/[?#]/)[0] ?? '').split('/').filter((segment) => segment !== '')
  const at = segments.findLastIndex((segment) => segment.toLowerCase() === module)
  return at < 0 ? [] : segments.slice(at + 1).map(decode)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const VERSION = /\/(2\.\d(?:\.\d)?)(?:\/|$)/

/** The OCPI version in an address, where it names one, as almost all do. */
export function versionInUrl(url: string): string | null {
  return VERSION.exec(url.split('?')[0] ?? '')?.[1] ?? null
}

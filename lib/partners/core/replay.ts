// Which exchanges may be made again. Reading is safe; so is telling a partner the present state of a card; so is
// reading a received message again without writing. Nothing else is: a command starts a charge, a handshake changes
// tokens, and what was sent once may be wrong today.

/** `ask`: the same GET; `tell`: PUT of a card's present state; `read`: a received message read again, nothing written. */
export type Replay = 'ask' | 'tell' | 'read'

export type Replayable = {
  readonly direction: 'in' | 'out'
  readonly method: string
  readonly module: string | null
  readonly partnerId: string | null
  readonly objectKey: string | null
}

const HANDSHAKE = new Set(['versions', 'version', 'credentials'])
const CARRIES_OBJECT = new Set(['PUT', 'PATCH', 'POST'])

export function replayOf(exchange: Replayable): Replay | null {
  const { direction, method, module, partnerId, objectKey } = exchange
  if (partnerId === null || module === null || HANDSHAKE.has(module)) return null
  if (direction === 'in') return CARRIES_OBJECT.has(method) ? 'read' : null
  if (method === 'GET') return 'ask'
  return method === 'PUT' && module === 'tokens' && objectKey !== null ? 'tell' : null
}

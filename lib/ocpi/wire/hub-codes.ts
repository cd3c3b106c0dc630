// OCPI 2.2.1 §5.4: what a hub's status codes say. The message did not reach the party that it was for.
const EXPLAINED: Readonly<Record<number, string>> = {
  4000: 'the hub could not forward the message',
  4001: 'the hub does not know the party that the message is for',
  4002: 'the party behind the hub did not answer in time',
  4003: 'the party is not connected to the hub',
}

/** In words for staff; null for every code that is no hub's. */
export function explainHubCode(code: number | null): string | null {
  if (code === null || code < 4000 || code > 4999) return null
  return EXPLAINED[code] ?? 'the hub could not forward the message'
}

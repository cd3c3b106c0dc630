// What we show others of a received message: what identifies a card or a person is masked, the rest stays as it came.

const SECRET = ['uid', 'contract_id', 'auth_id', 'visual_number', 'token', 'authorization_id']
const SHOWN = 4

function masked(text: string): string {
  return text.length <= SHOWN ? '•'.repeat(text.length) : `${'•'.repeat(text.length - SHOWN)}${text.slice(-SHOWN)}`
}

/** The last four characters stay, so that both sides know which card is meant. */
export function maskUid(uid: string): string {
  return masked(uid)
}

function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET.includes(key) && typeof inner === 'string' ? masked(inner) : mask(inner),
    ]),
  )
}

/** A received JSON text with card numbers masked, indented. What is no JSON cannot be masked and is left out. */
export function maskReceived(text: string): string {
  try {
    return JSON.stringify(mask(JSON.parse(text)), null, 2)
  } catch {
    return ''
  }
}

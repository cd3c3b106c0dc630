// What may be answered to anything at all.
import { CANARY } from './tenants'

export type Heard = { status: number; headers: Readonly<Record<string, unknown>>; text: string }

const STATUSES = new Set([200, 201, 400, 401, 404, 405, 413, 429])

/** What is wrong with an answer; null where nothing is. `handshake`: our own call back may fail, with 3xxx. */
export function faultOf({ status, headers, text }: Heard, { handshake = false, head = false } = {}): string | null {
  if (status >= 500) return `HTTP ${status}: ${text.slice(0, 300)}`
  if (text.includes(CANARY) || JSON.stringify(headers).includes(CANARY))
    return `something of another partner: ${text.slice(0, 300)}`
  // The protocol's own parser answers what is no HTTP, before anything of ours sees it.
  if (!STATUSES.has(status)) return `HTTP ${status}`
  if (head) return null
  let code: unknown
  try {
    code = (JSON.parse(text) as { status_code?: unknown }).status_code
  } catch {
    return `no envelope: ${text.slice(0, 300)}`
  }
  if (typeof code !== 'number') return `no status code: ${text.slice(0, 300)}`
  if (code >= 3000 && !handshake) return `OCPI ${code}: ${text.slice(0, 300)}`
  return null
}

/** Memory is level where the last quarter of the run needs no more than the second did. */
export function isLevel(samples: readonly number[]): { level: boolean; early: number; late: number } {
  const quarter = Math.max(1, Math.floor(samples.length / 4))
  const early = median(samples.slice(quarter, 2 * quarter))
  const late = median(samples.slice(-quarter))
  return { level: late <= early * 1.15 + 32 * 1024 * 1024, early, late }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

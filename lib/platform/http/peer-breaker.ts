// Leaves a peer in peace that failed again and again: calls are refused at once until a pause is over, then one call
// finds out whether it is back. The pause doubles with every failed attempt.
import { instant, MINUTE_MS, SECOND_MS, type Instant } from '@/lib/kernel/time'
import type { Clock } from '../clock'

export type OpenCircuit = { openedAt: Instant; until: Instant; failures: number; reason: string }

export type Breaker = {
  /** Null: the call may be made, and `report` must follow. Otherwise until when not. */
  admit(key: string): OpenCircuit | null
  /** What became of a call. Answers what changed: an opened circuit, `closed`, or nothing. */
  report(key: string, failure: string | null): OpenCircuit | 'closed' | null
  /** Takes over what another process learned. */
  adopt(key: string, open: OpenCircuit | null): void
}

type Entry = { failures: number; open: OpenCircuit | null; probing: boolean }

const FAILURES = 5
const FIRST_PAUSE_MS = 30 * SECOND_MS
/** A blocked card must be told within a minute of the partner's return. */
const LONGEST_PAUSE_MS = MINUTE_MS

export function createBreaker(clock: Clock): Breaker {
  const entries = new Map<string, Entry>()
  const entryOf = (key: string): Entry => {
    const known = entries.get(key)
    if (known) return known
    const entry = { failures: 0, open: null, probing: false }
    entries.set(key, entry)
    return entry
  }
  return {
    admit(key) {
      const entry = entries.get(key)
      if (!entry?.open) return null
      if (entry.probing || clock.now() < entry.open.until) return entry.open
      entry.probing = true
      return null
    },
    report(key, failure) {
      const entry = entryOf(key)
      entry.probing = false
      if (failure === null) {
        const wasOpen = entry.open !== null
        entries.delete(key)
        return wasOpen ? 'closed' : null
      }
      entry.failures += 1
      if (entry.failures < FAILURES) return null
      const now = clock.now()
      // Calls that were under way when the circuit opened do not lengthen the pause.
      if (entry.open && now < entry.open.until) return null
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (entry.failures - FAILURES), LONGEST_PAUSE_MS)
      const { failures } = entry
      entry.open = { openedAt: entry.open?.openedAt ?? now, until: instant(now + pause), failures, reason: failure }
      return entry.open
    },
    adopt(key, open) {
      const entry = entryOf(key)
      if (open === null && entry.open === null) return
      if (open === null) entries.delete(key)
      else if (entry.open?.until !== open.until) entries.set(key, { failures: open.failures, open, probing: false })
    },
  }
}

import type { Instant } from '@/lib/kernel/time'

/** A partner that failed again and again is not called until `until`; then one call finds out whether it is back. */
export type Circuit = {
  openedAt: Instant
  until: Instant
  failures: number
  /** What the last call came to. */
  reason: string
}

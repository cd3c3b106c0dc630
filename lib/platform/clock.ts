import { instant, type Instant } from '@/lib/kernel/time'

/** The only source of the present. Passed in everywhere else. */
export type Clock = { now(): Instant }

export const systemClock: Clock = { now: () => instant(Date.now()) }

/** A clock that stands still until it is moved; for tests and for the demo's past. */
export function fixedClock(at: Instant): Clock & { set(next: Instant): void } {
  let current = at
  return {
    now: () => current,
    set: (next) => {
      current = next
    },
  }
}

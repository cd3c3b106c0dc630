import type { IntakeCtx } from '@/lib/auth/context'
import type { Instant } from '@/lib/kernel/time'
import type { ObjectKey } from '../core/common'
import { writeSession, type IncomingSession, type SessionOutcome } from './write-sessions'

export type SessionPatch = {
  readonly key: ObjectKey
  /** Null where the partner's version lets it leave that out: then nothing newer can be known. */
  readonly lastUpdated: Instant | null
  /**
   * The session after the change; null when it changes nothing. `late`: something newer is known, so that only what
   * was missed counts. May be asked several times.
   */
  readonly apply: (current: IncomingSession, late: boolean) => IncomingSession | null
}

/** Changes a known session; `unknown` when there is none. Never inside a transaction. */
export function patchSession(ctx: IntakeCtx, patch: SessionPatch): Promise<SessionOutcome> {
  const { key, lastUpdated, apply } = patch
  return writeSession({ ctx, key, lastUpdated, apply: (current, late) => current && apply(current, late) })
}

import type { IntakeCtx } from '@/lib/auth/context'
import { writeSession, type IncomingSession, type SessionOutcome } from './write-sessions'

/**
 * Stores a whole session: it replaces what is known, charging periods included (SES-1). One that is older than what is
 * known is ignored, or laid beneath what is newer by `late`. Sessions of unknown tokens and at unknown places are kept too. Never inside a transaction.
 */
export function upsertSession(
  ctx: IntakeCtx,
  incoming: IncomingSession,
  late: (current: IncomingSession) => IncomingSession | null = () => null,
): Promise<SessionOutcome> {
  const { session } = incoming
  return writeSession({
    ctx,
    key: session,
    lastUpdated: session.lastUpdated,
    apply: (current, isLate) => (current && isLate ? late(current) : incoming),
  })
}

// What a rating was judged by, besides tariff, plan and agreement: kept with it, for later it may have changed.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { AuthorizationId, SessionId } from '@/lib/kernel/ids'
import type { Instant } from '@/lib/kernel/time'
import type { CdrSubject } from './subject'

export type RatingEvidence = {
  /** The session as it stood. */
  session: {
    id: SessionId
    status: string
    energyKwh: DecimalString
    totalExcl: DecimalString | null
    lastUpdated: Instant
  } | null
  /** Our answer that the CDR refers to. */
  authorization: { id: AuthorizationId; allowed: string; at: Instant } | null
  /** The price promised before the start. */
  quoteId: string | null
}

export function evidenceOf({ session, authorization, promised }: CdrSubject): RatingEvidence {
  return {
    session: session && {
      id: session.id,
      status: session.status,
      energyKwh: session.energyKwh,
      totalExcl: session.totalExcl,
      lastUpdated: session.lastUpdated,
    },
    authorization,
    quoteId: promised?.quoteId ?? null,
  }
}

// What is asked of a partner's list: everything, or what changed since (guide TR-43, TR-44, TR-51).
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import { endpointUrl, type Connection } from '@/lib/partners/find-connection'

const OVERLAP_MS = 5 * MINUTE_MS
/** CDRs may be written long after they are dated, and a session that nobody ended is asked about as long (TR-44, SES-5). */
const WIDE_MS = 35 * DAY_MS
const SESSIONS_BACK_MS = 24 * HOUR_MS

/** Where the module is read; null: the partner does not offer it, and what it has comes by itself. */
export function pullUrl(connection: Connection, module: PullModule): string | null {
  if (module === 'cdrs' && connection.quirks.cdrPull === 'push_only') return null
  return endpointUrl(connection, module, 'SENDER')
}

/** The earliest `last_updated` of interest; null: all of them. */
export function pullSince(
  module: PullModule,
  full: boolean,
  known: { now: Instant; highWater: Instant | null; oldestOpenSession: Instant | null },
): Instant | null {
  const { now, highWater, oldestOpenSession } = known
  const delta = highWater === null ? null : instant(highWater - OVERLAP_MS)
  if (module === 'sessions') {
    if (!full && delta !== null) return delta
    const oldest = oldestOpenSession === null ? now : oldestOpenSession - OVERLAP_MS
    return instant(Math.max(now - WIDE_MS, Math.min(now - SESSIONS_BACK_MS, oldest)))
  }
  if (module === 'cdrs' && full) return instant(now - WIDE_MS)
  return full ? null : delta
}

export function isAskedWithoutDates({ quirks }: Pick<Connection, 'quirks'>): boolean {
  return quirks.dateFrom === 'leave_out'
}

/** The same as parameters; a partner that fails on a date is asked for everything. */
export function pullQuery(connection: Pick<Connection, 'quirks'>, since: Instant | null): Record<string, string> {
  return since === null || isAskedWithoutDates(connection) ? {} : { date_from: toIsoInstant(since) }
}

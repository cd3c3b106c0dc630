import { and, desc, eq, gte } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { ocpiExchanges } from '@/db/schema/partners'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, type Instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { hasLineFeed } from '../../core/shown-token'

export type InboundMessage = {
  at: Instant
  method: string
  path: string
  module: string | null
  requestId: string | null
  /** `sessions/ABC`: module and folded id. */
  objectKey: string | null
  ocpiStatus: number | null
  error: string | null
  /** The status that a session was given. */
  status: string | null
  /** The credentials token was encoded with a line feed behind it. */
  lineFeed: boolean
}

/** What a partner has sent of late, newest first: judged by the lab as well. */
export async function listRecentInbound(partnerId: PartnerId): Promise<InboundMessage[]> {
  const since = instant(systemClock.now() - 7 * DAY_MS)
  const rows = await getDb()
    .select({
      at: ocpiExchanges.at,
      method: ocpiExchanges.method,
      path: ocpiExchanges.path,
      module: ocpiExchanges.module,
      requestId: ocpiExchanges.requestId,
      objectKey: ocpiExchanges.objectKey,
      ocpiStatus: ocpiExchanges.ocpiStatus,
      error: ocpiExchanges.error,
      requestHeaders: ocpiExchanges.requestHeaders,
      requestBody: ocpiExchanges.requestBody,
    })
    .from(ocpiExchanges)
    .where(and(eq(ocpiExchanges.partnerId, partnerId), eq(ocpiExchanges.direction, 'in'), gte(ocpiExchanges.at, since)))
    .orderBy(desc(ocpiExchanges.id))
    .limit(200)
  return rows.map(({ requestHeaders, requestBody, ...message }) => ({
    ...message,
    status: message.module === 'sessions' ? statusIn(requestBody) : null,
    lineFeed: hasLineFeed(requestHeaders),
  }))
}

/** The session's own: in 2.1.1 charge points with theirs are enclosed. */
function statusIn(body: string | null): string | null {
  if (body === null) return null
  try {
    const { status } = JSON.parse(body) as { status?: unknown } // whatever came, null fails as well
    return typeof status === 'string' ? status : null
  } catch {
    return null
  }
}

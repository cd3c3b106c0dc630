// Sessions that nobody ended (guide SES-5): asked about after a day, then marked, their OCPI status left as it is.
import { hotSql } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, toIsoInstant, type Instant } from '@/lib/kernel/time'

const SILENT_MS = DAY_MS

/** When the partner last said something of its quietest session under way; what is marked already is not asked about for ever. */
export async function findOldestOpenSession(partnerId: PartnerId): Promise<Instant | null> {
  const [row] = await hotSql()<{ oldest: Date | null }[]>`
    select min(last_updated) as oldest from sessions
    where partner_id = ${partnerId} and status in ('ACTIVE', 'PENDING') and stale_at is null`
  return row?.oldest ? instant(row.oldest.getTime()) : null
}

/** After the partner was asked: what is under way and a day old is stale, until an update says otherwise. */
export async function noteStaleSessions(partnerId: PartnerId, now: Instant): Promise<void> {
  await hotSql()`
    update sessions set stale_at = ${toIsoInstant(now)}::text::timestamptz
    where partner_id = ${partnerId} and status in ('ACTIVE', 'PENDING') and stale_at is null
      and last_updated < ${toIsoInstant(instant(now - SILENT_MS))}::text::timestamptz`
}

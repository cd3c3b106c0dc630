import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'
import { foldId } from '../core/common'

/** A CDR as it came: when, for which session, and whether its card is one of ours. */
export type CdrArrival = {
  id: string
  /** Folded; null where it names none, nor has the times and the place of one. */
  session: string | null
  receivedAt: Instant
  tokenKnown: boolean
}

type Row = { ocpi_id: string; session: string | null; received_at: Date | string; token_known: boolean }

/** The CDRs of the last week, newest first. 2.1.1 names no session: it is the one at the same place and time. */
export async function listCdrArrivals(partnerId: PartnerId): Promise<CdrArrival[]> {
  const rows = (await getDb().execute(sql`
    select c.ocpi_id, coalesce(c.session_ocpi_id, (
        select s.ocpi_id from sessions s
        where s.partner_id = c.partner_id and s.started_at = c.started_at and s.evse_uid = c.evse_uid limit 1)) as session,
      c.received_at, c.token_id is not null as token_known
    from cdrs c
    where c.partner_id = ${partnerId} and c.received_at > now() - interval '7 days' and not c.credit
    order by c.received_at desc limit 200`)) as unknown as Row[] // the columns of the statement
  return rows.map((row) => ({
    id: row.ocpi_id,
    session: row.session === null ? null : foldId(row.session),
    receivedAt: instant(new Date(row.received_at).getTime()),
    tokenKnown: row.token_known,
  }))
}

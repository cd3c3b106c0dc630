import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'

/** `session` is null where none was to follow. */
export type CommandOutcome = {
  kind: string
  at: Instant
  answered: boolean
  late: boolean
  session: boolean | null
  result: string | null
}

type Row = Omit<CommandOutcome, 'at'> & { at: Date | string }

/**
 * What became of the commands of the last week that a partner refused, or accepted and whose time is up: whether it said,
 * whether in time, and whether the session of an accepted start came.
 */
export async function listCommandOutcomes(partnerId: PartnerId): Promise<CommandOutcome[]> {
  const rows = (await getDb().execute(sql`
    select c.kind, c.requested_at as at, c.result is not null as answered, c.result,
      c.result is not null and coalesce(c.finished_at > c.timeout_at, false) as late,
      case when c.kind = 'START_SESSION' and c.result = 'ACCEPTED' then exists (
        select 1 from sessions s where s.partner_id = c.partner_id and s.authorization_reference = c.authorization_reference) end as session
    from commands c
    where c.partner_id = ${partnerId} and c.requested_at > now() - interval '7 days' and c.state <> 'requested'
      and (c.timeout_at < now() or c.state = 'rejected')
    order by c.requested_at desc limit 50`)) as unknown as Row[] // the columns of the statement
  return rows.map(({ at, ...row }) => ({ ...row, at: instant(new Date(at).getTime()) }))
}

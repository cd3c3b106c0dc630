import { sql, type SQL } from 'drizzle-orm'
import type { CdrStatus } from '@/db/schema/roaming'
import type { PartnerId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, startOfDay, toIsoInstant, type CalendarDate } from '@/lib/kernel/time'
import type { FindingCode } from '../../core/finding'

export type CdrFilter = {
  status?: readonly CdrStatus[]
  partnerId?: PartnerId
  /** Held for this reason. */
  reason?: FindingCode
  /** Days on which the session started, in Europe/Stockholm, both inclusive. */
  from?: CalendarDate
  to?: CalendarDate
  /** As CDRs state it: `SWE`. */
  country?: string
  /** Id, place, city, EVSE or card. */
  search?: string
}

function escapeLike(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
}

/** Conditions on `cdrs c`. */
export function cdrConditions(filter: CdrFilter): SQL {
  const { status, partnerId, reason, from, to, country } = filter
  const search = filter.search?.trim()
  const parts: SQL[] = [sql`true`]
  if (status && status.length > 0)
    parts.push(
      sql`c.status in (${sql.join(
        status.map((entry) => sql`${entry}`),
        sql`, `,
      )})`,
    )
  if (partnerId) parts.push(sql`c.partner_id = ${partnerId}`)
  if (country) parts.push(sql`c.country = ${country}`)
  if (from) parts.push(sql`c.started_at >= ${toIsoInstant(startOfDay(from, BILLING_ZONE))}::timestamptz`)
  if (to) parts.push(sql`c.started_at < ${toIsoInstant(startOfDay(addDays(to, 1), BILLING_ZONE))}::timestamptz`)
  if (reason) {
    parts.push(
      sql`exists (select 1 from cdr_findings f where f.cdr_id = c.id and f.code = ${reason} and f.severity = 'hold')`,
    )
  }
  if (search) {
    const like = escapeLike(search)
    parts.push(sql`(c.id = ${search} or c.authorization_reference = ${search} or c.ocpi_id ilike ${like} or c.place_name ilike ${like} or c.city ilike ${like}
      or c.evse_uid ilike ${like} or upper(c.token_uid) = upper(${search}))`)
  }
  return sql.join(parts, sql` and `)
}

import { sql, type SQL } from 'drizzle-orm'
import type { CdrStatus } from '@/db/schema/roaming'
import type { PartnerId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, startOfDay, toIsoInstant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import { convertUnit } from '../../prices/convert-to-kronor'
import type { FindingCode } from '../../core/finding'

export type CdrFilter = {
  status?: readonly CdrStatus[]
  partnerId?: PartnerId
  /** Accepted with a note: a warning that made no difference. */
  noted?: boolean
  /** The operator asks at least so much more than was agreed; excluding VAT, in kronor. */
  leastMinor?: bigint
  /** Held, and to be decided by now, or today. */
  due?: { receivedBefore: Instant; receivedFrom?: Instant }
  /** Shows this finding, whatever its severity. */
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
    parts.push(sql`exists (select 1 from cdr_findings f where f.cdr_id = c.id and f.code = ${reason})`)
  }
  if (filter.noted) {
    parts.push(sql`c.status = 'accepted' and exists (
      select 1 from cdr_findings f where f.cdr_id = c.id and f.severity = 'warning')`)
  }
  if (filter.leastMinor !== undefined) {
    parts.push(sql`(select (c.total_excl - r.agreed_excl) * ${convertUnit('r')} from ratings r
      where r.cdr_id = c.id and r.superseded_at is null) >= ${filter.leastMinor.toString()}::numeric / 100`)
  }
  if (filter.due) {
    const { receivedBefore, receivedFrom } = filter.due
    parts.push(sql`c.status = 'held' and c.received_at < ${toIsoInstant(receivedBefore)}::timestamptz`)
    if (receivedFrom !== undefined) parts.push(sql`c.received_at >= ${toIsoInstant(receivedFrom)}::timestamptz`)
  }
  if (search) {
    const like = escapeLike(search)
    parts.push(sql`(c.id = ${search} or c.authorization_reference = ${search} or c.ocpi_id ilike ${like} or c.place_name ilike ${like} or c.city ilike ${like}
      or c.evse_uid ilike ${like} or upper(c.token_uid) = upper(${search}))`)
  }
  return sql.join(parts, sql` and `)
}

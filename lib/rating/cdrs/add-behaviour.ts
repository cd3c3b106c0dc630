// What is known of an EVSE and an operator, added to CDRs that ask too much. Asked for those only: they are few.
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { sortFindings } from '../core/finding'
import {
  behaviourFindings,
  CDRS_BEFORE,
  DAYS_OF_EVSE,
  isOverbilled,
  OVERBILLED,
  RECENT_CDRS,
  type Behaviour,
} from '../core/rules/behaviour'
import type { Decided } from './write-ratings'

type EvseRow = { cdr_id: string; times: number }
type PartnerRow = { partner_id: PartnerId; count: number; wrong: number; old_count: number; old_wrong: number }

const codes = sql`(select json_array_elements_text(${JSON.stringify(OVERBILLED)}::text::json))`

/** Begins with the findings, which are few, and not with all CDRs of an operator. */
async function loadTimes(db: Tx, cdrIds: readonly string[]): Promise<Map<string, number>> {
  const rows = (await db.execute(sql`
    with asked as materialized (
      select id, partner_id, evse_uid, started_at from cdrs
      where evse_uid <> '#NA' and id in (select json_array_elements_text(${JSON.stringify(cdrIds)}::text::json))
    ), wrong as materialized (
      select distinct o.id, o.partner_id, o.evse_uid, o.started_at
      from cdr_findings f join cdrs o on o.id = f.cdr_id
      where f.severity = 'hold' and f.code in ${codes} and o.partner_id in (select partner_id from asked)
        and o.started_at > (select min(started_at) from asked) - ${`${DAYS_OF_EVSE} days`}::interval
    )
    select a.id as cdr_id, count(*)::int as times
    from asked a join wrong w on w.partner_id = a.partner_id and w.evse_uid = a.evse_uid and w.id <> a.id
      and w.started_at < a.started_at and w.started_at > a.started_at - ${`${DAYS_OF_EVSE} days`}::interval
    group by a.id`)) as unknown as EvseRow[] // the columns of the statement
  return new Map(rows.map((row) => [row.cdr_id, row.times]))
}

async function loadPartners(db: Tx, partnerIds: readonly PartnerId[]): Promise<Map<PartnerId, PartnerRow>> {
  const rows = (await db.execute(sql`
    select p.partner_id, count(*) filter (where x.place <= ${RECENT_CDRS})::int as count,
      count(*) filter (where x.place <= ${RECENT_CDRS} and x.wrong)::int as wrong,
      count(*) filter (where x.place > ${RECENT_CDRS})::int as old_count,
      count(*) filter (where x.place > ${RECENT_CDRS} and x.wrong)::int as old_wrong
    from (select json_array_elements_text(${JSON.stringify(partnerIds)}::text::json) as partner_id) p
    cross join lateral (
      select row_number() over (order by c.received_at desc) as place, exists (
        select from cdr_findings f where f.cdr_id = c.id and f.severity = 'hold' and f.code in ${codes}) as wrong
      from (select id, received_at from cdrs where partner_id = p.partner_id and status <> 'pending'
        order by received_at desc limit ${RECENT_CDRS + CDRS_BEFORE}) c
    ) x
    group by p.partner_id`)) as unknown as PartnerRow[] // the columns of the statement
  return new Map(rows.map((row) => [row.partner_id, row]))
}

/** The same decisions, those that ask too much with what else is known. Their status stays as it is. */
export async function addBehaviour(db: Tx, decided: readonly Decided[]): Promise<Decided[]> {
  const wrong = decided.filter(({ findings }) => findings !== null && isOverbilled(findings))
  if (wrong.length === 0) return [...decided]
  const [times, partners] = await Promise.all([
    loadTimes(
      db,
      wrong.map(({ subject }) => subject.cdrId),
    ),
    loadPartners(db, [...new Set(wrong.map(({ subject }) => subject.partnerId))]),
  ])
  const asked = new Set(wrong)
  return decided.map((entry) => {
    if (!asked.has(entry)) return entry
    const { cdr, cdrId, partnerId } = entry.subject
    const partner = partners.get(partnerId)
    const behaviour: Behaviour = {
      overbilledAtEvse: times.get(cdrId) ?? 0,
      recent: { count: partner?.count ?? 0, wrong: partner?.wrong ?? 0 },
      before: { count: partner?.old_count ?? 0, wrong: partner?.old_wrong ?? 0 },
    }
    const names = { evse: cdr.location.evseId ?? cdr.location.evseUid, party: `${cdr.countryCode}*${cdr.partyId}` }
    return { ...entry, findings: sortFindings([...(entry.findings ?? []), ...behaviourFindings(behaviour, names)]) }
  })
}

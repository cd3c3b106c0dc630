import { sql, type SQL } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { CdrId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { placeOf } from '../core/charge-row'
import { packCharge } from '../core/pack-charge'
import { factsOf } from '../core/subject'
import { loadCdrSubjects, withoutLock } from '../cdrs/load-cdr-subjects'
import type { PartOrder } from '../core/back-test'

const BATCH = 200

type Row = { cdr_id: CdrId; breakdown: Breakdown | null }

function unpacked({ from, to }: PartOrder): SQL {
  return sql`
    select r.cdr_id, case when r.wholesale_excl is null then null else r.breakdown end as breakdown
    from rated_charges c join ratings r on r.cdr_id = c.cdr_id and r.superseded_at is null
    where c.facts is null and c.customer_id is not null and not c.credit and c.net_minor is not null
      and c.started_at >= ${toIsoInstant(from)}::timestamptz and c.started_at < ${toIsoInstant(to)}::timestamptz`
}

/**
 * Packs charges of the period that were rated before there was a pack, a few hundred at a time. Those that were paid
 * out to the driver have none and are passed over.
 */
export async function packCharges(order: PartOrder): Promise<number> {
  const db = getDb()
  let packed = 0
  for (let last: string = ''; ;) {
    const rows = (await db.execute(
      sql`${unpacked(order)} and c.cdr_id > ${last} order by c.cdr_id limit ${BATCH}`,
    )) as unknown as Row[] // the columns of the statement
    const end = rows.at(-1)
    if (!end) return packed
    last = end.cdr_id
    const breakdowns = new Map(rows.map((row) => [row.cdr_id, row.breakdown]))
    const loaded = await loadCdrSubjects(db, withoutLock(rows.map((row) => row.cdr_id)))
    const facts = loaded.flatMap(({ subject }) =>
      subject.cdr.homeChargingCompensation
        ? []
        : [
            {
              cdr_id: subject.cdrId,
              facts: packCharge({
                facts: factsOf(subject),
                breakdown: breakdowns.get(subject.cdrId) ?? null,
                place: placeOf(subject.cdr),
              }),
            },
          ],
    )
    await db.execute(sql`
      update rated_charges c set facts = f.facts
      from json_to_recordset(${JSON.stringify(facts)}::text::json) as f (cdr_id text, facts text)
      where c.cdr_id = f.cdr_id and c.facts is null`)
    packed += facts.length
  }
}

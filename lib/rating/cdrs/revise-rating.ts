import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { newId, type CdrId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { toKronor, type Conversion } from '../core/exchange'
import { queueMatching } from '../reconciliation/queue-matching'

/**
 * A new revision of a CDR's rating with another cost to us, and the CDR's status with it. The customer's price stays as
 * it is, with the energy it was priced by and the promise it was held against, unless the customer does not pay: then
 * there is nothing to bill.
 */
export async function reviseRating(
  db: Tx,
  now: Instant,
  cdrId: CdrId,
  revision: { costMinor: bigint; customerPays: boolean; status: CdrStatus },
): Promise<void> {
  const { costMinor, customerPays, status } = revision
  const costSek = await costInKronor(db, cdrId, costMinor)
  const at = toIsoInstant(now)
  const id = newId('rating', now)
  const retail = (column: string) => (customerPays ? sql.raw(column) : sql.raw('0'))
  await db.execute(sql`
    with old as (
      update ratings set superseded_at = ${at}::timestamptz where cdr_id = ${cdrId} and superseded_at is null returning *
    ), moved as (update cdrs set status = ${status} where id = ${cdrId}
    ), promised as (
      insert into rating_promises (rating_id, source, quote_id, authorization_id, promised_at, tariff_version_id,
        price_plan_version_id, promised_gross_minor, usual_gross_minor, ruled, recover_minor)
      select ${id}, p.source, p.quote_id, p.authorization_id, p.promised_at, p.tariff_version_id, p.price_plan_version_id,
        p.promised_gross_minor, p.usual_gross_minor, p.ruled, p.recover_minor
      from rating_promises p join old on old.id = p.rating_id where ${customerPays}::boolean
    )
    insert into ratings (id, cdr_id, revision, customer_id, partner_id, started_at, engine_version, price_plan_version_id,
      tariff_version_id, tariff_source, currency, cpo_excl, wholesale_excl, cost_minor, retail_net_minor, retail_vat_minor,
      retail_gross_minor, margin_minor, lines, breakdown, agreement_id, agreed_excl, corrected_kwh, evidence,
      conversion, rated_at)
    select ${id}, cdr_id, revision + 1, customer_id, partner_id, started_at, engine_version,
      price_plan_version_id, tariff_version_id, tariff_source, currency, cpo_excl, wholesale_excl, ${costMinor.toString()}::bigint,
      ${retail('retail_net_minor')}, ${retail('retail_vat_minor')}, ${retail('retail_gross_minor')},
      ${retail('retail_net_minor')} - ${costSek}::bigint,
      ${customerPays ? sql.raw('lines') : sql.raw(`'[]'::json`)}, breakdown, agreement_id, agreed_excl,
      corrected_kwh, evidence, conversion,
      ${at}::timestamptz
    from old`)
  await db.execute(sql`
    update rated_charges x set cost_minor = coalesce(${costSek}::bigint, r.cost_minor),
      cost_fees_minor = least(x.cost_fees_minor, greatest(coalesce(${costSek}::bigint, r.cost_minor), 0)), net_minor = r.retail_net_minor,
      vat_minor = r.retail_vat_minor, gross_minor = r.retail_gross_minor, margin_minor = r.margin_minor
    from ratings r where x.cdr_id = ${cdrId} and r.cdr_id = x.cdr_id and r.superseded_at is null`)
  await queueMatching(db, [cdrId])
}

/** As text; null where nobody knows what the operator's money is worth. */
async function costInKronor(db: Tx, cdrId: CdrId, costMinor: bigint): Promise<string | null> {
  const [row] = (await db.execute(sql`
    select currency, conversion from ratings where cdr_id = ${cdrId} and superseded_at is null for update`)) as unknown as {
    currency: string
    conversion: Conversion | null
  }[] // the columns of the statement
  return row ? (toKronor(costMinor, row.currency, row.conversion)?.toString() ?? null) : null
}

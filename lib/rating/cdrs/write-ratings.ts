// Writes what was decided about many CDRs with a handful of statements.
import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { ratingPromises } from '@/db/schema/quotes'
import type { CdrStatus } from '@/db/schema/roaming'
import { decimal } from '@/lib/kernel/decimal'
import { newId, type CdrId, type RatingId } from '@/lib/kernel/ids'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import { enqueue } from '@/lib/platform/queue'
import type { RatingDraft } from '../core/assess-cdr'
import { withEnergy } from '../core/correct-energy'
import { chargeRowOf } from '../core/charge-row'
import type { Finding } from '../core/finding'
import type { KeptPromise } from '../core/promise'
import { isBoundByLatePromise } from '../core/late-data'
import { protectsCustomer } from '../core/protection'
import { countsAt, type CdrSubject } from '../core/subject'
import { queueMatching } from '../reconciliation/queue-matching'

export type Decided = {
  subject: CdrSubject
  status: CdrStatus
  rating: RatingDraft
  /** Null keeps those that are stored. */
  findings: readonly Finding[] | null
}

function toRow({ subject, rating, status, findings }: Decided, now: Instant) {
  const undecided = status === 'held' || status === 'disputed'
  const hasCustomer = subject.customerId !== null && !subject.cdr.homeChargingCompensation && !subject.cdr.credit
  const lateBound = isBoundByLatePromise(subject)
  // What was priced by a corrected energy is counted by it as well.
  const cdr = rating.correctedKwh === null ? subject.cdr : withEnergy(subject.cdr, decimal(rating.correctedKwh))
  const charge = chargeRowOf({ ...subject, cdr }, rating)
  return {
    id: newId('rating', now),
    cdr_id: subject.cdrId,
    status,
    customer_id: subject.customerId,
    token_id: subject.tokenId,
    partner_id: subject.partnerId,
    started_at: toIsoInstant(countsAt(subject)),
    engine_version: rating.engineVersion,
    price_plan_version_id: rating.pricePlanVersionId,
    tariff_version_id: rating.tariffVersionId,
    tariff_source: rating.tariffSource,
    currency: rating.currency,
    conversion: rating.conversion,
    cpo_excl: rating.cpoExcl,
    wholesale_excl: rating.wholesaleExcl,
    agreement_id: rating.agreementId,
    agreed_excl: rating.agreedExcl,
    corrected_kwh: rating.correctedKwh,
    evidence: rating.evidence,
    cost_minor: rating.costMinor?.toString() ?? null,
    retail_net_minor: rating.retail?.netMinor.toString() ?? null,
    retail_vat_minor: rating.retail?.vatMinor.toString() ?? null,
    retail_gross_minor: rating.retail?.grossMinor.toString() ?? null,
    margin_minor: rating.marginMinor?.toString() ?? null,
    protects: undecided && findings !== null && protectsCustomer({ ...rating, findings, hasCustomer, lateBound }),
    lines: rating.retail?.lines ?? [],
    breakdown: rating.breakdown,
    charge_currency: charge.currency,
    charge_cost: charge.costMinor?.toString() ?? null,
    country: charge.country,
    city: charge.city,
    current: charge.current,
    power_kw: charge.powerKw,
    energy_kwh: charge.energyKwh,
    credit: charge.credit,
    reverses: charge.reverses,
    cost_fees_minor: charge.costFeesMinor?.toString() ?? null,
    facts: charge.facts,
  }
}

/**
 * A new revision for each, the old one superseded, the status moved. The revision is the next one of the CDR, so two
 * writers of the same CDR collide on the unique index instead of both succeeding.
 */
export async function writeRatings(db: Tx, now: Instant, decided: readonly Decided[]): Promise<void> {
  if (decided.length === 0) return
  const made = decided.map((entry) => toRow(entry, now))
  const rows = JSON.stringify(made)
  const at = toIsoInstant(now)
  await db.execute(sql`
    with decided as materialized (
      select * from json_to_recordset(${rows}::text::json) as row (
        id text, cdr_id text, status text, customer_id text, token_id text, partner_id text, started_at timestamptz,
        engine_version text, price_plan_version_id text, tariff_version_id text, tariff_source text, currency text,
        cpo_excl numeric, wholesale_excl numeric, cost_minor bigint, retail_net_minor bigint, retail_vat_minor bigint,
        retail_gross_minor bigint, margin_minor bigint, protects boolean, lines json, breakdown json, country text, city text, current text,
        power_kw float8, energy_kwh numeric, credit boolean, reverses text, cost_fees_minor bigint, facts text,
        agreement_id text, agreed_excl numeric, corrected_kwh numeric, evidence jsonb, conversion jsonb, charge_currency text,
        charge_cost bigint)
    ), superseded as (
      update ratings r set superseded_at = ${at}::timestamptz from decided d
      where r.cdr_id = d.cdr_id and r.superseded_at is null
    ), moved as (
      update cdrs c set status = d.status, customer_id = coalesce(c.customer_id, d.customer_id),
        token_id = coalesce(c.token_id, d.token_id)
      from decided d where c.id = d.cdr_id
    ), charged as (
      insert into rated_charges (cdr_id, customer_id, partner_id, price_plan_version_id, started_at, country, city, current,
        power_kw, energy_kwh, currency, credit, reverses, cost_minor, cost_fees_minor, net_minor, vat_minor, gross_minor,
        margin_minor, facts)
      select d.cdr_id, d.customer_id, d.partner_id, d.price_plan_version_id, d.started_at, d.country, d.city, d.current,
        d.power_kw, d.energy_kwh, d.charge_currency, d.credit, d.reverses, d.charge_cost, d.cost_fees_minor, d.retail_net_minor,
        d.retail_vat_minor, d.retail_gross_minor, d.margin_minor, d.facts
      from decided d
      on conflict (cdr_id) do update set customer_id = excluded.customer_id,
        price_plan_version_id = excluded.price_plan_version_id, currency = excluded.currency, reverses = excluded.reverses,
        cost_minor = excluded.cost_minor, cost_fees_minor = excluded.cost_fees_minor, net_minor = excluded.net_minor,
        vat_minor = excluded.vat_minor, gross_minor = excluded.gross_minor, margin_minor = excluded.margin_minor,
        facts = excluded.facts
    )
    insert into ratings (id, cdr_id, revision, customer_id, partner_id, started_at, engine_version, price_plan_version_id,
      tariff_version_id, tariff_source, currency, cpo_excl, wholesale_excl, cost_minor, retail_net_minor, retail_vat_minor,
      retail_gross_minor, margin_minor, protects_customer, lines, breakdown, agreement_id, agreed_excl, corrected_kwh, evidence, conversion, rated_at)
    select d.id, d.cdr_id, coalesce((select max(r.revision) from ratings r where r.cdr_id = d.cdr_id), 0) + 1, d.customer_id,
      d.partner_id, d.started_at, d.engine_version, d.price_plan_version_id, d.tariff_version_id, d.tariff_source, d.currency,
      d.cpo_excl, d.wholesale_excl, d.cost_minor, d.retail_net_minor, d.retail_vat_minor, d.retail_gross_minor,
      d.margin_minor, d.protects and not exists (
        select 1 from dispute_cdrs k where k.cdr_id = d.cdr_id and k.settled_at is null and k.keeps_off), d.lines, coalesce(d.breakdown, 'null'::json), d.agreement_id, d.agreed_excl, d.corrected_kwh, d.evidence, nullif(d.conversion, 'null'::jsonb), ${at}::timestamptz
    from decided d`)
  await writeFindings(db, now, decided)
  await writePromises(
    db,
    decided.flatMap(({ rating: { promise } }, index) => (promise ? [{ ratingId: made[index]!.id, promise }] : [])), // one row each
  )
  await queueCompensations(db, decided)
  await queueMatching(
    db,
    decided.map(({ subject }) => subject.cdrId),
  )
}

async function writePromises(db: Tx, rows: readonly { ratingId: RatingId; promise: KeptPromise }[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insert(ratingPromises)
    .values(rows.map(({ ratingId, promise: { at, ...promise } }) => ({ ...promise, ratingId, promisedAt: at })))
}

/** A charge at home that is accepted is owed to the driver, and a credit of one is taken back: who keeps the books does that. */
async function queueCompensations(db: Tx, decided: readonly Decided[]): Promise<void> {
  const cdrIds = decided.flatMap(({ subject, status }) =>
    status === 'accepted' && (subject.cdr.homeChargingCompensation || subject.credited?.homeCharging)
      ? [subject.cdrId]
      : [],
  )
  if (cdrIds.length > 0) await enqueue(db, 'book-compensations', { cdrIds })
}

async function writeFindings(db: Tx, now: Instant, decided: readonly Decided[]): Promise<void> {
  const checked = decided.filter((entry) => entry.findings !== null)
  if (checked.length === 0) return
  const ids = checked.map((entry) => entry.subject.cdrId)
  const rows = checked.flatMap(({ subject, findings }) =>
    (findings ?? []).map((entry) => ({ cdr_id: subject.cdrId, ...entry })),
  )
  await db.execute(sql`
    delete from cdr_findings where cdr_id in (select json_array_elements_text(${JSON.stringify(ids)}::text::json))`)
  await addFindings(db, now, rows)
}

/** Adds findings; one that the CDR has already is replaced. */
export async function addFindings(db: Tx, now: Instant, rows: readonly (Finding & { cdr_id: CdrId })[]): Promise<void> {
  if (rows.length === 0) return
  await db.execute(sql`
    insert into cdr_findings (cdr_id, code, severity, params, created_at)
    select f.cdr_id, f.code, f.severity, f.params, ${toIsoInstant(now)}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as f (cdr_id text, code text, severity text, params jsonb)
    on conflict (cdr_id, code) do update
      set severity = excluded.severity, params = excluded.params, created_at = excluded.created_at`)
}

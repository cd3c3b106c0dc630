// Everything a check needs to know, for many CDRs at once.
import { sql, type SQL } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { AuthorizationId, CdrId, CustomerId, PartnerId, SessionId, TokenId } from '@/lib/kernel/ids'
import { HOUR_MS, instant } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { matchSession } from '@/lib/roaming/cdrs/match-session'
import { foldKey } from '@/lib/roaming/core/common'
import type { Cdr } from '@/lib/roaming/core/session'
import type { AllowedPlace } from '@/lib/roaming/core/token'
import type { CdrStatus } from '@/db/schema/roaming'
import type { PlanVersion } from '../core/choose-plan'
import { NO_CONTEXT } from '../core/retail-context'
import {
  factsOf,
  namedTariffIds,
  overlap,
  whenOf,
  type CdrSubject,
  type PromisedPrice,
  type StoredTariff,
} from '../core/subject'
import { loadContexts, type ContextWish } from '../price-plans/load-contexts'
import { loadPlans, type Plans } from '../price-plans/load-plans'
import { readPolicy } from '../read-policy'
import { loadAgreements } from './load-agreements'
import { loadCreditedCdrs } from './load-credited-cdrs'
import { loadConnectorTariffs, loadStoredTariffs, type TariffWish } from './load-stored-tariffs'
import { loadPromises, type PromiseWish } from './load-promises'

/** A subject with what only the writing side needs. */
export type LoadedCdr = { subject: CdrSubject; key: string; status: CdrStatus; creditedKey: string | null }

type Row = {
  cdr_id: CdrId
  partner_id: PartnerId
  key: string
  status: CdrStatus
  credited_key: string | null
  customer_id: CustomerId | null
  token_id: TokenId | null
  power_type: string
  max_power_kw: number | null
  time_zone: string
  zone_source: CdrSubject['zoneSource']
  received_at: number
  body: Cdr
  quirks: StoredQuirks
  session_id: SessionId | null
  session_status: string | null
  session_updated_at: number | null
  session_energy: DecimalString | null
  session_completed: boolean | null
  session_total: DecimalString | null
  reference: string | null
  token_state: 'active' | 'blocked' | 'lost' | null
  token_changed_at: number | null
  token_places: AllowedPlace[] | null
  authorization_id: AuthorizationId | null
  allowed: string | null
  authorized_at: number | null
  reference_unknown: boolean
  other_token: boolean
  other_customer: boolean
  location_known: boolean
  overlap_id: string | null
  overlap_place: string | null
  overlap_body: Cdr | null
  conflicts: number
  contradicted: string[] | null
  party_known: boolean
  same_id: string | null
  shown_net: string | null
  first_received_at: number
}

/** The session of a CDR `c`. */
export const sessionOfCdr = sql.raw(matchSession('c'))

function select(wanted: SQL): SQL {
  return sql`
    with wanted as materialized (${wanted})
    select c.id as cdr_id, c.partner_id, c.key, c.status, c.credited_key, coalesce(c.customer_id, u.customer_id) as customer_id,
      coalesce(c.token_id, u.id) as token_id, c.power_type, c.max_power_kw, c.time_zone, c.zone_source, c.body,
      extract(epoch from c.received_at)::float8 * 1000 as received_at, p.quirks,
      s.id as session_id, s.status as session_status, extract(epoch from s.last_updated)::float8 * 1000 as session_updated_at,
      s.energy_kwh as session_energy, s.status = 'COMPLETED' as session_completed, s.total_excl as session_total,
      coalesce(c.authorization_reference, s.authorization_reference) as reference,
      coalesce(t.state, u.state) as token_state, case when t.id is null then u.allowed_places else t.allowed_places end as token_places,
      extract(epoch from coalesce(t.last_updated, u.last_updated))::float8 * 1000 as token_changed_at,
      a.id as authorization_id, a.allowed, extract(epoch from a.at)::float8 * 1000 as authorized_at, c.authorization_reference is not null and a.id is null as reference_unknown,
      coalesce(a.token_id <> coalesce(c.token_id, u.id), false) as other_token,
      coalesce(a.customer_id <> coalesce(c.customer_id, u.customer_id), false) as other_customer, l.id is not null as location_known, o.ocpi_id as overlap_id, o.place_name as overlap_place, o.body as overlap_body,
      (select count(*)::int from cdr_conflicts x where x.cdr_id = c.id) as conflicts,
      (select json_agg(distinct d) from cdr_conflicts x, jsonb_array_elements_text(x.differences) d
        where x.cdr_id = c.id and x.decision is distinct from 'first_stands') as contradicted,
      exists (select from parties y where y.partner_id = c.partner_id and y.key = upper(c.country_code || '*' || c.party_id)
        and y.source <> 'object') as party_known, e.ocpi_id as same_id,
      (select w.net_minor::text from charge_watches w where w.session_id = s.id) as shown_net,
      extract(epoch from least(c.received_at, (
        select min(f.received_at) from cdrs f where not f.credit and f.customer_id = c.customer_id and f.token_id = c.token_id
          and f.country_code = c.country_code and f.party_id = c.party_id and f.evse_uid = c.evse_uid
          and f.started_at between c.started_at - interval '10 minutes' and c.started_at + interval '10 minutes'
      )))::float8 * 1000 as first_received_at
    from wanted w
    join cdrs c on c.id = w.id
    join partners p on p.id = c.partner_id
    left join lateral (${sessionOfCdr}) s on true
    left join tokens t on t.id = c.token_id
    left join lateral (
      select id, customer_id, state, allowed_places, last_updated from tokens
      where c.token_id is null and (uid_key = upper(c.token_uid) and type = c.body #>> '{token,type}'
        or c.body #>> '{token,type}' = 'UNKNOWN' and (contract_id = upper(c.token_uid) or uid_key = upper(c.token_uid) and type = 'RFID'))
      order by contract_id = upper(c.token_uid) desc limit 1
    ) u on true
    left join lateral (
      select e.id, e.ocpi_id from cdrs e
      where not c.credit and not e.credit and e.customer_id = c.customer_id and e.started_at = c.started_at and e.id <> c.id
        and e.token_id = c.token_id and e.ended_at = c.ended_at and e.energy_kwh = c.energy_kwh
        and e.total_excl is not distinct from c.total_excl and e.evse_uid = c.evse_uid and e.evse_uid <> '#NA'
        and e.partner_id = c.partner_id and (e.received_at, e.id) < (c.received_at, c.id) and e.status <> 'rejected'
        and not exists (select from cdrs k where k.credit and k.credited_key = e.key and k.status = 'accepted')
      order by e.received_at, e.id limit 1
    ) e on true
    left join authorizations a on a.id = c.authorization_reference and a.partner_id = c.partner_id
    left join locations l on l.partner_id = c.partner_id
      and l.key = upper(c.country_code || '*' || c.party_id || '*' || (c.body #>> '{location,id}'))
    left join lateral (
      select o.ocpi_id, o.place_name, o.body from cdrs o
      where not c.credit and o.customer_id = c.customer_id and o.token_id = c.token_id and o.id <> c.id and not o.credit
        and o.started_at > c.started_at - interval '2 days' and o.started_at < c.ended_at - interval '1 minute'
        and o.ended_at > c.started_at + interval '1 minute' and o.evse_uid <> '#NA' and c.evse_uid <> '#NA'
        -- The later of two accounts of one charge at one socket is the doubtful one; who was first stands.
        and (o.evse_uid <> c.evse_uid or (o.received_at, o.id) < (c.received_at, c.id))
        and o.id is distinct from e.id and o.status <> 'rejected'
        and not exists (
          select 1 from cdrs k where k.credit and k.credited_key = o.key and k.status = 'accepted')
      order by o.started_at, o.id limit 1
    ) o on true
    order by c.received_at, c.id`
}

export function idList(ids: readonly string[]): SQL {
  return sql`(select json_array_elements_text(${JSON.stringify(ids)}::text::json))`
}

/** CDRs that nobody else is working on, locked until the transaction ends. With them the originals of credit CDRs. */
export function lockPending(cdrIds: readonly string[]): SQL {
  return sql`
    select id from cdrs where status = 'pending' and (id in ${idList(cdrIds)} or key in (
      select k.credited_key from cdrs k where k.credit and k.id in ${idList(cdrIds)}))
    order by id for update skip locked`
}

/** Credit CDRs that waited for one of these originals. */
export function lockWaitingCredits(originalIds: readonly string[]): SQL {
  return sql`
    select k.id from cdrs o join cdrs k on k.credited_key = o.key and k.credit
    where o.id in ${idList(originalIds)} and (k.status = 'pending' or k.status = 'held' and exists (
      select 1 from cdr_findings f where f.cdr_id = k.id and f.code = 'CREDIT_WITHOUT_ORIGINAL'))
    order by k.id for update of k skip locked`
}

export function withoutLock(cdrIds: readonly string[]): SQL {
  return sql`select id from cdrs where id in ${idList(cdrIds)}`
}

function tariffWish(row: Row): TariffWish {
  const owner = { countryCode: row.body.countryCode, partyId: row.body.partyId }
  const named = namedTariffIds(row.body).map((id) => foldKey({ ...owner, id }))
  return {
    partnerId: row.partner_id,
    at: whenOf(row.body),
    keys: [...new Set([...named, ...row.body.tariffs.map(foldKey)])],
  }
}

/** Clocks differ by seconds; what is said to have begun long before is a finding and has no price. */
const EARLY_MS = HOUR_MS

function nearStart({ startedAt, chargingPeriods }: Row['body']): number[] {
  return chargingPeriods.map((period) => period.startedAt).filter((at) => at > startedAt - EARLY_MS)
}

function contextWish(
  row: Row,
  plan: Pick<PlanVersion, 'rules'> | null,
  stored: readonly StoredTariff[] = [],
): ContextWish {
  const { cdr_id: cdrId, customer_id: customerId, body } = row
  const { current, powerKw } = factsOf({ cdr: body, powerType: row.power_type, maxPowerKw: row.max_power_kw })
  const { countryCode, partyId, location, endedAt, credit, homeChargingCompensation } = body
  const rules = credit || homeChargingCompensation ? null : (plan?.rules ?? null)
  return {
    rules,
    customerId,
    currencies: [body.currency, ...stored.map(({ tariff }) => tariff.currency)],
    startedAt: whenOf(body),
    firstEnergyAt: instant(Math.min(whenOf(body), ...nearStart(body))),
    endedAt,
    countryCode,
    partyId,
    location,
    current,
    powerKw,
    cdrId,
  }
}

/** What other statements load. */
type Later =
  | 'storedTariffs'
  | 'connectorTariffIds'
  | 'preference'
  | 'plan'
  | 'credited'
  | 'agreement'
  | 'promised'
  | 'context'

function toSubject(row: Row): Omit<CdrSubject, Later> {
  return {
    cdrId: row.cdr_id,
    partnerId: row.partner_id,
    cdr: row.body,
    customerId: row.customer_id,
    tokenId: row.token_id,
    powerType: row.power_type,
    maxPowerKw: row.max_power_kw,
    timeZone: row.time_zone,
    zoneSource: row.zone_source,
    receivedAt: instant(Math.round(row.received_at)),
    partner: readPolicy(row.quirks),
    session:
      row.session_id === null
        ? null
        : {
            id: row.session_id,
            status: row.session_status ?? '',
            energyKwh: row.session_energy ?? '0',
            completed: row.session_completed === true,
            totalExcl: row.session_total,
            lastUpdated: instant(Math.round(row.session_updated_at ?? 0)),
          },
    token:
      row.token_state === null
        ? null
        : {
            state: row.token_state,
            places: row.token_places,
            changedAt: instant(Math.round(row.token_changed_at ?? 0)),
          },
    authorization:
      row.authorization_id === null
        ? null
        : {
            id: row.authorization_id,
            allowed: row.allowed ?? '',
            at: instant(Math.round(row.authorized_at ?? 0)),
          },
    reference: row.reference_unknown
      ? 'unknown'
      : row.other_customer
        ? 'other_customer'
        : row.other_token
          ? 'other_token'
          : null,
    locationKnown: row.location_known,
    overlapping:
      row.overlap_id !== null && row.overlap_body !== null && overlap(row.body, row.overlap_body)
        ? { id: row.overlap_id, place: row.overlap_place ?? '' }
        : null,
    conflicts: row.conflicts,
    contradicted: row.contradicted ?? [],
    partyKnown: row.party_known,
    sameContent: row.same_id === null ? null : { id: row.same_id },
    shown: row.shown_net === null ? null : { netMinor: BigInt(row.shown_net) },
    firstReceivedAt: instant(Math.round(row.first_received_at)),
  }
}

type TariffsOfWish = Pick<PromiseWish, 'candidates' | 'keys' | 'stored' | 'terms'>
type Ruling = readonly (PlanVersion | null)[]

/** What was promised of each, with what its plan asks for where that is another than the ruling one. */
async function loadPromisesOf(
  db: Reader,
  plans: Plans,
  rows: readonly Row[],
  ruling: Ruling,
  tariffsOf: (row: Row, index: number) => TariffsOfWish,
): Promise<(PromisedPrice | null)[]> {
  const promises = await loadPromises(
    db,
    plans,
    rows.map((row, index) => ({ ...promiseWish(row), ...tariffsOf(row, index) })),
  )
  const others = rows.flatMap((row, index) => {
    const plan = promises[index]?.plan
    return plan && plan.versionId !== ruling[index]?.versionId ? [{ index, wish: contextWish(row, plan) }] : []
  })
  const contexts = await loadContexts(
    db,
    others.map(({ wish }) => wish),
  )
  others.forEach(({ index }, position) => {
    const promised = promises[index]
    if (promised) promises[index] = { ...promised, context: contexts[position] ?? null }
  })
  return promises
}

function promiseWish(row: Row): Omit<PromiseWish, keyof TariffsOfWish> {
  const { authorization_id: id, authorized_at: at, body } = row
  return {
    customerId: body.credit ? null : row.customer_id,
    partnerId: row.partner_id,
    reference: row.reference,
    sessionId: row.session_id,
    authorization: id && at !== null ? { id, at: instant(Math.round(at)) } : null,
    startedAt: whenOf(body),
    place: {
      partnerId: row.partner_id,
      countryCode: body.countryCode,
      partyId: body.partyId,
      locationId: body.location.id,
      evseUid: body.location.evseUid,
      connectorId: body.location.connectorId,
    },
    chargingPeriods: body.chargingPeriods,
    stepMode: readPolicy(row.quirks).stepMode,
  }
}

/** Loads what `wanted` (a statement that yields ids, and may lock) selects. */
export async function loadCdrSubjects(db: Reader, wanted: SQL): Promise<LoadedCdr[]> {
  const rows = (await db.execute(select(wanted))) as unknown as Row[] // the columns of the statement above
  if (rows.length === 0) return []
  const customers = [...new Set(rows.flatMap((row) => (row.customer_id ? [row.customer_id] : [])))]
  const credits = rows.filter((row) => row.body.credit)
  const plans = await loadPlans(db, customers)
  const agreements = await loadAgreements(db, [...new Set(rows.map((row) => row.partner_id))])
  const connectors = await loadConnectorTariffs(
    db,
    rows.flatMap(({ cdr_id, body }) =>
      namedTariffIds(body).length === 0 && body.tariffs.length !== 1 ? [cdr_id] : [],
    ),
  )
  // A CDR that carries tariffs of its own asks for none of the connector's.
  const offerOf = (row: Row) => (row.body.tariffs.length > 0 ? [] : (connectors.get(row.cdr_id)?.tariffIds ?? []))
  const agreementOf = (row: Row) =>
    agreements.find(row.partner_id, foldParty(row.body.countryCode, row.body.partyId), whenOf(row.body))
  const wishes = rows.map((row) => {
    const wish = tariffWish(row)
    const own = offerOf(row).map((id) => foldKey({ ...row.body, id }))
    return own.length > 0 ? { ...wish, keys: own } : wish
  })
  const stored = await loadStoredTariffs(db, wishes)
  const credited = await loadCreditedCdrs(
    db,
    credits.map((row) => row.cdr_id),
  )
  const ruling = rows.map((row) => plans.find(row.customer_id, whenOf(row.body)))
  const contexts = await loadContexts(
    db,
    rows.map((row, index) => contextWish(row, ruling[index] ?? null, stored[index])),
  )
  const promises = await loadPromisesOf(db, plans, rows, ruling, (row, index) => ({
    candidates: row.body.tariffs.length > 0 ? row.body.tariffs.map(({ id }) => id) : offerOf(row),
    keys: wishes[index]?.keys ?? [],
    stored: stored[index] ?? [],
    terms: {
      preference: connectors.get(row.cdr_id)?.preference ?? null,
      currency: agreementOf(row)?.terms.currency ?? null,
    },
  }))
  return rows.map((row, index) => {
    const plan = ruling[index]
    return {
      key: row.key,
      status: row.status,
      creditedKey: row.credited_key,
      subject: {
        ...toSubject(row),
        storedTariffs: stored[index] ?? [],
        connectorTariffIds: offerOf(row),
        preference: connectors.get(row.cdr_id)?.preference ?? null,
        agreement: agreementOf(row),
        plan: plan ? { versionId: plan.versionId, rules: plan.rules } : null,
        context: contexts[index] ?? NO_CONTEXT,
        credited: credited.get(row.cdr_id) ?? null,
        promised: promises[index] ?? null,
      },
    }
  })
}

// CDR intake, the hot path: what arrives while one statement runs goes together into the next one, and each is
// answered after its commit. One statement stores the CDR with its evidence, links it and audits it.
import { hash } from 'node:crypto'
import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { newId, type CdrId, type PartnerId } from '@/lib/kernel/ids'
import { actorId } from '@/lib/platform/audit'
import { createBatcher } from '@/lib/platform/batch'
import { BULK_ROWS, bulkStatement, type BulkRow } from '@/lib/platform/bulk-statement'
import { foldId, foldKey, NOT_APPLICABLE, type WireFinding } from '../core/common'
import type { Cdr } from '../core/session'
import { DEFAULT_ZONE, zoneOfCountry } from '../core/time-zones'
import { keepCdrConflict } from './keep-cdr-conflict'
import { keepCdrCopy } from './keep-cdr-copy'
import { queueRating } from './queue-rating'

export type IncomingCdr = {
  readonly cdr: Cdr
  /** The JSON text as it arrived: the evidence in a dispute. */
  readonly received: string
  readonly findings: readonly WireFinding[]
  readonly source: 'push' | 'pull'
}

/** `copied`: another connection to the same party brought this CDR before; what came is kept as evidence. */
export type StoredCdr = { readonly cdrId: CdrId; readonly outcome: 'created' | 'copied' | 'repeated' | 'conflict' }

// Holds the rows only: what waits for a commit should not keep the whole message alive.
type Item = {
  ctx: IntakeCtx
  id: CdrId
  key: string
  contentHash: string
  body: string
  received: string
  source: 'push' | 'pull'
  row: BulkRow
}

/**
 * Stores a CDR once, whatever connections it comes over: its key is the owner's (decision 0007). A repeat of the same
 * CDR is a success; a different one under the same key is kept as a conflict and changes nothing. An unknown token is
 * no reason to refuse. Never inside a transaction of the caller.
 */
export function storeCdr(ctx: IntakeCtx, incoming: IncomingCdr): Promise<StoredCdr> {
  return batch.add(toItem(ctx, incoming))
}

const batch = createBatcher(storeAll, { lanes: 2, size: BULK_ROWS })

function toItem(ctx: IntakeCtx, incoming: IncomingCdr): Item {
  const { cdr, received, findings, source } = incoming
  const now = ctx.clock.now()
  const id = newId('cdr', now)
  const key = foldKey(cdr)
  const body = JSON.stringify(cdr)
  const contentHash = hash('sha256', body, 'hex')
  const { location } = cdr
  const zone = zoneOfCountry(location.country)
  const values = [
    id,
    key,
    ctx.partnerId,
    cdr.countryCode,
    cdr.partyId,
    cdr.id,
    cdr.token.uid,
    foldId(cdr.token.uid),
    cdr.token.type,
    cdr.sessionId,
    cdr.authorizationReference,
    String(cdr.startedAt),
    String(cdr.endedAt),
    cdr.currency,
    cdr.totalEnergyKwh,
    cdr.totalCost.excl,
    cdr.totalCost.incl,
    String(cdr.credit),
    cdr.creditReferenceId === null ? null : foldKey({ ...cdr, id: cdr.creditReferenceId }),
    cdr.invoiceReferenceId === null ? null : foldId(cdr.invoiceReferenceId),
    String(cdr.homeChargingCompensation),
    location.name ?? (location.address || location.id),
    location.city,
    location.country,
    location.evseUid,
    foldId(location.evseUid),
    foldId(location.connectorId),
    foldKey({ ...cdr, id: location.id }),
    zone,
    location.connectorPowerType,
    contentHash,
    JSON.stringify(findings),
    source,
    String(now),
    ctx.actor,
    actorId(ctx),
    ctx.requestId,
  ]
  return { ctx, id, key, contentHash, body, received, source, row: { values, texts: [body, received] } }
}

type Known = { cdrId: CdrId; partnerId: PartnerId; contentHash: string }
type Answer = {
  id: CdrId
  created: boolean
  cdr_id: CdrId | null
  partner_id: PartnerId | null
  content_hash: string | null
}

async function storeAll(items: Item[]): Promise<StoredCdr[]> {
  const first = new Map<string, Item>()
  for (const item of items) if (!first.has(item.key)) first.set(item.key, item)
  const answers = new Map(
    (await insert([...first.values()].map(({ row }) => row))).map((answer) => [answer.id, answer]),
  )
  return Promise.all(
    items.map((item) => {
      const leader = first.get(item.key)! // set above
      return outcomeOf(item, leader, answers.get(leader.id)!) // every row is answered
    }),
  )
}

async function outcomeOf(item: Item, leader: Item, answer: Answer): Promise<StoredCdr> {
  if (answer.created && item === leader) {
    queueRating(item.id)
    return { cdrId: item.id, outcome: 'created' }
  }
  const { id: cdrId, contentHash, ctx } = leader
  const known = answer.created ? { cdrId, partnerId: ctx.partnerId, contentHash } : await existing(item, answer)
  if (known.partnerId !== item.ctx.partnerId)
    return { cdrId: known.cdrId, outcome: await keepCdrCopy(item.ctx, known.cdrId, item) }
  if (known.contentHash === item.contentHash) return { cdrId: known.cdrId, outcome: 'repeated' }
  const outcome = await keepCdrConflict(item.ctx, known.cdrId, item)
  return { cdrId: known.cdrId, outcome }
}

/** Another process may have stored it after our statement took its snapshot. */
async function existing(item: Item, { cdr_id, partner_id, content_hash }: Answer): Promise<Known> {
  if (cdr_id && partner_id && content_hash) return { cdrId: cdr_id, partnerId: partner_id, contentHash: content_hash }
  const [row] = await hotSql()<Known[]>`
    select id as "cdrId", partner_id as "partnerId", encode(content_hash, 'hex') as "contentHash" from cdrs where key = ${item.key}`
  return row! // it was there, or the insert would have made it
}

const COLUMNS = [
  'id',
  'key',
  'partner_id',
  'country_code',
  'party_id',
  'ocpi_id',
  'token_uid',
  'token_key',
  'token_type',
  'session_ocpi_id',
  'authorization_reference',
  'started_at',
  'ended_at',
  'currency',
  'energy_kwh',
  'total_excl',
  'total_incl',
  'credit',
  'credited_key',
  'invoice_reference',
  'home_charging',
  'place_name',
  'city',
  'country',
  'evse_uid',
  'evse_key',
  'connector_key',
  'location_key',
  'country_zone',
  'power_type',
  'content_hash',
  'wire_findings',
  'source',
  'received_at',
  'actor',
  'actor_id',
  'request_id',
]

const insert = bulkStatement<Answer>(
  COLUMNS,
  ['body', 'received'],
  (incoming) => `
    with ${incoming}, stored as (
      insert into cdrs (id, partner_id, country_code, party_id, ocpi_id, key, customer_id, token_id, token_uid, session_ocpi_id,
        authorization_reference, started_at, ended_at, currency, energy_kwh, total_excl, total_incl, credit, credited_key,
        invoice_reference, home_charging, place_name, city, country, evse_uid, time_zone, zone_source, power_type, max_power_kw, body, received, content_hash,
        wire_findings, source, received_at)
      select i.id, i.partner_id, i.country_code, i.party_id, i.ocpi_id, i.key, coalesce(t.customer_id, k.customer_id, a.customer_id),
        coalesce(t.id, k.id, a.token_id), i.token_uid, i.session_ocpi_id, i.authorization_reference, to_timestamp(i.started_at::float8 / 1000),
        to_timestamp(i.ended_at::float8 / 1000), i.currency, i.energy_kwh::numeric, i.total_excl::numeric, i.total_incl::numeric, i.credit::boolean,
        i.credited_key, i.invoice_reference, i.home_charging::boolean, i.place_name, i.city, i.country, i.evse_uid, coalesce(l.time_zone, i.country_zone, '${DEFAULT_ZONE}'),
        case when l.id is not null then 'location' when i.country_zone is not null then 'country' else 'default' end,
        i.power_type, p.kw, i.body::json, i.received, decode(i.content_hash, 'hex'), i.wire_findings::jsonb, i.source,
        to_timestamp(i.received_at::float8 / 1000)
      from incoming i
      left join tokens t on t.uid_key = i.token_key and t.type = i.token_type
      left join lateral (
        -- 2.1.1 names the contract and not the token; some write the uid of the card instead.
        select x.id, x.customer_id from tokens x
        where i.token_type = 'UNKNOWN' and (x.contract_id = i.token_key or x.uid_key = i.token_key and x.type = 'RFID')
        order by x.contract_id = i.token_key desc limit 1
      ) k on true
      left join authorizations a on a.id = i.authorization_reference and a.partner_id = i.partner_id
      left join locations l on l.partner_id = i.partner_id and l.key = i.location_key
      left join evses e on e.location_id = l.id and e.uid_key = i.evse_key and i.evse_key <> '${NOT_APPLICABLE}'
      left join lateral (
        select case when (c ->> 'maxPowerW')::float8 > 0 then (c ->> 'maxPowerW')::float8
          else (c ->> 'maxVoltage')::float8 * (c ->> 'maxAmperage')::float8 * case
            when c ->> 'powerType' = 'AC_3_PHASE' then 3 when c ->> 'powerType' like 'AC_2_PHASE%' then 2 else 1 end
          end / 1000 as kw
        from jsonb_array_elements(e.body -> 'connectors') c where upper(c ->> 'id') = i.connector_key limit 1
      ) p on true
      on conflict (key) do nothing
      returning id, customer_id
    ), audited as (
      insert into audit_events (at, actor, actor_id, action, entity, entity_id, customer_id, request_id)
      select to_timestamp(i.received_at::float8 / 1000), i.actor, i.actor_id, 'cdr.store', 'cdr', s.id, s.customer_id, i.request_id
      from stored s join incoming i on i.id = s.id
    )
    select i.id, s.id is not null as created, known.id as cdr_id, known.partner_id,
      encode(known.content_hash, 'hex') as content_hash
    from incoming i left join stored s on s.id = i.id left join cdrs known on s.id is null and known.key = i.key`,
)

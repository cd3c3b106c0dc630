// Everything that a claim rests on, for staff and for whoever has the link. No customer is in it, and no card number.
import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { getDb, reader, type Reader } from '@/db/client'
import { disputeLinks } from '@/db/schema/disputes'
import { ocpiExchanges } from '@/db/schema/partners'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, DisputeId, PartnerId } from '@/lib/kernel/ids'
import { instant, type CalendarDate, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { objectKey } from '@/lib/partners/core/exchange-object'
import { hashSecret } from '@/lib/platform/crypto'
import { systemClock } from '@/lib/platform/clock'
import type { Breakdown } from '@/lib/pricing/breakdown'
import { priceSession } from '@/lib/pricing/price-session'
import { standardTerms, type Agreement } from '@/lib/roaming/core/agreement'
import type { Cdr } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { loadAgreements } from '../../cdrs/load-agreements'
import { sessionOfCdr } from '../../cdrs/load-cdr-subjects'
import type { TariffSource } from '../../core/choose-tariffs'
import type { DisputeCause, DisputeState } from '../../core/dispute-state'
import { isFindingCode, sortFindings, type Finding, type FindingParams, type FindingSeverity } from '../../core/finding'
import { concernsOperator } from '../../core/protection'
import { maskReceived, maskUid } from '../../core/mask-received'
import { comparePeriods, type PeriodRow } from '../../core/period-comparison'
import { readPolicy } from '../../read-policy'
import { windowEndOf } from '../lock-contestable'

export type EvidenceMessage = {
  at: Instant
  direction: 'in' | 'out'
  method: string
  object: string
  httpStatus: number | null
  ocpiStatus: number | null
  requestId: string | null
}

export type EvidenceCdr = {
  cdrId: CdrId
  ocpiId: string
  owner: string
  placeName: string
  city: string
  evseUid: string
  startedAt: Instant
  endedAt: Instant
  receivedAt: Instant
  timeZone: TimeZone
  energyKwh: DecimalString
  card: string
  askedMinor: bigint
  oursMinor: bigint | null
  claimMinor: bigint
  findings: Finding[]
  tariff: { source: TariffSource; tariff: Tariff | null; version: number | null; receivedAt: Instant | null }
  periods: PeriodRow[]
  engineVersion: string | null
  revision: number | null
  agreement: Agreement | null
  tolerance: { minor: bigint; percent: DecimalString }
  /** The last day on which the agreement lets us contest it. */
  windowEnds: CalendarDate
  session: { id: string; status: string; energyKwh: DecimalString; startedAt: Instant; endedAt: Instant | null } | null
  authorization: { id: string; allowed: string; at: Instant } | null
  /** The price that a driver was promised before the start, by which version of the operator's tariff. */
  quote: { id: string; shownAt: Instant; tariffVersion: number | null } | null
  messages: EvidenceMessage[]
  /** As it came, card numbers masked. */
  received: string
}

export type DisputeEvidence = {
  number: number
  partner: { id: PartnerId; name: string }
  claimant: string
  cause: DisputeCause
  state: DisputeState
  statement: string
  currency: string
  deadline: CalendarDate | null
  openedAt: Instant
  cdrs: EvidenceCdr[]
}

type Head = {
  number: number
  partner_id: PartnerId
  partner_name: string
  claimant: string | null
  cause: DisputeCause
  state: DisputeState
  statement: string
  currency: string
  deadline: CalendarDate | null
  opened_ms: number
}

/** For staff. Throws if there is no such case. */
export async function getEvidence(ctx: StaffCtx, disputeId: DisputeId): Promise<DisputeEvidence> {
  authorize(ctx, 'dispute:read')
  const found = await loadEvidence(reader(ctx), disputeId)
  if (!found) throw new NotFoundError('dispute', disputeId)
  return found
}

/** For whoever has the link. Null for one that never was, was closed or has run out: nobody learns which. */
export async function findSharedEvidence(secret: string): Promise<DisputeEvidence | null> {
  const db = getDb()
  const [link] = await db
    .select({ disputeId: disputeLinks.disputeId })
    .from(disputeLinks)
    .where(
      and(
        eq(disputeLinks.tokenHash, hashSecret(secret)),
        isNull(disputeLinks.revokedAt),
        gt(disputeLinks.expiresAt, systemClock.now()),
      ),
    )
  return link ? loadEvidence(db, link.disputeId) : null
}

async function loadEvidence(db: Reader, disputeId: DisputeId): Promise<DisputeEvidence | null> {
  const [head] = (await db.execute(sql`
    select d.number, d.partner_id, p.name as partner_name, (select s.trade_name from sellers s limit 1) as claimant, d.cause, d.state,
      d.statement, d.currency, d.deadline::text as deadline, extract(epoch from d.opened_at)::float8 * 1000 as opened_ms
    from disputes d join partners p on p.id = d.partner_id where d.id = ${disputeId}`)) as unknown as Head[] // the columns of the statement
  if (!head) return null
  const rows = await loadRows(db, disputeId)
  const agreements = await loadAgreements(db, [head.partner_id])
  const messages = await loadMessages(db, head.partner_id, rows)
  return {
    number: head.number,
    partner: { id: head.partner_id, name: head.partner_name },
    claimant: head.claimant ?? 'Laddnota',
    cause: head.cause,
    state: head.state,
    statement: head.statement,
    currency: head.currency,
    deadline: head.deadline,
    openedAt: instant(Math.round(head.opened_ms)),
    cdrs: rows.map((row) => {
      const owner = `${row.country_code}*${row.party_id}`
      const agreement = agreements.find(head.partner_id, owner.toUpperCase(), instant(Math.round(row.started_ms)))
      return toCdr(row, owner, agreement, messages)
    }),
  }
}

type Row = {
  cdr_id: CdrId
  ocpi_id: string
  country_code: string
  party_id: string
  place_name: string
  city: string
  evse_uid: string
  started_ms: number
  ended_ms: number
  received_ms: number
  time_zone: TimeZone
  energy_kwh: DecimalString
  token_uid: string
  session_ocpi_id: string | null
  asked: string
  ours: string | null
  claim: string
  body: Cdr
  received: string
  quirks: StoredQuirks
  findings: { code: string; severity: FindingSeverity; params: FindingParams }[] | null
  breakdown: Breakdown | null
  tariff_source: TariffSource | null
  engine_version: string | null
  revision: number | null
  quote: EvidenceCdr['quote']
  version: number | null
  version_ms: number | null
  version_body: Tariff | null
  session: EvidenceCdr['session']
  authorized: EvidenceCdr['authorization']
}

async function loadRows(db: Reader, disputeId: DisputeId): Promise<Row[]> {
  const ms = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`)
  return (await db.execute(sql`
    select c.id as cdr_id, c.ocpi_id, c.country_code, c.party_id, c.place_name, c.city, c.evse_uid, ${ms('c.started_at')} as started_ms,
      ${ms('c.ended_at')} as ended_ms, ${ms('c.received_at')} as received_ms, c.time_zone, trim_scale(c.energy_kwh)::text as energy_kwh,
      c.token_uid, c.session_ocpi_id, l.asked_minor::text as asked, l.ours_minor::text as ours, l.claim_minor::text as claim,
      c.body, c.received, p.quirks, r.breakdown, r.tariff_source, r.engine_version, r.revision, 
      case when q.id is not null then json_build_object('id', q.id, 'shownAt', ${ms('q.shown_at')}, 'tariffVersion', w.version) end as quote,
      (select json_agg(json_build_object('code', f.code, 'severity', f.severity, 'params', f.params)) from cdr_findings f
        where f.cdr_id = c.id) as findings,
      v.version, ${ms('v.received_at')} as version_ms, v.body as version_body,
      case when s.id is not null then json_build_object('id', s.ocpi_id, 'status', s.status, 'energyKwh', trim_scale(s.energy_kwh)::text,
        'startedAt', ${ms('s.started_at')}, 'endedAt', ${ms('s.ended_at')}) end as session,
      case when a.id is not null then json_build_object('id', a.id, 'allowed', a.allowed, 'at', ${ms('a.at')}) end as authorized
    from dispute_cdrs l join cdrs c on c.id = l.cdr_id join partners p on p.id = c.partner_id
    left join lateral (${sessionOfCdr}) s on true
    left join authorizations a on a.id = c.authorization_reference and a.partner_id = c.partner_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    left join tariff_versions v on v.id = r.tariff_version_id
    left join quotes q on q.id = r.evidence ->> 'quoteId' left join tariff_versions w on w.id = q.tariff_version_id
    where l.dispute_id = ${disputeId} order by c.started_at, c.id`)) as unknown as Row[] // the columns of the statement
}

const keysOf = ({ ocpi_id, session_ocpi_id }: Row): string[] => [
  objectKey('cdrs', ocpi_id),
  ...(session_ocpi_id === null ? [] : [objectKey('sessions', session_ocpi_id)]),
]

/** The log keeps messages for a while only; what is left of them is shown without their bodies. */
async function loadMessages(
  db: Reader,
  partnerId: PartnerId,
  rows: readonly Row[],
): Promise<Map<string, EvidenceMessage[]>> {
  const keys = [...new Set(rows.flatMap(keysOf))]
  const found = new Map<string, EvidenceMessage[]>()
  if (keys.length === 0) return found
  const log = ocpiExchanges
  const messages = await db
    .select({
      at: log.at,
      direction: log.direction,
      method: log.method,
      object: sql<string>`${log.objectKey}`,
      httpStatus: log.httpStatus,
      ocpiStatus: log.ocpiStatus,
      requestId: log.requestId,
    })
    .from(log)
    .where(and(eq(log.partnerId, partnerId), inArray(log.objectKey, keys)))
    .orderBy(asc(log.id))
    .limit(MOST_MESSAGES)
  for (const message of messages) found.set(message.object, [...(found.get(message.object) ?? []), message])
  return found
}

const MOST_MESSAGES = 500

/** What the CDR's own snapshot gives, period by period: the operator's own words. */
function claimedBreakdown({ body, time_zone, quirks }: Row): Breakdown | null {
  if (body.tariffs.length === 0) return null
  const { startedAt, endedAt, chargingPeriods: periods, tariffs, currency } = body
  const policy = readPolicy(quirks)
  return priceSession({ startedAt, endedAt, periods, tariffs, timeZone: time_zone, currency, policy })
}

function toCdr(
  row: Row,
  owner: string,
  agreement: Agreement | null,
  messages: Map<string, EvidenceMessage[]>,
): EvidenceCdr {
  const receivedAt = instant(Math.round(row.received_ms))
  const terms = agreement?.terms ?? standardTerms(row.country_code)
  const known = (row.findings ?? []).flatMap(({ code, ...rest }) => (isFindingCode(code) ? [{ code, ...rest }] : []))
  return {
    cdrId: row.cdr_id,
    ocpiId: row.ocpi_id,
    owner,
    placeName: row.place_name,
    city: row.city,
    evseUid: row.evse_uid,
    startedAt: instant(Math.round(row.started_ms)),
    endedAt: instant(Math.round(row.ended_ms)),
    receivedAt,
    timeZone: row.time_zone,
    energyKwh: row.energy_kwh,
    card: maskUid(row.token_uid),
    askedMinor: BigInt(row.asked),
    oursMinor: row.ours === null ? null : BigInt(row.ours),
    claimMinor: BigInt(row.claim),
    // What is only noted is no claim against anybody.
    findings: sortFindings(known).filter(({ code, severity }) => severity !== 'info' && concernsOperator(code)),
    tariff: {
      source: row.tariff_source ?? 'none',
      tariff: row.version_body ?? (row.tariff_source === 'cdr' ? (row.body.tariffs[0] ?? null) : null),
      version: row.version,
      receivedAt: row.version_ms === null ? null : instant(Math.round(row.version_ms)),
    },
    periods: comparePeriods(row.body, row.breakdown, claimedBreakdown(row)),
    engineVersion: row.engine_version,
    revision: row.revision,
    agreement,
    tolerance: { minor: terms.toleranceMinor, percent: terms.tolerancePercent },
    windowEnds: windowEndOf(terms, receivedAt),
    session: row.session,
    authorization: row.authorized,
    quote: row.quote,
    messages: keysOf(row).flatMap((key) => messages.get(key) ?? []),
    received: maskReceived(row.received),
  }
}

// One CDR with everything that staff need to decide about it.
import { sql } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import { invoiceNumber } from '@/lib/billing/core/numbering'
import { decimal, sum, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type {
  AgreementId,
  CdrId,
  CustomerId,
  PartnerId,
  SessionId,
  TokenId,
  TariffVersionId,
  InvoiceId,
  ReconciliationId,
} from '@/lib/kernel/ids'
import { instant, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StoredQuirks } from '@/lib/partners/core/quirks'
import { partnerLabel } from '@/lib/partners/core/label'
import type { Breakdown } from '@/lib/pricing/breakdown'
import type { Agreement, AgreementTerms } from '@/lib/roaming/core/agreement'
import type { WireFinding } from '@/lib/roaming/core/common'
import type { Cdr } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import { priceByAgreement, priceByTariffs } from '../../core/agreed-price'
import type { TariffSource } from '../../core/choose-tariffs'
import { withEnergy } from '../../core/correct-energy'
import type { RatingEvidence } from '../../core/evidence'
import {
  isFindingCode,
  mainReason,
  sortFindings,
  type Finding,
  type FindingCode,
  type FindingParams,
  type FindingSeverity,
} from '../../core/finding'
import { compareComponents, comparePeriods, type ComponentRow, type PeriodRow } from '../../core/period-comparison'
import type { RetailLine } from '../../core/retail-line'
import { convertUnit } from '../../prices/convert-to-kronor'
import { readPolicy } from '../../read-policy'
import { findAgreement } from '../load-agreements'
import { sessionOfCdr } from '../load-cdr-subjects'
import {
  listConflicts,
  listCreditLinks,
  listRatings,
  listReviews,
  type Conflict,
  type CreditLink,
  type RatingRevision,
  type Review,
} from './cdr-history'

export type CdrDetail = {
  cdrId: CdrId
  ocpiId: string
  status: CdrStatus
  reason: FindingCode | null
  findings: Finding[]
  /** What the adapter noticed while reading the CDR. */
  wireFindings: WireFinding[]
  partner: { id: PartnerId; name: string }
  customer: { id: CustomerId; name: string; number: number } | null
  place: { name: string; city: string; country: string; evseUid: string; evseId: string | null }
  timeZone: TimeZone
  zoneSource: string
  receivedAt: Instant
  source: 'push' | 'pull'
  cdr: Cdr
  /** Exactly what arrived. */
  received: string
  rating: RatingRevision | null
  lines: RetailLine[]
  periods: PeriodRow[]
  components: ComponentRow[]
  /** What the CPO's total asks beyond what its own snapshot gives. */
  unexplainedExcl: DecimalString | null
  tariff: {
    source: TariffSource
    tariff: Tariff | null
    versionId: TariffVersionId | null
    version: number | null
    receivedAt: Instant | null
  }
  /** In force at session start, by the current rating; null where none was. */
  agreement: { id: AgreementId; version: number; terms: AgreementTerms } | null
  quoteId: string | null
  /** Other undecided CDRs of the same connection that are held for the same reason. */
  similar: { count: number; differenceExcl: DecimalString } | null
  session: {
    id: SessionId
    energyKwh: DecimalString
    status: string
    startedAt: Instant
    endedAt: Instant | null
    totalExcl: DecimalString | null
  } | null
  authorization: { id: string; allowed: string; at: Instant } | null
  token: { id: TokenId | null; uid: string; type: string }
  revisions: RatingRevision[]
  reviews: Review[]
  conflicts: Conflict[]
  credits: CreditLink[]
  /** Operators' invoices that it stands on. */
  reconciliations: { id: ReconciliationId; invoiceNumber: string }[]
  invoice: { id: InvoiceId; number: string | null } | null
}

type Row = Record<string, unknown> & {
  id: CdrId
  ocpi_id: string
  status: CdrStatus
  partner_id: PartnerId
  partner_name: string
  customer_id: CustomerId | null
  customer_name: string
  customer_number: number
  token_id: TokenId | null
  token_uid: string
  place_name: string
  city: string
  country: string
  evse_uid: string
  time_zone: TimeZone
  zone_source: string
  received_at: number
  source: 'push' | 'pull'
  body: Cdr
  received: string
  wire_findings: WireFinding[]
  quirks: StoredQuirks
  session: CdrDetail['session']
  authorized: CdrDetail['authorization']
  findings: { code: string; severity: FindingSeverity; params: FindingParams }[] | null
  reconciliations: { id: ReconciliationId; invoiceNumber: string }[] | null
  invoice_id: InvoiceId | null
  invoice_number: string | null
  breakdown: Breakdown | null
  lines: RetailLine[] | null
  tariff_source: TariffSource | null
  agreement_id: AgreementId | null
  corrected_kwh: string | null
  evidence: RatingEvidence | null
  power_type: string
  version_id: TariffVersionId | null
  version: number | null
  version_received_at: number | null
  version_body: Tariff | null
}

async function loadRow(db: Reader, cdrId: CdrId): Promise<Row> {
  const [row] = (await db.execute(sql`
    select c.id, c.ocpi_id, c.status, c.partner_id, ${sql.raw(partnerLabel('p', 'c'))} as partner_name, p.quirks, c.customer_id, k.name as customer_name,
      k.number as customer_number, c.token_id, c.token_uid, c.place_name, c.city, c.country, c.evse_uid, c.time_zone,
      c.zone_source, c.power_type, extract(epoch from c.received_at)::float8 * 1000 as received_at, c.source, c.body, c.received, c.wire_findings,
      case when s.id is not null then json_build_object('id', s.id, 'energyKwh', s.energy_kwh::text, 'status', s.status,
        'startedAt', extract(epoch from s.started_at)::float8 * 1000, 'endedAt', extract(epoch from s.ended_at)::float8 * 1000,
        'totalExcl', s.total_excl::text) end as session,
      case when a.id is not null then json_build_object('id', a.id, 'allowed', a.allowed,
        'at', extract(epoch from a.at)::float8 * 1000) end as authorized,
      (select json_agg(json_build_object('code', f.code, 'severity', f.severity, 'params', f.params)) from cdr_findings f
        where f.cdr_id = c.id) as findings,
      (select json_agg(json_build_object('id', y.id, 'invoiceNumber', y.invoice_number) order by y.id)
        from reconciliation_lines z join reconciliations y on y.id = z.reconciliation_id
        where z.cdr_id = c.id and z.listed and y.state <> 'withdrawn') as reconciliations,
      n.id as invoice_id, ${sql.raw(invoiceNumber('n'))} as invoice_number, r.breakdown, r.lines, r.tariff_source, r.agreement_id, r.corrected_kwh, r.evidence,
      v.id as version_id, v.version, extract(epoch from v.received_at)::float8 * 1000 as version_received_at, v.body as version_body
    from cdrs c
    join partners p on p.id = c.partner_id
    left join customers k on k.id = c.customer_id
    left join lateral (${sessionOfCdr}) s on true
    left join authorizations a on a.id = c.authorization_reference and a.partner_id = c.partner_id
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    left join tariff_versions v on v.id = r.tariff_version_id
    left join invoiced_cdrs i on i.cdr_id = c.id
    left join invoices n on n.id = i.invoice_id
    where c.id = ${cdrId}`)) as unknown as Row[] // the columns of the statement
  if (!row) throw new NotFoundError('CDR', cdrId)
  return row
}

/** The claim: what the CDR's own snapshot gives. Null without one. */
function claimOf(row: Row, cdr: Cdr): Breakdown | null {
  return priceByTariffs(pricedOf(row, cdr, null), cdr.tariffs)
}

function pricedOf(row: Row, cdr: Cdr, agreement: Agreement | null) {
  const { time_zone: timeZone, power_type: powerType, quirks } = row
  return { cdr, timeZone, powerType, agreement, partner: readPolicy(quirks) }
}

/** Our side: by the tariff as it was rated, or by the price that was agreed instead. */
function oursOf(row: Row, cdr: Cdr, agreement: Agreement | null): Breakdown | null {
  const version = row.version_body
  return priceByAgreement(pricedOf(row, cdr, agreement), version ? [version] : cdr.tariffs, row.breakdown)
}

function unexplained(body: Cdr, claim: Breakdown | null): DecimalString | null {
  if (!claim?.excl || body.totalCost.excl === null) return null
  return toDecimalString(sum([decimal(body.totalCost.excl), decimal(claim.excl).negated()]))
}

function tariffOf(row: Row): CdrDetail['tariff'] {
  return {
    source: row.tariff_source ?? 'none',
    tariff: row.version_body ?? (row.tariff_source === 'cdr' ? (row.body.tariffs[0] ?? null) : null),
    versionId: row.version_id,
    version: row.version,
    receivedAt: row.version_received_at === null ? null : instant(Math.round(row.version_received_at)),
  }
}

function findingsOf(row: Row): Finding[] {
  return sortFindings(
    (row.findings ?? []).flatMap(({ code, severity, params }) =>
      isFindingCode(code) ? [{ code, severity, params }] : [],
    ),
  )
}

/** A CDR with our calculation beside the operator's claim, its findings, its past and its papers. */
export async function getCdrDetail(ctx: StaffCtx, cdrId: CdrId): Promise<CdrDetail> {
  authorize(ctx, 'cdr:read')
  const db = reader(ctx)
  const row = await loadRow(db, cdrId)
  const [revisions, reviews, conflicts, credits] = await Promise.all([
    listRatings(db, cdrId),
    listReviews(db, cdrId),
    listConflicts(db, cdrId),
    listCreditLinks(db, cdrId),
  ])
  const { body } = row
  const findings = findingsOf(row)
  const reason = mainReason(findings)
  const agreement = await findAgreement(db, row.agreement_id)
  // Energy in Wh is compared by what it means; the CDR itself is shown as it came.
  const meant = row.corrected_kwh === null ? body : withEnergy(body, decimal(row.corrected_kwh))
  const claim = claimOf(row, meant)
  const ours = oursOf(row, meant, agreement)
  return {
    cdrId: row.id,
    ocpiId: row.ocpi_id,
    status: row.status,
    reason,
    findings,
    wireFindings: row.wire_findings,
    partner: { id: row.partner_id, name: row.partner_name },
    customer: row.customer_id && { id: row.customer_id, name: row.customer_name, number: row.customer_number },
    place: {
      name: row.place_name,
      city: row.city,
      country: row.country,
      evseUid: row.evse_uid,
      evseId: body.location.evseId,
    },
    timeZone: row.time_zone,
    zoneSource: row.zone_source,
    receivedAt: instant(Math.round(row.received_at)),
    source: row.source,
    cdr: body,
    received: row.received,
    rating: revisions[0] ?? null,
    lines: row.lines ?? [],
    periods: comparePeriods(meant, ours, claim),
    components: compareComponents(body, ours),
    unexplainedExcl: unexplained(body, claim),
    tariff: tariffOf(row),
    agreement: agreement && { id: agreement.id, version: agreement.version, terms: agreement.terms },
    quoteId: row.evidence?.quoteId ?? null,
    similar: reason && row.status === 'held' ? await findSimilar(db, row, reason) : null,
    session: row.session,
    authorization: row.authorized,
    token: { id: row.token_id, uid: row.token_uid, type: body.token.type },
    revisions,
    reviews,
    conflicts,
    credits,
    reconciliations: row.reconciliations ?? [],
    invoice: row.invoice_id && { id: row.invoice_id, number: row.invoice_number },
  }
}

type SimilarRow = { count: number; difference: string | null }

async function findSimilar(db: Reader, row: Row, reason: FindingCode): Promise<CdrDetail['similar']> {
  const [found] = (await db.execute(sql`
    select count(*)::int as count, sum((c.total_excl - r.agreed_excl) * ${convertUnit('r')}) as difference
    from cdrs c join cdr_findings f on f.cdr_id = c.id and f.code = ${reason} and f.severity = 'hold'
    left join ratings r on r.cdr_id = c.id and r.superseded_at is null
    where c.partner_id = ${row.partner_id} and c.status = 'held' and c.id <> ${row.id}`)) as unknown as SimilarRow[] // the columns of the statement
  if (!found || found.count === 0) return null
  return { count: found.count, differenceExcl: toDecimalString(decimal(found.difference ?? '0')) }
}

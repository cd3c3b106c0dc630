// What `cdr show` prints (guide interface.md): plain JSON, amounts as decimal strings.
import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CdrStatus } from '@/db/schema/roaming'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { minorToDecimalString } from '@/lib/kernel/money'
import { instant, toIsoInstant, type CalendarDate } from '@/lib/kernel/time'
import { foldKey, type WireFinding } from '@/lib/roaming/core/common'
import type { DisputeState } from '../../core/dispute-state'
import { isFindingCode, sortFindings, type FindingParams, type FindingSeverity } from '../../core/finding'
import { findingSentence } from '../../core/finding-sentences'
import { PLAN_CURRENCY } from '../../core/price-plan'
import type { RetailLine } from '../../core/retail-line'

export type CdrReport = {
  /** The JSON as it was received. */
  cdr: unknown
  status: CdrStatus
  findings: { code: string; severity: FindingSeverity; message: string }[]
  /** The live case about it. */
  dispute: { number: number; state: DisputeState; reason: string; deadline: CalendarDate | null; since: string } | null
  rating: {
    ratingId: string
    revision: number
    engineVersion: string
    pricePlanVersionId: string | null
    tariffSource: string
    currency: string
    cpoExclVat: DecimalString | null
    wholesaleExclVat: DecimalString | null
    cost: DecimalString | null
    exclVat: DecimalString | null
    vat: DecimalString | null
    inclVat: DecimalString | null
    margin: DecimalString | null
    lines: RetailLine[]
  } | null
  invoiceLine: {
    invoiceId: string
    invoiceNumber: string | null
    state: string
    exclVat: DecimalString
    lines: {
      kind: string
      supply: string
      quantity: string
      unit: string
      unitPrice: string
      exclVat: string
      vatPercent: string
    }[]
  } | null
}

type RatingRow = {
  id: string
  revision: number
  engine_version: string
  price_plan_version_id: string | null
  tariff_source: string
  currency: string
  cpo_excl: string | null
  wholesale_excl: string | null
  cost_minor: string | null
  retail_net_minor: string | null
  retail_vat_minor: string | null
  retail_gross_minor: string | null
  margin_minor: string | null
  lines: RetailLine[]
}
type LineRow = {
  kind: string
  supply: string
  quantity: string
  unit: string
  unit_price: string
  net_minor: string
  vat_percent: string
}
type Row = {
  received: string
  wire_findings: WireFinding[]
  status: CdrStatus
  findings: { code: string; severity: FindingSeverity; params: FindingParams }[] | null
  dispute: { number: number; state: DisputeState; reason: string; deadline: CalendarDate | null; at: number } | null
  rating: RatingRow | null
  invoice: { id: string; number: string | null; state: string } | null
  lines: LineRow[] | null
}

function amount(minor: string | null, currency: string): DecimalString | null {
  return minor === null ? null : minorToDecimalString(BigInt(minor), currency)
}

function exact(value: string | null): DecimalString | null {
  return value === null ? null : toDecimalString(decimal(value))
}

function toRating(row: RatingRow): NonNullable<CdrReport['rating']> {
  return {
    ratingId: row.id,
    revision: row.revision,
    engineVersion: row.engine_version,
    pricePlanVersionId: row.price_plan_version_id,
    tariffSource: row.tariff_source,
    currency: row.currency,
    cpoExclVat: exact(row.cpo_excl),
    wholesaleExclVat: exact(row.wholesale_excl),
    cost: amount(row.cost_minor, row.currency),
    exclVat: amount(row.retail_net_minor, PLAN_CURRENCY),
    vat: amount(row.retail_vat_minor, PLAN_CURRENCY),
    inclVat: amount(row.retail_gross_minor, PLAN_CURRENCY),
    margin: amount(row.margin_minor, PLAN_CURRENCY),
    lines: row.lines,
  }
}

function toInvoiceLine({ invoice, lines }: Row): CdrReport['invoiceLine'] {
  if (!invoice || !lines) return null
  const net = lines.reduce((total, line) => total + BigInt(line.net_minor), 0n)
  return {
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    state: invoice.state,
    exclVat: minorToDecimalString(net, PLAN_CURRENCY),
    lines: lines.map((line) => ({
      kind: line.kind,
      supply: line.supply,
      quantity: line.quantity,
      unit: line.unit,
      unitPrice: line.unit_price,
      exclVat: minorToDecimalString(BigInt(line.net_minor), PLAN_CURRENCY),
      vatPercent: line.vat_percent,
    })),
  }
}

/**
 * A CDR by its owner's key, as machines read it. Should two partners have the same key (a hub and the operator
 * itself), the one that arrived first is meant.
 */
export async function getCdrReport(
  ctx: StaffCtx | SystemCtx,
  key: { countryCode: string; partyId: string; id: string },
  locale: FormatLocale = 'en',
): Promise<CdrReport> {
  authorize(ctx, 'cdr:read')
  const [row] = (await reader(ctx).execute(sql`
    select c.received, c.status, c.wire_findings,
      (select json_agg(json_build_object('code', f.code, 'severity', f.severity, 'params', f.params)) from cdr_findings f
        where f.cdr_id = c.id) as findings,
      (select json_build_object('number', d.number, 'state', d.state, 'reason', d.statement, 'deadline', d.deadline,
          'at', extract(epoch from d.opened_at)::float8 * 1000) from dispute_cdrs l join disputes d on d.id = l.dispute_id
        where l.cdr_id = c.id and l.settled_at is null) as dispute,
      (select json_build_object('id', r.id, 'revision', r.revision, 'engine_version', r.engine_version,
          'price_plan_version_id', r.price_plan_version_id, 'tariff_source', r.tariff_source, 'currency', r.currency,
          'cpo_excl', r.cpo_excl::text, 'wholesale_excl', r.wholesale_excl::text, 'cost_minor', r.cost_minor::text,
          'retail_net_minor', r.retail_net_minor::text, 'retail_vat_minor', r.retail_vat_minor::text,
          'retail_gross_minor', r.retail_gross_minor::text, 'margin_minor', r.margin_minor::text, 'lines', r.lines)
        from ratings r where r.cdr_id = c.id and r.superseded_at is null) as rating,
      (select json_build_object('id', n.id, 'number', n.series || n.number, 'state', n.state)
        from invoiced_cdrs i join invoices n on n.id = i.invoice_id where i.cdr_id = c.id) as invoice,
      (select json_agg(json_build_object('kind', l.kind, 'supply', l.supply, 'quantity', l.quantity::text, 'unit', l.unit,
          'unit_price', l.unit_price::text, 'net_minor', l.net_minor::text, 'vat_percent', l.vat_percent::text) order by l.position)
        from invoiced_cdrs i join invoice_lines l on l.invoice_id = i.invoice_id and l.cdr_id = c.id
        where i.cdr_id = c.id) as lines
    from cdrs c where c.key = ${foldKey(key)} order by c.received_at limit 1`)) as unknown as Row[] // the columns of the statement
  if (!row) throw new NotFoundError('CDR', `${key.countryCode} ${key.partyId} ${key.id}`)
  const findings = (row.findings ?? []).flatMap(({ code, ...rest }) => (isFindingCode(code) ? [{ code, ...rest }] : []))
  return {
    cdr: JSON.parse(row.received) as unknown,
    status: row.status,
    findings: [
      ...sortFindings(findings).map(({ code, severity, params }) => ({
        code,
        severity,
        message: findingSentence(code, params, locale),
      })),
      // What the adapter noticed while reading: accepted, kept, and said.
      ...row.wire_findings.map(({ code, path, message }) => ({
        code,
        severity: 'info' as const,
        message: `${path}: ${message}`,
      })),
    ],
    dispute: row.dispute && {
      number: row.dispute.number,
      state: row.dispute.state,
      reason: row.dispute.reason,
      deadline: row.dispute.deadline,
      since: toIsoInstant(instant(Math.round(row.dispute.at))),
    },
    rating: row.rating && toRating(row.rating),
    invoiceLine: toInvoiceLine(row),
  }
}

// What an invoice is made of, read together for many: the source of the snapshot and of a draft's preview.
import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import { operatorLabel } from '@/lib/partners/core/label'
import type { CdrId, CustomerId, InvoiceId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { instant, type Month } from '@/lib/kernel/time'
import type { FindingParams } from '@/lib/rating/core/finding'
import { overchargeOf } from '@/lib/rating/core/overcharge'
import { snapshotVat, taxableOf } from './core/charges-on-invoice'
import { feeLine } from './core/fee-line'
import { groupBy } from '@/lib/kernel/group'
import type {
  InvoiceSnapshot,
  SnapshotCustomer,
  SnapshotFee,
  SnapshotLine,
  SnapshotNote,
  SnapshotSession,
} from './core/invoice-snapshot'
import { vatOf, type TaxableAmount } from './core/vat'
import type { Seller } from './ensure-seller'

export type DraftRow = {
  id: InvoiceId
  customerId: CustomerId
  period: Month
  payableMinor: bigint
  roundingMinor: bigint
}

type SessionRow = {
  invoice_id: InvoiceId
  cdr_id: CdrId
  started: number
  ended: number
  time_zone: string
  place_name: string
  city: string
  operator_name: string
  energy: string
  net: string
  gross: string
  currency: string
  rate: string | null
  asked: string | null
  by_list: string | null
  overcharged: boolean
  promise: {
    source: 'quote' | 'reservation' | 'public'
    quoteId: string | null
    usual: string | null
    paid: string
  } | null
  late: FindingParams | null
  lines: string
}

function idList(ids: readonly string[]) {
  return sql`(select json_array_elements_text(${JSON.stringify(ids)}::text::json))`
}

async function loadSessions(db: Reader, invoices: readonly InvoiceId[]): Promise<Map<InvoiceId, SnapshotSession[]>> {
  const rows = (await db.execute(sql`
    select b.invoice_id, c.id as cdr_id, (extract(epoch from c.started_at) * 1000)::float8 as started,
      (extract(epoch from c.ended_at) * 1000)::float8 as ended, c.time_zone, c.place_name, c.city, ${sql.raw(operatorLabel('p', 'c'))} as operator_name,
      trim_scale(coalesce(r.corrected_kwh, c.energy_kwh))::text as energy, r.retail_net_minor::text as net, r.retail_gross_minor::text as gross,
      r.currency, r.conversion ->> 'rate' as rate, r.cpo_excl::text as asked, r.wholesale_excl::text as by_list,
      exists (select from cdr_findings f where f.cdr_id = c.id and f.code = 'PRICE_ABOVE_TARIFF') as overcharged,
      case when m.ruled then json_build_object('source', case when h.kind = 'reservation' then h.kind else m.source end, 'quoteId', m.quote_id, 'usual', m.usual_gross_minor::text,
        'paid', m.promised_gross_minor::text) end as promise,
      (select f.params from cdr_findings f where f.cdr_id = c.id and f.code = 'LATE_DATA') as late, r.lines::text as lines
    from invoiced_cdrs b join cdrs c on c.id = b.cdr_id join ratings r on r.id = b.rating_id join partners p on p.id = c.partner_id
      left join rating_promises m on m.rating_id = r.id left join quotes h on h.id = m.quote_id
    where b.invoice_id in ${idList(invoices)} and b.outcome = 'billed'
    order by b.invoice_id, c.started_at, c.id`)) as unknown as SessionRow[] // by the select list
  const sessions = groupBy(rows, (row) => row.invoice_id)
  return new Map([...sessions].map(([id, own]) => [id, own.map(toSession)]))
}

function notesOf(row: SessionRow, lines: readonly SnapshotLine[]): SnapshotNote[] {
  const { promise, late, asked: askedExcl, by_list: listExcl, currency, rate, overcharged: found } = row
  const vatPercent = lines[0]?.vatPercent ?? '25'
  const overcharge = overchargeOf({ found, askedExcl, listExcl, currency, rate, vatPercent })
  const notes: SnapshotNote[] = []
  if (promise) {
    const { source, quoteId, usual: usualMinor, paid: paidMinor } = promise
    notes.push({ kind: 'promise', source, quoteId, usualMinor, paidMinor })
  }
  // An account that came late and is not above the estimate spares nothing.
  if (late && lines.some(({ kind }) => kind === 'late_data')) {
    const minor = (text: string | undefined) => roundToMinor(text ?? '0', 'SEK').toString()
    const dueAt = instant(Number(late['due']))
    notes.push({ kind: 'late', dueAt, usualMinor: minor(late['usual']), paidMinor: minor(late['paid']) })
  }
  if (overcharge) {
    const { askedMinor, rightMinor } = overcharge
    notes.push({ kind: 'protected', askedMinor: askedMinor.toString(), rightMinor: rightMinor.toString() })
  }
  return notes
}

function toSession(row: SessionRow): SnapshotSession {
  const lines = JSON.parse(row.lines) as SnapshotLine[] // written by the rating, whose lines have this shape
  const notes = notesOf(row, lines)
  return {
    cdrId: row.cdr_id,
    startedAt: instant(row.started),
    endedAt: instant(row.ended),
    timeZone: row.time_zone,
    placeName: row.place_name,
    city: row.city,
    operatorName: row.operator_name,
    energyKwh: row.energy,
    netMinor: row.net,
    grossMinor: row.gross,
    ...(notes.length === 0 ? {} : { notes }),
    lines,
  }
}

type FeeRow = { invoice_id: InvoiceId; month: Month; unit_price: string; vat_percent: string }

async function loadFees(db: Reader, invoices: readonly InvoiceId[]): Promise<Map<InvoiceId, SnapshotFee[]>> {
  const rows = (await db.execute(sql`
    select m.invoice_id, m.month, l.unit_price::text, l.vat_percent::text
    from invoiced_months m join invoice_lines l on l.invoice_id = m.invoice_id and l.kind = 'monthly_fee'
    where m.invoice_id in ${idList(invoices)}`)) as unknown as FeeRow[] // by the select list
  return new Map([...groupBy(rows, (row) => row.invoice_id)].map(([id, own]) => [id, own.map(toFee)]))
}

function toFee(row: FeeRow): SnapshotFee {
  const line = feeLine({ monthlyFee: row.unit_price, vatPercent: row.vat_percent }, row.month)
  const netMinor = BigInt(line.netMinor)
  return {
    month: row.month,
    netMinor: line.netMinor,
    grossMinor: (netMinor + vatOf(netMinor, line.vatPercent)).toString(),
    line,
  }
}

type CustomerRow = Omit<SnapshotCustomer, 'organisationNumber' | 'postalCode'> & {
  organisation_number: string | null
  postal_code: string
  locale: 'sv' | 'en'
}

async function loadCustomers(db: Reader, ids: readonly CustomerId[]): Promise<Map<string, CustomerRow>> {
  const rows = (await db.execute(sql`
    select id, number, kind, name, organisation_number, street, postal_code, city, country, locale
    from customers where id in ${idList(ids)}`)) as unknown as CustomerRow[] // by the select list
  return new Map(rows.map((row) => [row.id, row]))
}

export type PreparedSnapshot = { snapshot: InvoiceSnapshot; taxable: TaxableAmount[] }

/** Snapshots of drafts, without number and dates: those come with the issue. */
export async function loadSnapshots(
  db: Reader,
  seller: Seller,
  drafts: readonly DraftRow[],
): Promise<Map<InvoiceId, PreparedSnapshot>> {
  const ids = drafts.map(({ id }) => id)
  const sessions = await loadSessions(db, ids)
  const fees = await loadFees(db, ids)
  const customers = await loadCustomers(
    db,
    drafts.map(({ customerId }) => customerId),
  )
  return new Map(
    drafts.map((draft) => {
      const own = sessions.get(draft.id) ?? []
      const ownFees = fees.get(draft.id) ?? []
      const lines = [...own.flatMap((session) => session.lines), ...ownFees.map((fee) => fee.line)]
      const taxable = taxableOf(lines)
      return [
        draft.id,
        { taxable, snapshot: toSnapshot(draft, seller, customers.get(draft.customerId)!, own, ownFees, taxable) },
      ] // a foreign key
    }),
  )
}

function toSnapshot(
  draft: DraftRow,
  seller: Seller,
  customer: CustomerRow,
  sessions: SnapshotSession[],
  fees: SnapshotFee[],
  taxable: readonly TaxableAmount[],
): InvoiceSnapshot {
  return {
    version: 1,
    kind: 'invoice',
    locale: customer.locale,
    number: null,
    invoiceDate: null,
    dueDate: null,
    ocr: null,
    period: draft.period,
    currency: 'SEK',
    seller: toSellerSnapshot(seller),
    customer: toCustomerSnapshot(customer),
    sessions,
    fees,
    vat: snapshotVat(taxable),
    roundingMinor: draft.roundingMinor.toString(),
    payableMinor: draft.payableMinor.toString(),
    original: null,
    reason: '',
  }
}

function toSellerSnapshot({ id: _id, paymentDays: _days, ...printed }: Seller): InvoiceSnapshot['seller'] {
  return printed
}

function toCustomerSnapshot({
  organisation_number,
  postal_code,
  locale: _locale,
  ...rest
}: CustomerRow): SnapshotCustomer {
  return { ...rest, organisationNumber: organisation_number, postalCode: postal_code }
}

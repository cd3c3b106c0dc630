// The staff's lists as files: which permission, which filter of the list's address, which columns. Each reads the same
// query as its page, page by page, so that a file says what the screen says.
import { listAuditEvents, type AuditRow } from '@/lib/auth/queries'
import { listInvoices, type InvoiceRow } from '@/lib/billing/queries/invoices'
import { listCustomers, type Customer } from '@/lib/customers/queries'
import { csvAmount, csvDate, csvNumber, csvTime } from '@/lib/kernel/format/csv'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, isMonth, type CalendarDate } from '@/lib/kernel/time'
import { listJournal, type JournalRow } from '@/lib/ledger/queries'
import { listExchanges, type ExchangeRow } from '@/lib/partners/exchanges/queries'
import { listPayments, type PaymentRow } from '@/lib/payments/queries'
import { listCdrs, type CdrListRow } from '@/lib/rating/cdrs/queries/list-cdrs'
import { listSessions, type SessionFilter, type SessionRow } from '@/lib/roaming/sessions/list-sessions'
import { listTokens, type StaffTokenRow } from '@/lib/roaming/tokens/queries'
import { dateParam } from '../../list-href'
import { backTestCustomers } from './export-back-tests'
import { disputes } from './export-disputes'
import { exportList, PAGE_ROWS } from './export-list'
import { priceNotices } from './export-price-notices'
import { marginCharges, margins } from './export-margins'
import { reconciliationLines, reconciliations } from './export-reconciliations'
import { readCdrState, toCdrQuery } from '../cdrs/cdr-state'
import { loadMessages, MESSAGE_STATE, toFilter } from '../messages/message-state'

const date = (text: string | undefined): CalendarDate | undefined => {
  const valid = dateParam(text ?? null)
  return valid ? calendarDate(valid) : undefined
}
const oneOf = <T extends string>(values: readonly T[], text: string | undefined): T | undefined =>
  values.find((value) => value === text)

const cdrs = exportList<CdrListRow>({
  permission: 'cdr:read',
  pages(ctx, read) {
    const { filter, order } = toCdrQuery(readCdrState(read), ctx.clock.now())
    return (after) => listCdrs(ctx, filter, { order, after, limit: PAGE_ROWS })
  },
  columns: {
    cdr: (row) => row.ocpiId,
    status: (row) => row.status,
    reason: (row) => row.reason,
    partner: (row) => row.partnerName,
    place: (row) => row.placeName,
    city: (row) => row.city,
    country: (row) => row.country,
    evse: (row) => row.evseUid,
    started_at: (row) => csvTime(row.startedAt, BILLING_ZONE),
    received_at: (row) => csvTime(row.receivedAt, BILLING_ZONE),
    energy_kwh: (row) => csvNumber(row.energyKwh),
    currency: (row) => row.currency,
    cpo_excl_vat: (row) => csvNumber(row.cpoExcl),
    ours_excl_vat: (row) => csvNumber(row.oursExcl),
    difference_excl_vat: (row) => csvNumber(row.differenceExcl),
    customer: (row) => row.customerName,
    id: (row) => row.cdrId,
  },
})

const sessions = exportList<SessionRow>({
  permission: 'session:read',
  pages(ctx, read) {
    const partner = read('partner')
    const filter: SessionFilter = {
      show: oneOf(['live', 'stale', 'ended', 'all'], read('show')) ?? 'live',
      search: read('q'),
      partnerId: partner && isId('partner', partner) ? partner : undefined,
    }
    return (after) => listSessions(ctx, filter, { after, limit: PAGE_ROWS })
  },
  columns: {
    session: (row) => row.ocpiId,
    status: (row) => row.status,
    partner: (row) => row.partnerName,
    place: (row) => row.placeName,
    evse: (row) => row.evseUid,
    customer: (row) => row.customerName,
    started_at: (row) => csvTime(row.startedAt, row.timeZone),
    ended_at: (row) => csvTime(row.endedAt, row.timeZone),
    time_zone: (row) => row.timeZone,
    energy_kwh: (row) => csvNumber(row.energyKwh),
    currency: (row) => row.currency,
    cpo_excl_vat: (row) => csvNumber(row.totalExcl),
    id: (row) => row.id,
  },
})

const invoices = exportList<InvoiceRow>({
  permission: 'invoice:read',
  pages(ctx, read) {
    const period = read('period')
    const filter = {
      search: read('q'),
      state: oneOf(['open', 'overdue', 'paid', 'credited', 'draft'], read('state')),
      period: period && isMonth(period) ? period : undefined,
      limit: PAGE_ROWS,
    }
    return (after) => listInvoices(ctx, { ...filter, after })
  },
  columns: {
    number: (row) => row.number,
    kind: (row) => row.kind,
    state: (row) => (row.overdue ? 'overdue' : row.state),
    customer_number: (row) => String(row.customerNumber),
    customer: (row) => row.customerName,
    period: (row) => row.period,
    invoice_date: (row) => csvDate(row.invoiceDate),
    due_date: (row) => csvDate(row.dueDate),
    ocr: (row) => row.ocr,
    net: (row) => csvAmount(row.netMinor),
    vat: (row) => csvAmount(row.vatMinor),
    gross: (row) => csvAmount(row.grossMinor),
    payable: (row) => csvAmount(row.payableMinor),
    settled: (row) => csvAmount(row.settledMinor),
    open: (row) => csvAmount(row.openMinor),
    credits: (row) => row.originalNumber,
    id: (row) => row.id,
  },
})

const payments = exportList<PaymentRow>({
  permission: 'payment:read',
  pages(ctx, read) {
    const filter = { unallocated: read('rest') === 'true' || undefined, limit: PAGE_ROWS }
    return (after) => listPayments(ctx, { ...filter, after })
  },
  columns: {
    received_on: (row) => csvDate(row.receivedOn),
    customer: (row) => row.customerName,
    method: (row) => row.method,
    reference: (row) => row.reference,
    amount: (row) => csvAmount(row.amountMinor),
    unallocated: (row) => csvAmount(row.unallocatedMinor),
    invoices: (row) => row.invoices.map(({ number }) => number).join(' '),
    note: (row) => row.note,
    entered_by: (row) => row.enteredByName,
    id: (row) => row.id,
  },
})

const customers = exportList<Customer>({
  permission: 'customer:read',
  pages(ctx, read) {
    const filter = {
      search: read('q'),
      kind: oneOf(['private', 'business'], read('kind')),
      charging: oneOf(['allowed', 'denied'], read('charging')),
    }
    return (after) => listCustomers(ctx, { ...filter, after }, PAGE_ROWS)
  },
  columns: {
    number: (row) => String(row.number),
    kind: (row) => row.kind,
    name: (row) => row.name,
    organisation_number: (row) => row.organisationNumber,
    email: (row) => row.email,
    street: (row) => row.street,
    postal_code: (row) => row.postalCode,
    city: (row) => row.city,
    country: (row) => row.country,
    language: (row) => row.locale,
    charging: (row) => (row.chargingAllowed ? 'allowed' : (row.chargingDeniedReason ?? 'denied')),
    since: (row) => csvTime(row.createdAt, BILLING_ZONE),
    id: (row) => row.id,
  },
})

const tokens = exportList<StaffTokenRow>({
  permission: 'token:read',
  pages(ctx, read) {
    const filter = { search: read('q'), state: oneOf(['active', 'blocked', 'lost'], read('show')) }
    return (after) => listTokens(ctx, { ...filter, after }, PAGE_ROWS)
  },
  columns: {
    uid: (row) => row.uid,
    type: (row) => row.type,
    state: (row) => row.state,
    blocked_by: (row) => row.blockedBy,
    customer: (row) => row.customerName,
    visual_number: (row) => row.visualNumber,
    contract_id: (row) => row.contractId,
    group_id: (row) => row.groupId,
    whitelist: (row) => row.whitelist,
    partners_waiting: (row) => csvNumber(String(row.waiting)),
    changed_at: (row) => csvTime(row.lastUpdated, BILLING_ZONE),
    id: (row) => row.id,
  },
})

const audit = exportList<AuditRow>({
  permission: 'audit:read',
  pages(ctx, read) {
    const filter = {
      search: read('q'),
      actor: oneOf(['customer', 'staff', 'partner', 'system'], read('actor')),
      from: date(read('from')),
      to: date(read('to')),
    }
    return async (after) => {
      const { rows, next } = await listAuditEvents(
        ctx,
        { ...filter, before: after ? Number(after) : undefined },
        PAGE_ROWS,
      )
      return { rows, next: next === null ? null : String(next) }
    }
  },
  columns: {
    at: (row) => csvTime(row.at, BILLING_ZONE),
    actor: (row) => row.actor,
    actor_id: (row) => row.actorId,
    name: (row) => row.actorName,
    action: (row) => row.action,
    entity: (row) => row.entity,
    entity_id: (row) => row.entityId,
    reason: (row) => row.reason,
    before: (row) => (row.before === null ? null : JSON.stringify(row.before)),
    after: (row) => (row.after === null ? null : JSON.stringify(row.after)),
    request: (row) => row.requestId,
  },
})

type Posted = { entry: JournalRow; posting: JournalRow['postings'][number] }

const journal = exportList<Posted>({
  permission: 'ledger:read',
  pages(ctx, read) {
    const account = Number(read('account'))
    const filter = { account: Number.isInteger(account) && account > 0 ? account : undefined, limit: PAGE_ROWS }
    return async (after) => {
      const { rows, next } = await listJournal(ctx, { ...filter, after })
      return { rows: rows.flatMap((entry) => entry.postings.map((posting) => ({ entry, posting }))), next }
    }
  },
  columns: {
    sequence: ({ entry }) => csvNumber(String(entry.sequence)),
    date: ({ entry }) => csvDate(entry.entryDate),
    posted_at: ({ entry }) => csvTime(entry.postedAt, BILLING_ZONE),
    template: ({ entry }) => entry.template,
    description: ({ entry }) => entry.description,
    account: ({ posting }) => csvNumber(String(posting.account)),
    amount: ({ posting }) => csvAmount(posting.amountMinor),
    customer_id: ({ posting }) => posting.customerId,
    invoice_id: ({ posting }) => posting.invoiceId,
    source_id: ({ entry }) => entry.sourceId,
  },
})

const messages = exportList<ExchangeRow>({
  permission: 'partner:read',
  pages(ctx, read) {
    const state = loadMessages(new URLSearchParams(MESSAGE_STATE.flatMap((name) => pairOf(name, read(name)))))
    return async (after) => {
      const filter = toFilter(state)
      const page = { before: after ? Number(after) : undefined, limit: PAGE_ROWS }
      const { rows, next } = await listExchanges(ctx, filter, page)
      return { rows, next: next === null ? null : String(next) }
    }
  },
  columns: {
    at: (row) => csvTime(row.at, BILLING_ZONE),
    partner: (row) => row.partnerName,
    direction: (row) => row.direction,
    http_method: (row) => row.method,
    address: (row) => row.path,
    module: (row) => row.module,
    version: (row) => row.version,
    object: (row) => row.objectKey,
    http: (row) => csvNumber(codeText(row.httpStatus)),
    ocpi: (row) => csvNumber(codeText(row.ocpiStatus)),
    ms: (row) => csvNumber(row.durationMs),
    request_id: (row) => row.requestId,
    correlation_id: (row) => row.correlationId,
    error: (row) => row.error,
  },
})

const codeText = (code: number | null) => (code === null ? null : String(code))
const pairOf = (name: string, value: string | undefined): [string, string][] => (value ? [[name, value]] : [])

export const EXPORT_LISTS = {
  messages,
  cdrs,
  sessions,
  invoices,
  payments,
  customers,
  tokens,
  audit,
  journal,
  reconciliations,
  disputes,
  'reconciliation-lines': reconciliationLines,
  'price-notices': priceNotices,
  margins,
  'margin-charges': marginCharges,
  'back-test-customers': backTestCustomers,
} as const
export type ExportListName = keyof typeof EXPORT_LISTS

export function isExportList(name: string): name is ExportListName {
  return Object.hasOwn(EXPORT_LISTS, name)
}

import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type {
  BillingRunState,
  CdrOutcome,
  InvoiceKind,
  InvoiceState,
  SkippedCharges,
} from '@/lib/billing/core/invoice-types'
import type {
  BillingRunId,
  CdrId,
  CompensationId,
  CustomerId,
  Id,
  InvoiceId,
  PaymentId,
  PayoutId,
  RatingId,
  UserId,
} from '@/lib/kernel/ids'
import type { RetailLineKind, RetailUnit, Supply } from '@/lib/rating/core/retail-line'
import { calendarDate, exact, instant, jsonText, minor } from './columns'
import { customers } from './customers'

/** The legal seller. One row per VAT registration (EN 16931: one invoice, one seller). */
export const sellers = pgTable('sellers', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  tradeName: text('trade_name').notNull(),
  organisationNumber: text('organisation_number').notNull(),
  vatNumber: text('vat_number').notNull(),
  street: text('street').notNull(),
  postalCode: text('postal_code').notNull(),
  city: text('city').notNull(),
  country: text('country').notNull(),
  seat: text('seat').notNull(),
  bankgiro: text('bankgiro').notNull(),
  swish: text('swish').notNull(),
  phone: text('phone').notNull(),
  email: text('email').notNull(),
  paymentDays: integer('payment_days').notNull().default(30),
})

/** Unbroken numbers: the row is locked in the finalising transaction, so a roll-back gives the number back. */
export const numberSeries = pgTable(
  'number_series',
  {
    sellerId: text('seller_id')
      .notNull()
      .references(() => sellers.id),
    series: text('series').notNull(),
    nextNumber: bigint('next_number', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.sellerId, table.series] })],
)

export const billingRuns = pgTable(
  'billing_runs',
  {
    id: text('id').$type<BillingRunId>().primaryKey(),
    /** YYYY-MM in Europe/Stockholm. */
    period: text('period').notNull(),
    state: text('state').$type<BillingRunState>().notNull(),
    /** Null: all customers. */
    customerId: text('customer_id').$type<CustomerId>(),
    createdBy: text('created_by').$type<UserId>(),
    createdAt: instant('created_at').notNull(),
    approvedBy: text('approved_by').$type<UserId>(),
    approvedAt: instant('approved_at'),
    finalizedAt: instant('finalized_at'),
    /** What was left out when it was drafted, by reason: `{ reason, count }[]`. */
    skipped: jsonText('skipped').$type<SkippedCharges[]>(),
    /** Progress while it works. */
    done: integer('done').notNull().default(0),
    total: integer('total'),
  },
  (table) => [
    index('billing_runs_period').on(table.period, table.createdAt),
    uniqueIndex('billing_runs_one_open_per_customer')
      .on(table.period, table.customerId)
      .where(sql`state in ('draft', 'approved') and customer_id is not null`),
  ],
)

export const invoices = pgTable(
  'invoices',
  {
    id: text('id').$type<InvoiceId>().primaryKey(),
    kind: text('kind').$type<InvoiceKind>().notNull(),
    state: text('state').$type<InvoiceState>().notNull(),
    sellerId: text('seller_id')
      .notNull()
      .references(() => sellers.id),
    series: text('series'),
    number: bigint('number', { mode: 'number' }),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    billingRunId: text('billing_run_id').$type<BillingRunId>(),
    period: text('period').notNull(),
    /** The invoice that a credit note changes (17 kap. 22 § ML). */
    originalId: text('original_id').$type<InvoiceId>(),
    /** Why a credit note was issued, as the customer reads it. */
    reason: text('reason').notNull().default(''),
    currency: text('currency').notNull(),
    netMinor: minor('net_minor').notNull(),
    vatMinor: minor('vat_minor').notNull(),
    grossMinor: minor('gross_minor').notNull(),
    /** To whole kronor, lag (1970:1029) 2 §. */
    roundingMinor: minor('rounding_minor').notNull(),
    payableMinor: minor('payable_minor').notNull(),
    /** Sum of allocations of payments and credit notes; kept by the database with them. */
    settledMinor: minor('settled_minor').notNull(),
    invoiceDate: calendarDate('invoice_date'),
    dueDate: calendarDate('due_date'),
    ocr: text('ocr'),
    /** Everything the document shows, copied at finalisation: history does not follow later changes. */
    snapshot: jsonText('snapshot'),
    createdAt: instant('created_at').notNull(),
    finalizedAt: instant('finalized_at'),
  },
  (table) => [
    uniqueIndex('invoices_number').on(table.sellerId, table.series, table.number),
    uniqueIndex('invoices_ocr').on(table.ocr),
    uniqueIndex('invoices_run_customer').on(table.billingRunId, table.customerId, table.kind, table.originalId),
    uniqueIndex('invoices_run_invoice')
      .on(table.billingRunId, table.customerId)
      .where(sql`kind = 'invoice'`),
    index('invoices_customer').on(table.customerId, table.createdAt),
    index('invoices_state').on(table.state, table.dueDate),
    index('invoices_original').on(table.originalId),
  ],
)

export const invoiceLines = pgTable(
  'invoice_lines',
  {
    id: text('id').$type<Id<'invoiceLine'>>().primaryKey(),
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .notNull()
      .references(() => invoices.id),
    position: integer('position').notNull(),
    cdrId: text('cdr_id').$type<CdrId>(),
    ratingId: text('rating_id').$type<RatingId>(),
    kind: text('kind').$type<RetailLineKind>().notNull(),
    supply: text('supply').$type<Supply>().notNull(),
    quantity: exact('quantity').notNull(),
    unit: text('unit').$type<RetailUnit>().notNull(),
    unitPrice: exact('unit_price').notNull(),
    netMinor: minor('net_minor').notNull(),
    /** EN 16931 VAT category (S) and our code for the supply, e.g. EL25, AVG25. */
    vatCategory: text('vat_category').notNull(),
    vatCode: text('vat_code').notNull(),
    vatPercent: exact('vat_percent').notNull(),
    /** On a credit note: the invoice line that it takes back. A line is taken back once, ever. */
    creditedLineId: text('credited_line_id').$type<Id<'invoiceLine'>>(),
  },
  (table) => [
    uniqueIndex('invoice_lines_position').on(table.invoiceId, table.position),
    index('invoice_lines_cdr').on(table.cdrId),
    uniqueIndex('invoice_lines_credited')
      .on(table.creditedLineId)
      .where(sql`credited_line_id is not null`),
  ],
)

/**
 * What became of a CDR: billed, credited by a credit note, or netted with its counterpart before either was billed.
 * Its primary key is the proof that each is dealt with once, ever. Removed only with a discarded draft.
 */
export const invoicedCdrs = pgTable(
  'invoiced_cdrs',
  {
    cdrId: text('cdr_id').$type<CdrId>().primaryKey(),
    outcome: text('outcome').$type<CdrOutcome>().notNull().default('billed'),
    /** Null when netted: no document. */
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .references(() => invoices.id),
    /** Null when netted, and for the credit CDR behind a credit note. */
    ratingId: text('rating_id').$type<RatingId>(),
    /** The credit CDR of the netted one and the other way round; the credited CDR of a credit. */
    counterpartCdrId: text('counterpart_cdr_id').$type<CdrId>(),
    /** The run that netted it. */
    billingRunId: text('billing_run_id')
      .$type<BillingRunId>()
      .references(() => billingRuns.id),
  },
  (table) => [
    index('invoiced_cdrs_invoice').on(table.invoiceId),
    index('invoiced_cdrs_run')
      .on(table.billingRunId)
      .where(sql`billing_run_id is not null`),
  ],
)

/** A monthly fee is billed once per customer and month. */
export const invoicedMonths = pgTable(
  'invoiced_months',
  {
    customerId: text('customer_id').$type<CustomerId>().notNull(),
    month: text('month').notNull(),
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .notNull()
      .references(() => invoices.id),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.month] })],
)

export const payments = pgTable(
  'payments',
  {
    id: text('id').$type<PaymentId>().primaryKey(),
    receivedOn: calendarDate('received_on').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    method: text('method').$type<'bankgiro' | 'swish' | 'card' | 'other'>().notNull(),
    reference: text('reference').notNull().default(''),
    note: text('note').notNull().default(''),
    customerId: text('customer_id').$type<CustomerId>(),
    /** Not yet allocated to an invoice. */
    unallocatedMinor: minor('unallocated_minor').notNull(),
    enteredBy: text('entered_by').$type<UserId>(),
    createdAt: instant('created_at').notNull(),
    /** Given by the form or the file: the same entry twice is one payment. */
    idempotencyKey: text('idempotency_key').notNull().unique(),
  },
  (table) => [
    index('payments_received').on(table.receivedOn, table.id),
    index('payments_customer').on(table.customerId),
  ],
)

export const paymentAllocations = pgTable(
  'payment_allocations',
  {
    paymentId: text('payment_id')
      .$type<PaymentId>()
      .notNull()
      .references(() => payments.id),
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .notNull()
      .references(() => invoices.id),
    amountMinor: minor('amount_minor').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.paymentId, table.invoiceId] }),
    index('payment_allocations_invoice').on(table.invoiceId),
  ],
)

/** What a credit note settled: its original first, later invoices from the rest. Append-only. */
export const creditAllocations = pgTable(
  'credit_allocations',
  {
    creditNoteId: text('credit_note_id')
      .$type<InvoiceId>()
      .notNull()
      .references(() => invoices.id),
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .notNull()
      .references(() => invoices.id),
    amountMinor: minor('amount_minor').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.creditNoteId, table.invoiceId] }),
    index('credit_allocations_invoice').on(table.invoiceId),
  ],
)

/** Documents as issued, byte for byte: the file lies in the data directory, its hash here. Append-only. */
export const invoiceDocuments = pgTable(
  'invoice_documents',
  {
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .notNull()
      .references(() => invoices.id),
    format: text('format').$type<'pdf'>().notNull(),
    sha256: text('sha256').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.invoiceId, table.format] })],
)

/**
 * What we owe a customer for charging at home (guide CDR-19): one per accepted CDR, negative for the credit CDR that
 * takes one back. A liability, never a line of an invoice.
 */
export const compensations = pgTable(
  'compensations',
  {
    id: text('id').$type<CompensationId>().primaryKey(),
    cdrId: text('cdr_id').$type<CdrId>().notNull().unique(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    amountMinor: minor('amount_minor').notNull(),
    /** Not yet paid out, netted or set off; has the sign of the amount. Kept by the database with the settlements. */
    openMinor: minor('open_minor').notNull(),
    currency: text('currency').notNull(),
    /** False when a person released the CDR. */
    automatic: boolean('automatic').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [index('compensations_customer').on(table.customerId, table.id)],
)

/** Money that we paid to a customer. */
export const payouts = pgTable(
  'payouts',
  {
    id: text('id').$type<PayoutId>().primaryKey(),
    customerId: text('customer_id')
      .$type<CustomerId>()
      .notNull()
      .references(() => customers.id),
    paidOn: calendarDate('paid_on').notNull(),
    amountMinor: minor('amount_minor').notNull(),
    currency: text('currency').notNull(),
    reference: text('reference').notNull().default(''),
    enteredBy: text('entered_by').$type<UserId>(),
    createdAt: instant('created_at').notNull(),
    idempotencyKey: text('idempotency_key').notNull().unique(),
  },
  (table) => [index('payouts_customer').on(table.customerId, table.id)],
)

/** What settled a compensation: a pay-out, an invoice that it was netted on, or another one of the opposite sign. */
export const compensationSettlements = pgTable(
  'compensation_settlements',
  {
    id: text('id').primaryKey(),
    compensationId: text('compensation_id')
      .$type<CompensationId>()
      .notNull()
      .references(() => compensations.id),
    /** Has the sign of the compensation. */
    amountMinor: minor('amount_minor').notNull(),
    payoutId: text('payout_id')
      .$type<PayoutId>()
      .references(() => payouts.id),
    invoiceId: text('invoice_id')
      .$type<InvoiceId>()
      .references(() => invoices.id),
    counterpartId: text('counterpart_id')
      .$type<CompensationId>()
      .references(() => compensations.id),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('compensation_settlements_compensation').on(table.compensationId),
    index('compensation_settlements_invoice').on(table.invoiceId),
    index('compensation_settlements_payout').on(table.payoutId),
  ],
)

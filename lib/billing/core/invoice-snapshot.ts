// What an issued document is made of, copied when it was issued: history does not follow later changes. Plain JSON:
// minor units are text. On a credit note the sessions and fees are those of the original; it takes them back.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CalendarDate, Instant, Month } from '@/lib/kernel/time'
import type { InvoiceKind } from './invoice-types'
import type { InvoiceSupply } from './vat'

export type ChargeKind =
  | 'energy'
  | 'operator_start_fee'
  | 'operator_time_fee'
  | 'operator_parking_fee'
  | 'operator_reservation_fee'
  | 'reservation_fee'
  | 'operator_adjustment'
  | 'markup'
  | 'energy_markup'
  | 'spot_credit'
  | 'price_floor'
  | 'price_cap'
  | 'start_fee'
  | 'idle_fee'
  | 'monthly_fee'
  | 'allowance'
  | 'discount'
  | 'session_cap'
  | 'late_data'
  | 'month_cap'
export type ChargeUnit = 'KWH' | 'MIN' | 'HUR' | 'EA'

export type SnapshotPart = {
  startedAt: Instant
  endedAt: Instant
  quantity: DecimalString
  unitPrice: DecimalString
  amount: DecimalString
  element: number | null
}

/** A price that was another currency's: the operator's own, without VAT, and by whose rate it became kronor. */
export type ConvertedNote = {
  kind: 'converted'
  unitPrice: DecimalString | null
  currency: string
  rate: DecimalString
  day: CalendarDate
  source: 'ecb' | 'sample_rates'
  revision: number
}

export function isConverted(note: SnapshotLine['note']): note is ConvertedNote {
  return note?.kind === 'converted'
}

/** As the rating stored it: exact and excluding VAT but for `netMinor`. */
export type SnapshotLine = {
  kind: ChargeKind
  supply: InvoiceSupply
  quantity: DecimalString
  unit: ChargeUnit
  unitPrice: DecimalString
  netMinor: string
  vatPercent: DecimalString
  parts: SnapshotPart[]
  /** What explains its price, where that was another currency's or the plan's terms made it. */
  note?: ConvertedNote | { kind: string }
}

/**
 * What a customer is told of a charge beside its amount, including VAT. `promise`: a price that was promised ruled.
 * `late`: the operator's account came after the agreed day. `protected`: the operator asked more than its own tariff
 * gives. The usual price is null where nobody could tell it.
 */
export type SnapshotNote =
  | {
      kind: 'promise'
      source: 'quote' | 'reservation' | 'public'
      quoteId: string | null
      usualMinor: string | null
      paidMinor: string
    }
  | { kind: 'late'; dueAt: Instant; usualMinor: string; paidMinor: string }
  | { kind: 'protected'; askedMinor: string; rightMinor: string }

export type SnapshotSession = {
  cdrId: string
  startedAt: Instant
  endedAt: Instant
  timeZone: string
  placeName: string
  city: string
  operatorName: string
  energyKwh: DecimalString
  netMinor: string
  grossMinor: string
  /** Only on documents from before notes were kept: what it would have cost, where a promised price ruled. */
  usualMinor?: string
  /** Why the amount is not what it else would be, and what the operator asked in vain. Absent means none. */
  notes?: SnapshotNote[]
  lines: SnapshotLine[]
}

export type SnapshotFee = { month: Month; netMinor: string; grossMinor: string; line: SnapshotLine }

export type SnapshotSeller = {
  name: string
  tradeName: string
  organisationNumber: string
  vatNumber: string
  street: string
  postalCode: string
  city: string
  country: string
  seat: string
  bankgiro: string
  swish: string
  phone: string
  email: string
}

export type SnapshotCustomer = {
  id: string
  number: number
  kind: 'private' | 'business'
  name: string
  organisationNumber: string | null
  street: string
  postalCode: string
  city: string
  country: string
}

export type SnapshotVatRow = {
  supply: InvoiceSupply
  code: string
  category: 'S'
  vatPercent: DecimalString
  netMinor: string
  vatMinor: string
}

/** Money of the customer that was here when the invoice was issued, and paid part of it. */
export type AdvanceKind = 'payment' | 'credit_note' | 'compensation'
export type SnapshotAdvance = { kind: AdvanceKind; amountMinor: string }

export type InvoiceSnapshot = {
  version: 1
  kind: InvoiceKind
  locale: 'sv' | 'en'
  /** `2611-00482`; null on the preview of a draft, as are the dates. */
  number: string | null
  invoiceDate: CalendarDate | null
  dueDate: CalendarDate | null
  ocr: string | null
  period: Month
  currency: string
  seller: SnapshotSeller
  customer: SnapshotCustomer
  sessions: SnapshotSession[]
  fees: SnapshotFee[]
  vat: SnapshotVatRow[]
  roundingMinor: string
  payableMinor: string
  /** EN 16931 BT-113 by kind. Absent means none. */
  advances?: SnapshotAdvance[]
  original: { number: string; invoiceDate: CalendarDate } | null
  reason: string
}

// The invoice as every form of it shows it: page, PDF, HTML and JSON are made from this one model, and this from the
// snapshot alone. Amounts sum at every level (docs/decisions/0005): parts to lines, lines to sessions, sessions to
// places, places to the month. VAT is worked out on the invoice's sums; what that makes in öre is a line of its own.
import { decimal, sum, toDecimalString, type Decimal, type DecimalString } from '@/lib/kernel/decimal'
import type { CalendarDate, Instant, Month } from '@/lib/kernel/time'
import { periodDates } from './billing-period'
import { groupBy } from '@/lib/kernel/group'
import { isConverted } from './invoice-snapshot'
import type {
  ConvertedNote,
  AdvanceKind,
  ChargeKind,
  ChargeUnit,
  InvoiceSnapshot,
  SnapshotCustomer,
  SnapshotLine,
  SnapshotNote,
  SnapshotPart,
  SnapshotSeller,
  SnapshotSession,
} from './invoice-snapshot'
import type { InvoiceKind } from './invoice-types'
import { swishQrPayload } from './swish-qr'
import { splitTo, type InvoiceSupply } from './vat'

/** A step of the formula: quantity × unit price. All prices and amounts below include VAT unless named net or excl. */
export type DocumentPart = {
  startedAt: Instant
  endedAt: Instant
  quantity: DecimalString
  unitPrice: DecimalString
  grossMinor: bigint
}
export type DocumentLine = {
  kind: ChargeKind
  supply: InvoiceSupply
  quantity: DecimalString
  unit: ChargeUnit
  unitPrice: DecimalString
  unitPriceExcl: DecimalString
  vatPercent: DecimalString
  netMinor: bigint
  grossMinor: bigint
  parts: DocumentPart[]
  /** Whose rate the price was converted by. */
  note?: ConvertedNote
}
/** With what the customer is spared, where that is known. */
export type DocumentNote =
  | {
      kind: 'promise'
      source: 'quote' | 'reservation' | 'public'
      quoteId: string | null
      usualMinor: bigint | null
      paidMinor: bigint
      sparedMinor: bigint | null
    }
  | { kind: 'late'; dueAt: Instant; usualMinor: bigint; paidMinor: bigint; sparedMinor: bigint }
  | { kind: 'protected'; askedMinor: bigint; rightMinor: bigint; sparedMinor: bigint }
  | ConvertedNote
export type DocumentSession = {
  cdrId: string
  startedAt: Instant
  endedAt: Instant
  timeZone: string
  energyKwh: DecimalString
  netMinor: bigint
  grossMinor: bigint
  /** What is worth telling of its amount; none on a credit note, which takes it back whatever it was. */
  notes: DocumentNote[]
  lines: DocumentLine[]
}
export type DocumentPlace = {
  name: string
  operatorName: string
  energyKwh: DecimalString
  grossMinor: bigint
  /** Of electricity, where all sessions of the place have one. */
  unitPrice: DecimalString | null
  sessions: DocumentSession[]
}
export type DocumentFee = { month: Month; netMinor: bigint; grossMinor: bigint; line: DocumentLine }
export type DocumentVatRow = {
  supply: InvoiceSupply
  code: string
  vatPercent: DecimalString
  netMinor: bigint
  vatMinor: bigint
  grossMinor: bigint
}

export type InvoiceDocument = {
  kind: InvoiceKind
  locale: 'sv' | 'en'
  number: string | null
  invoiceDate: CalendarDate | null
  dueDate: CalendarDate | null
  period: Month
  periodFrom: CalendarDate
  periodTo: CalendarDate
  currency: string
  seller: SnapshotSeller
  customer: SnapshotCustomer
  /** How to pay; null on a draft and on a credit note. */
  payment: { ocr: string; bankgiro: string; swishPayload: string | null } | null
  sessionCount: number
  energyKwh: DecimalString
  places: DocumentPlace[]
  fees: DocumentFee[]
  /** Sum of the places. */
  sessionsMinor: bigint
  /** Sum of places and fees. */
  chargesMinor: bigint
  /** What VAT on the sums differs from VAT per session. Display only. */
  vatRoundingMinor: bigint
  vat: DocumentVatRow[]
  netMinor: bigint
  vatMinor: bigint
  grossMinor: bigint
  /** To whole kronor. */
  roundingMinor: bigint
  payableMinor: bigint
  /** What was paid before the invoice was issued, by kind. */
  advances: { kind: AdvanceKind; amountMinor: bigint }[]
  /** What is left to pay after it (EN 16931 BT-115). */
  dueMinor: bigint
  original: { number: string; invoiceDate: CalendarDate } | null
  reason: string
}

/** The document of a snapshot. Pure: the same snapshot gives the same document, whenever it is asked for. */
export function buildInvoiceDocument(snapshot: InvoiceSnapshot): InvoiceDocument {
  const sign = snapshot.kind === 'credit_note' ? -1n : 1n
  const places = buildPlaces(snapshot.sessions, sign)
  const fees = snapshot.fees.map(({ month, netMinor, grossMinor, line }): DocumentFee => {
    const gross = BigInt(grossMinor) * sign
    return { month, netMinor: BigInt(netMinor) * sign, grossMinor: gross, line: buildLine(line, gross, sign) }
  })
  const sessionsMinor = total(places.map(({ grossMinor }) => grossMinor))
  const chargesMinor = sessionsMinor + total(fees.map(({ grossMinor }) => grossMinor))
  const vat = snapshot.vat.map(({ supply, code, vatPercent, netMinor, vatMinor }): DocumentVatRow => {
    const [net, amount] = [BigInt(netMinor), BigInt(vatMinor)]
    return { supply, code, vatPercent, netMinor: net, vatMinor: amount, grossMinor: net + amount }
  })
  const grossMinor = total(vat.map((row) => row.grossMinor))
  const { first, last } = periodDates(snapshot.period)
  return {
    ...heading(snapshot),
    periodFrom: first,
    periodTo: last,
    payment: paymentOf(snapshot),
    sessionCount: snapshot.sessions.length,
    energyKwh: toDecimalString(sum(places.map(({ energyKwh }) => decimal(energyKwh)))),
    places,
    fees,
    sessionsMinor,
    chargesMinor,
    vatRoundingMinor: grossMinor - chargesMinor,
    vat,
    netMinor: total(vat.map((row) => row.netMinor)),
    vatMinor: total(vat.map((row) => row.vatMinor)),
    grossMinor,
    roundingMinor: BigInt(snapshot.roundingMinor),
    payableMinor: BigInt(snapshot.payableMinor),
    advances: advancesOf(snapshot),
    dueMinor: dueOf(snapshot),
  }
}

function heading({
  kind,
  locale,
  number,
  invoiceDate,
  dueDate,
  period,
  currency,
  seller,
  customer,
  original,
  reason,
}: InvoiceSnapshot) {
  return { kind, locale, number, invoiceDate, dueDate, period, currency, seller, customer, original, reason }
}

function advancesOf({ advances = [] }: InvoiceSnapshot): InvoiceDocument['advances'] {
  return advances.map(({ kind, amountMinor }) => ({ kind, amountMinor: BigInt(amountMinor) }))
}

function dueOf(snapshot: InvoiceSnapshot): bigint {
  return BigInt(snapshot.payableMinor) - total(advancesOf(snapshot).map(({ amountMinor }) => amountMinor))
}

function paymentOf(snapshot: InvoiceSnapshot): InvoiceDocument['payment'] {
  const { kind, ocr, seller } = snapshot
  if (kind !== 'invoice' || ocr === null) return null
  const payable = dueOf(snapshot)
  const swishPayload = seller.swish === '' || payable <= 0n ? null : swishQrPayload(seller.swish, payable, ocr)
  return { ocr, bankgiro: seller.bankgiro, swishPayload }
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n)
}

/** `Resecentrum, Uppsala`: the city is named once. */
function placeLabel({ placeName, city }: SnapshotSession): string {
  return city === '' || placeName.toLowerCase().includes(city.toLowerCase()) ? placeName : `${placeName}, ${city}`
}

/** Places in the order of their sums, the dearest first; sessions in the order of time. */
function buildPlaces(sessions: readonly SnapshotSession[], sign: bigint): DocumentPlace[] {
  const groups = groupBy(sessions, (session) => `${placeLabel(session)}\n${session.operatorName}`)
  const places = [...groups.values()].map((own): DocumentPlace => {
    const built = own.toSorted((a, b) => a.startedAt - b.startedAt).map((session) => buildSession(session, sign))
    return {
      name: placeLabel(own[0]!), // a group has a member
      operatorName: own[0]!.operatorName,
      energyKwh: toDecimalString(sum(built.map(({ energyKwh }) => decimal(energyKwh)))),
      grossMinor: total(built.map(({ grossMinor }) => grossMinor)),
      unitPrice: onePrice(built),
      sessions: built,
    }
  })
  return places.toSorted(
    (a, b) => compare(b.grossMinor * sign, a.grossMinor * sign) || a.name.localeCompare(b.name, 'sv'),
  )
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The one price of a kWh there, with every line that is paid by the kWh in it. */
function onePrice(sessions: readonly DocumentSession[]): DecimalString | null {
  const prices = new Set(
    sessions.map(({ lines }) => {
      const perKwh = lines.filter(({ unit }) => unit === 'KWH')
      const kinds = new Set(perKwh.map(({ kind }) => kind))
      return kinds.size < perKwh.length ? null : toDecimalString(sum(perKwh.map(({ unitPrice }) => decimal(unitPrice))))
    }),
  )
  const [price] = prices
  return prices.size === 1 && price !== '0' ? (price ?? null) : null
}

function buildSession(session: SnapshotSession, sign: bigint): DocumentSession {
  const grossMinor = BigInt(session.grossMinor) * sign
  const exact = session.lines.map((line) => withVat(decimal(line.netMinor), line.vatPercent).times(sign.toString()))
  const parts = splitTo(grossMinor, exact)
  return {
    cdrId: session.cdrId,
    startedAt: session.startedAt,
    endedAt: session.endedAt,
    timeZone: session.timeZone,
    energyKwh: toDecimalString(decimal(session.energyKwh).times(sign.toString())),
    netMinor: BigInt(session.netMinor) * sign,
    grossMinor,
    notes: sign < 0n ? [] : [...notesOf(session).map(buildNote), ...rateOf(session)],
    lines: session.lines.map((line, index) => buildLine(line, parts[index]!, sign)), // one part per line
  }
}

/** Documents from before notes were kept know of a promise alone, and not which. */
function notesOf({ notes, usualMinor, grossMinor }: SnapshotSession): readonly SnapshotNote[] {
  if (notes) return notes
  if (usualMinor === undefined) return []
  return [{ kind: 'promise', source: 'quote', quoteId: null, usualMinor, paidMinor: grossMinor }]
}

/** A charge has one rate, whatever of it was converted. */
function rateOf({ lines }: SnapshotSession): ConvertedNote[] {
  return lines
    .map(({ note }) => note)
    .filter(isConverted)
    .slice(0, 1)
}

function buildNote(note: SnapshotNote): DocumentNote {
  if (note.kind === 'protected') {
    const [askedMinor, rightMinor] = [BigInt(note.askedMinor), BigInt(note.rightMinor)]
    return { kind: note.kind, askedMinor, rightMinor, sparedMinor: askedMinor - rightMinor }
  }
  const paidMinor = BigInt(note.paidMinor)
  if (note.kind === 'late') {
    const usualMinor = BigInt(note.usualMinor)
    return { kind: note.kind, dueAt: note.dueAt, usualMinor, paidMinor, sparedMinor: usualMinor - paidMinor }
  }
  const { kind, source, quoteId } = note
  const usualMinor = note.usualMinor === null ? null : BigInt(note.usualMinor)
  return {
    kind,
    source,
    quoteId,
    usualMinor,
    paidMinor,
    sparedMinor: usualMinor === null ? null : usualMinor - paidMinor,
  }
}

function withVat(amount: Decimal, vatPercent: DecimalString): Decimal {
  return amount.times(decimal(vatPercent).plus(100)).div(100)
}

function buildLine(line: SnapshotLine, grossMinor: bigint, sign: bigint): DocumentLine {
  return {
    kind: line.kind,
    supply: line.supply,
    quantity: toDecimalString(decimal(line.quantity).times(sign.toString())),
    unit: line.unit,
    unitPrice: toDecimalString(withVat(decimal(line.unitPrice), line.vatPercent)),
    unitPriceExcl: line.unitPrice,
    vatPercent: line.vatPercent,
    netMinor: BigInt(line.netMinor) * sign,
    grossMinor,
    parts: buildParts(line.parts, line.vatPercent, grossMinor, sign),
    ...(isConverted(line.note) ? { note: line.note } : {}),
  }
}

function buildParts(
  parts: readonly SnapshotPart[],
  vatPercent: DecimalString,
  grossMinor: bigint,
  sign: bigint,
): DocumentPart[] {
  if (parts.length === 0) return []
  const exact = parts.map((part) => withVat(decimal(part.amount), vatPercent).times(100).times(sign.toString()))
  const amounts = splitTo(grossMinor, exact)
  return parts.map(({ startedAt, endedAt, quantity, unitPrice }, index) => ({
    startedAt,
    endedAt,
    quantity: toDecimalString(decimal(quantity).times(sign.toString())),
    unitPrice: toDecimalString(withVat(decimal(unitPrice), vatPercent)),
    grossMinor: amounts[index]!, // one amount per part
  }))
}

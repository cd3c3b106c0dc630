// The words of an invoice in both languages. One typed table, so that neither can lack a word.
import { formatCalendarDate, formatMonth } from '@/lib/kernel/format/datetime'
import { formatMoney } from '@/lib/kernel/format/money'
import { monthOf } from '@/lib/kernel/time'
import type { InvoiceDocument } from './invoice-document'
import type { AdvanceKind, ChargeKind, ChargeUnit } from './invoice-snapshot'
import type { InvoiceSupply } from './vat'

export type DocumentLocale = 'sv' | 'en'
/** Part of a sentence; what matters is strong. */
export type Run = { text: string; strong: boolean }

export type DocumentLabels = {
  invoice: string
  creditNote: string
  invoiceDate: string
  customerNumber: string
  period: string
  from: string
  toPay: string
  /** Before what was paid already is taken off. */
  invoiceSum: string
  advance: Readonly<Record<AdvanceKind, string>>
  credit: string
  creditUse: string
  by: string
  bankgiro: string
  ocr: string
  swish: string
  scan: string
  charges: string
  chargesSum: string
  otherPlaces: (count: number) => string
  sessions: (count: number) => string
  monthlyFee: string
  vatRounding: string
  rounding: string
  vat: string
  bought: string
  withoutVat: string
  vatAmount: (percent: string) => string
  withVat: string
  sum: string
  everySession: string
  allAmounts: (number: string) => string
  date: string
  time: string
  total: string
  of: string
  organisationNumber: string
  vatNumber: string
  taxApproved: string
  seat: string
  reason: string
  original: string
  howPriced: string
  howPricedText: string
  terms: (count: number, dueDate: string) => string
  supply: Readonly<Record<InvoiceSupply, string>>
  kind: Readonly<Record<ChargeKind, string>>
  unit: Readonly<Record<ChargeUnit, string>>
  column: Readonly<Record<DetailColumn, string>>
}

/** Columns of the detail table: what lines of several kinds have in common. */
export type DetailColumn = 'electricity' | 'start' | 'time' | 'parking' | 'reservation' | 'adjustment'
export const DETAIL_COLUMNS: readonly DetailColumn[] = [
  'electricity',
  'start',
  'time',
  'parking',
  'reservation',
  'adjustment',
]
export const COLUMN_OF: Readonly<Record<ChargeKind, DetailColumn>> = {
  energy: 'electricity',
  markup: 'electricity',
  energy_markup: 'electricity',
  spot_credit: 'electricity',
  price_floor: 'electricity',
  price_cap: 'electricity',
  operator_start_fee: 'start',
  start_fee: 'start',
  operator_time_fee: 'time',
  idle_fee: 'time',
  operator_parking_fee: 'parking',
  operator_reservation_fee: 'reservation',
  reservation_fee: 'reservation',
  operator_adjustment: 'adjustment',
  monthly_fee: 'start',
  allowance: 'adjustment',
  discount: 'adjustment',
  session_cap: 'adjustment',
  late_data: 'adjustment',
  month_cap: 'adjustment',
}

const sv: DocumentLabels = {
  invoice: 'Faktura',
  creditNote: 'Kreditfaktura',
  invoiceDate: 'Fakturadatum',
  customerNumber: 'Kundnummer',
  period: 'Avser',
  from: 'från',
  toPay: 'Att betala',
  invoiceSum: 'Fakturans summa',
  advance: {
    payment: 'Tidigare inbetalt',
    credit_note: 'Tidigare tillgodo',
    compensation: 'Ersättning för hemmaladdning',
  },
  credit: 'Till dig',
  creditUse: 'Beloppet dras av från den fakturan. Det som redan är betalt står kvar som tillgodo hos oss.',
  by: 'senast',
  bankgiro: 'Bankgiro',
  ocr: 'OCR-nummer',
  swish: 'Swish',
  scan: 'Betala med Swish: läs av koden',
  charges: 'Laddningar i',
  chargesSum: 'Laddningar',
  otherPlaces: (count) => `${count} andra platser`,
  sessions: (count) => (count === 1 ? '1 laddning' : `${count} laddningar`),
  monthlyFee: 'Månadsavgift',
  vatRounding: 'Momsavrundning',
  rounding: 'Öresavrundning',
  vat: 'Moms',
  bought: 'Vad du köpt',
  withoutVat: 'Utan moms',
  vatAmount: (percent) => `Moms ${percent}`,
  withVat: 'Med moms',
  sum: 'Summa, kr',
  everySession: 'Varje laddning',
  allAmounts: (number) => `${number}. Alla belopp i kronor med moms.`,
  date: 'Datum',
  time: 'Tid',
  total: 'Summa',
  of: 'av',
  organisationNumber: 'Org.nr',
  vatNumber: 'Momsreg.nr',
  taxApproved: 'Godkänd för F-skatt',
  seat: 'Säte',
  reason: 'Varför',
  original: 'Ändrar faktura',
  howPriced: 'Så räknas priset',
  howPricedText:
    'Varje laddning räknas period för period, avrundas till öre och läggs ihop. Momsen räknas en gång på fakturans summor, inte laddning för laddning. Vad det skiljer i öre står som momsavrundning. Varje del av priset finns på fakturan på webben.',
  terms: (count, dueDate) =>
    `${count === 1 ? 'Laddningen är kontrollerad' : `Alla ${count} laddningar är kontrollerade`} mot operatörernas prislistor. Tycker du att något är fel, säg till före ${dueDate}, så väntar den delen medan vi utreder. Betalar du för sent tar vi ränta enligt räntelagen. Mer stöd: Allmänna reklamationsnämnden.`,
  supply: { electricity: 'El, inklusive påslag', access_fee: 'Avgift för att använda laddstationen' },
  kind: {
    energy: 'El',
    markup: 'Påslag',
    energy_markup: 'Påslag per kWh',
    spot_credit: 'Avdrag för negativt elpris',
    price_floor: 'Lägsta pris per kWh',
    price_cap: 'Pristak per kWh',
    operator_start_fee: 'Operatörens startavgift',
    operator_time_fee: 'Operatörens tidsavgift',
    operator_parking_fee: 'Operatörens parkeringsavgift',
    operator_reservation_fee: 'Operatörens reservationsavgift',
    reservation_fee: 'Reservationsavgift',
    operator_adjustment: 'Operatörens lägsta eller högsta pris',
    start_fee: 'Startavgift',
    idle_fee: 'Tidsavgift',
    monthly_fee: 'Månadsavgift',
    allowance: 'Fri energi',
    discount: 'Rabatt',
    session_cap: 'Tak per laddning',
    late_data: 'Sen redovisning',
    month_cap: 'Tak per månad',
  },
  unit: { KWH: 'kWh', MIN: 'min', HUR: 'h', EA: 'st' },
  column: {
    electricity: 'El',
    start: 'Startavgift',
    time: 'Tidsavgift',
    parking: 'Parkering',
    reservation: 'Reservation',
    adjustment: 'Justering',
  },
}

const en: DocumentLabels = {
  invoice: 'Invoice',
  creditNote: 'Credit note',
  invoiceDate: 'Invoice date',
  customerNumber: 'Customer',
  period: 'Period',
  from: 'from',
  toPay: 'To pay',
  invoiceSum: 'Sum of the invoice',
  advance: {
    payment: 'Paid earlier',
    credit_note: 'Credit from earlier',
    compensation: 'Compensation for charging at home',
  },
  credit: 'To you',
  creditUse: 'The amount is taken off that invoice. What you have already paid stays with us as your credit.',
  by: 'by',
  bankgiro: 'Bankgiro',
  ocr: 'OCR reference',
  swish: 'Swish',
  scan: 'Pay with Swish: scan the code',
  charges: 'Charging in',
  chargesSum: 'Charging',
  otherPlaces: (count) => `${count} other places`,
  sessions: (count) => (count === 1 ? '1 charge' : `${count} charges`),
  monthlyFee: 'Monthly fee',
  vatRounding: 'VAT rounding',
  rounding: 'Rounding to whole kronor',
  vat: 'VAT',
  bought: 'What you bought',
  withoutVat: 'Without VAT',
  vatAmount: (percent) => `VAT ${percent}`,
  withVat: 'With VAT',
  sum: 'Total, kr',
  everySession: 'Every charge',
  allAmounts: (number) => `${number}. All amounts in kronor including VAT.`,
  date: 'Date',
  time: 'Time',
  total: 'Total',
  of: 'of',
  organisationNumber: 'Company no.',
  vatNumber: 'VAT no.',
  taxApproved: 'Godkänd för F-skatt',
  seat: 'Registered in',
  reason: 'Why',
  original: 'Changes invoice',
  howPriced: 'How the price is worked out',
  howPricedText:
    'Each charge is worked out period by period, rounded to öre and added up. VAT is worked out once on the sums of the invoice, not charge by charge. What that differs in öre is shown as VAT rounding. Every part of the price is on the invoice on the web.',
  terms: (count, dueDate) =>
    `${count === 1 ? 'The charge has been checked' : `All ${count} charges have been checked`} against the operators' price lists. If you think something is wrong, tell us before ${dueDate}, and that part waits while we look into it. If you pay late we charge interest under the Interest Act. More support: Allmänna reklamationsnämnden.`,
  supply: { electricity: 'Electricity, including markup', access_fee: 'Fee for using the charging station' },
  kind: {
    energy: 'Electricity',
    markup: 'Markup',
    energy_markup: 'Markup per kWh',
    spot_credit: 'Reduction for a negative electricity price',
    price_floor: 'Lowest price per kWh',
    price_cap: 'Highest price per kWh',
    operator_start_fee: "Operator's start fee",
    operator_time_fee: "Operator's time fee",
    operator_parking_fee: "Operator's parking fee",
    operator_reservation_fee: "Operator's reservation fee",
    reservation_fee: 'Reservation fee',
    operator_adjustment: "Operator's lowest or highest price",
    start_fee: 'Start fee',
    idle_fee: 'Time fee',
    monthly_fee: 'Monthly fee',
    allowance: 'Free energy',
    discount: 'Discount',
    session_cap: 'Most per charge',
    late_data: 'Late account',
    month_cap: 'Most per month',
  },
  unit: { KWH: 'kWh', MIN: 'min', HUR: 'h', EA: 'pc' },
  column: {
    electricity: 'Electricity',
    start: 'Start fee',
    time: 'Time fee',
    parking: 'Parking',
    reservation: 'Reservation',
    adjustment: 'Adjustment',
  },
}

const TABLE: Readonly<Record<DocumentLocale, DocumentLabels>> = { sv, en }

export function documentLabels(locale: DocumentLocale): DocumentLabels {
  return TABLE[locale]
}

const plain = (text: string): Run => ({ text, strong: false })
const strong = (text: string): Run => ({ text, strong: true })

/** The sentence that opens the document: what was bought, for how much. Its runs put together are the sentence. */
export function leadSentence(document: InvoiceDocument, locale: DocumentLocale): Run[] {
  const amount = (minor: bigint) => strong(formatMoney(minor, document.currency, locale))
  if (document.kind === 'credit_note') return creditSentence(document, locale)
  const month = formatMonth(document.period, locale, 'month')
  const fees = document.chargesMinor - document.sessionsMinor
  const count = document.sessionCount
  if (locale === 'sv') {
    if (count === 0) return [plain(`För ${month} betalar du månadsavgiften, `), amount(fees), plain('.')]
    const times = count === 1 ? 'en gång' : `${count}\u00a0gånger`
    const charged = [
      plain(`I ${month} laddade du `),
      strong(times),
      plain(' för '),
      amount(document.sessionsMinor),
      plain('.'),
    ]
    const older = olderSessions(document)
    if (older > 0)
      charged.push(
        plain(older === 1 ? ' En av dem är från en tidigare månad.' : ` ${older} av dem är från tidigare månader.`),
      )
    return fees === 0n ? charged : [...charged, plain(' Månadsavgiften är '), amount(fees), plain('.')]
  }
  if (count === 0) return [plain(`For ${month} you pay the monthly fee, `), amount(fees), plain('.')]
  const times = count === 1 ? 'once' : `${count}\u00a0times`
  const charged = [
    plain(`In ${month} you charged `),
    strong(times),
    plain(' for '),
    amount(document.sessionsMinor),
    plain('.'),
  ]
  const older = olderSessions(document)
  if (older > 0)
    charged.push(
      plain(older === 1 ? ' One of them is from an earlier month.' : ` ${older} of them are from earlier months.`),
    )
  return fees === 0n ? charged : [...charged, plain(' The monthly fee is '), amount(fees), plain('.')]
}

function olderSessions(document: InvoiceDocument): number {
  return document.places
    .flatMap(({ sessions }) => sessions)
    .filter(({ startedAt }) => monthOf(startedAt) < document.period).length
}

function creditSentence(document: InvoiceDocument, locale: DocumentLocale): Run[] {
  const worth = strong(formatMoney(-document.payableMinor, document.currency, locale))
  const number = document.original?.number ?? ''
  const date = document.original ? formatCalendarDate(document.original.invoiceDate, 'date', locale) : ''
  const count = documentLabels(locale).sessions(document.sessionCount).replace(' ', '\u00a0')
  if (locale === 'sv') {
    const what = document.sessionCount === 0 ? 'en avgift' : count
    return [
      plain('Vi tar tillbaka '),
      strong(what),
      plain(' på faktura '),
      strong(number),
      plain(` från ${date}. Du får `),
      worth,
      plain('.'),
    ]
  }
  const what = document.sessionCount === 0 ? 'a fee' : count
  return [
    plain('We take back '),
    strong(what),
    plain(' on invoice '),
    strong(number),
    plain(` of ${date}. You get `),
    worth,
    plain('.'),
  ]
}

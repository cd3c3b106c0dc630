// The answer of `price` for people: the tariff in words, every step as a row, the totals, and what was noticed.
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { localTime, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { Breakdown, BreakdownLine, PricingInput } from '@/lib/pricing/breakdown'
import { describeTariff } from '@/lib/pricing/describe-tariff'
import type { RetailPrice } from '@/lib/rating/core/retail'
import type { InputFinding } from './price-input'
import type { RetailAnswer } from './price-retail'

/** Right-aligned columns hold figures. */
type TextColumn<Row> = { header: string; cell: (row: Row) => string; right?: true }

export function textTable<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)))
  const widths = columns.map(({ header }, index) => Math.max(header.length, ...cells.map((row) => row[index]!.length))) // same columns
  const print = (texts: readonly string[]) =>
    texts
      .map((text, index) => (columns[index]!.right ? text.padStart(widths[index]!) : text.padEnd(widths[index]!))) // same columns
      .join('  ')
      .trimEnd()
  return [
    print(columns.map(({ header }) => header)),
    print(widths.map((width) => '-'.repeat(width))),
    ...cells.map(print),
  ]
}

const WORDS = {
  en: {
    period: 'period',
    element: 'element',
    dimension: 'what',
    quantity: 'quantity',
    billed: 'billed',
    unitPrice: 'unit price',
    vat: 'VAT %',
    excl: 'excl. VAT',
    reason: 'why',
    line: 'line',
    reasons: {
      only_match: 'the only element that applies',
      first_match: 'the first element that applies',
      reservation: 'reserved',
      reservation_expired: 'reserved, never used',
    },
    stepped: (text: string) => `${text}; raised to the step`,
    tariff: (id: string) => `Tariff ${id}`,
    without: 'without VAT',
    with: 'with VAT',
    unknown: 'unknown',
    retail: 'The customer pays by the plan',
    refused: (reason: string) => `The plan gives no price: ${reason}`,
    vatOf: 'VAT',
  },
  sv: {
    period: 'period',
    element: 'element',
    dimension: 'vad',
    quantity: 'mängd',
    billed: 'debiterat',
    unitPrice: 'pris',
    vat: 'moms %',
    excl: 'utan moms',
    reason: 'varför',
    line: 'rad',
    reasons: {
      only_match: 'det enda element som gäller',
      first_match: 'det första element som gäller',
      reservation: 'reserverat',
      reservation_expired: 'reserverat, aldrig använt',
    },
    stepped: (text: string) => `${text}; höjt till steget`,
    tariff: (id: string) => `Tariff ${id}`,
    without: 'utan moms',
    with: 'med moms',
    unknown: 'okänt',
    retail: 'Kunden betalar enligt planen',
    refused: (reason: string) => `Planen ger inget pris: ${reason}`,
    vatOf: 'moms',
  },
} as const

function wallClock(at: Instant, zone: TimeZone): string {
  const { date, secondOfDay } = localTime(at, zone)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${date} ${two(secondOfDay / 3600)}:${two((secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`
}

function lineTable(breakdown: Breakdown, zone: TimeZone, locale: FormatLocale): string[] {
  const words = WORDS[locale]
  const time = (at: Instant) => wallClock(at, zone).slice(11)
  const columns: TextColumn<BreakdownLine>[] = [
    { header: words.period, cell: (row) => `${wallClock(row.startedAt, zone)}–${time(row.endedAt)}` },
    { header: words.dimension, cell: (row) => row.dimension },
    { header: words.element, cell: (row) => String(row.element), right: true },
    { header: words.quantity, cell: (row) => row.quantity, right: true },
    { header: words.billed, cell: (row) => row.billedQuantity, right: true },
    { header: words.unitPrice, cell: (row) => row.unitPrice, right: true },
    { header: words.vat, cell: (row) => row.vatPercent ?? '?', right: true },
    { header: words.excl, cell: (row) => row.excl ?? '?', right: true },
    {
      header: words.reason,
      cell: (row) => {
        const why = words.reasons[row.reason]
        return row.billedQuantity === row.quantity ? why : words.stepped(why)
      },
    },
  ]
  return textTable(columns, breakdown.lines)
}

function retailTable(price: RetailPrice, locale: FormatLocale): string[] {
  const words = WORDS[locale]
  const kronor = (minor: bigint | string) => {
    const text = BigInt(minor).toString().replace('-', '').padStart(3, '0')
    return `${BigInt(minor) < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
  }
  const columns: TextColumn<RetailPrice['lines'][number]>[] = [
    { header: words.line, cell: (row) => row.kind },
    { header: words.quantity, cell: (row) => `${row.quantity} ${row.unit}`, right: true },
    { header: words.unitPrice, cell: (row) => row.unitPrice, right: true },
    { header: words.vat, cell: (row) => row.vatPercent, right: true },
    { header: words.excl, cell: (row) => kronor(row.netMinor), right: true },
  ]
  return [
    ...textTable(columns, price.lines),
    `${words.without} ${kronor(price.netMinor)} SEK, ${words.vatOf} ${kronor(price.vatMinor)} SEK, ${words.with} ${kronor(price.grossMinor)} SEK`,
  ]
}

type Explained = {
  input: Pick<PricingInput, 'tariffs' | 'timeZone'>
  breakdown: Breakdown
  findings: readonly InputFinding[]
  retail: RetailAnswer | null
}

/** All that the engine knows about the price, in the order in which one would ask. */
export function explainPrice({ input, breakdown, findings, retail }: Explained, locale: FormatLocale): string {
  const words = WORDS[locale]
  const { rounded, excl, incl, currency } = breakdown
  const total = (side: string, amount: string | null, exact: string | null) =>
    `${side.padEnd(12)} ${amount ?? words.unknown} ${currency} (${exact ?? '?'})`
  const told = input.tariffs.flatMap((tariff) => [
    words.tariff(tariff.id),
    ...describeTariff(tariff, locale).map((sentence) => `  ${sentence}`),
  ])
  const paid =
    retail === null
      ? []
      : retail.ok
        ? ['', words.retail, ...retailTable(retail.value, locale)]
        : ['', words.refused(retail.reason)]
  return [
    ...told,
    ...(told.length > 0 ? [''] : []),
    ...(breakdown.lines.length > 0 ? [...lineTable(breakdown, input.timeZone, locale), ''] : []),
    total(words.without, rounded.excl, excl),
    total(words.with, rounded.incl, incl),
    ...findings.map(({ code, message }) => `${code}: ${message}`),
    ...paid,
    '',
  ].join('\n')
}

import { useTranslations } from 'next-intl'
import { convertedFormula } from '@/components/charging/conversion-note'
import { ReceiptFold, ReceiptLine } from '@/components/ui/receipt-line'
import type { DecimalString } from '@/lib/kernel/decimal'
import { formatTimeRange } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatDecimal, formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import { withVat } from '@/lib/rating/core/public-prices'
import type { RetailLineKind, RetailNote, RetailPart, RetailUnit } from '@/lib/rating/core/retail-line'

/** A line of a price, including VAT: of a charge as of an invoice. */
export type PriceLineView = {
  kind: RetailLineKind
  quantity: DecimalString
  unit: RetailUnit
  unitPrice: DecimalString
  grossMinor: bigint
  /** For amounts of the note, which exclude it. */
  vatPercent?: DecimalString
  note?: RetailNote
  parts: readonly {
    startedAt: Instant
    endedAt: Instant
    quantity: DecimalString
    unitPrice: DecimalString
    grossMinor: bigint
    spot?: RetailPart['spot']
  }[]
}

const UNITS: Readonly<Record<RetailUnit, string | null>> = { KWH: 'kWh', MIN: 'min', HUR: 'h', EA: null }

export type PriceLineProps = {
  line: PriceLineView
  currency: string
  timeZone: TimeZone
  locale: FormatLocale
  open?: boolean
}

/** Unfolds into its periods, each with its formula; the amounts of the periods sum to the line. */
export function PriceLine({ line, currency, timeZone, locale, open }: PriceLineProps) {
  const t = useTranslations('charging')
  const unit = UNITS[line.unit]
  const amount = formatMoney(line.grossMinor, currency, locale)
  const spot = useTranslations('spot')
  const label = line.note?.kind === 'spot' ? spot('energy') : t(`lines.${line.kind}`)
  const reason = noteText(line, spot, currency, locale)
  if (unit === null) return <ReceiptLine label={label} note={reason} amount={amount} />
  const price = formatUnitPrice(line.unitPrice, currency, unit, locale)
  const varies = new Set(line.parts.map((part) => part.unitPrice)).size > 1
  const note = reason ?? (varies ? t('lines.average', { price }) : price)
  const own = line.note?.kind === 'spot' ? spotReason(line, line.note, spot) : t(`lines.why.${line.kind}`)
  const original = line.note?.kind === 'converted' ? convertedFormula(line.note, unit, locale) : null
  const why = original === null ? own : `${own} ${t('convertedPrice', { formula: original })}`
  if (line.parts.length === 0) return <ReceiptLine label={label} note={note} amount={amount} />
  return (
    <ReceiptFold label={label} note={note} amount={amount} open={open} why={why}>
      {line.parts.map((part, index) => (
        <ReceiptLine
          key={index}
          label={formatTimeRange(part.startedAt, part.endedAt, timeZone, locale)}
          note={formula(part, unit, currency, locale)}
          amount={formatMoney(part.grossMinor, currency, locale)}
        />
      ))}
    </ReceiptFold>
  )
}

type SpotTexts = ReturnType<typeof useTranslations<'spot'>>

/** What the plan's terms say of a line that they made. */
function noteText(
  { note, unit, vatPercent = '25' }: PriceLineView,
  t: SpotTexts,
  currency: string,
  locale: FormatLocale,
): string | undefined {
  const money = (amount: DecimalString) =>
    formatMoney(roundToMinor(withVat(amount, vatPercent), currency), currency, locale)
  if (note?.kind === 'converted' && unit === 'EA') return convertedFormula(note, null, locale) ?? undefined
  if (note?.kind === 'discount')
    return t('note.discount', { percent: formatPercent(note.percent, locale), group: note.group })
  if (note?.kind === 'allowance')
    return t('note.allowance', {
      left: formatEnergy(note.left, locale, [0, 2]),
      all: formatEnergy(note.perMonth, locale, [0, 2]),
    })
  if (note?.kind !== 'cap') return undefined
  return Number(note.before) > 0
    ? t('note.capBefore', { amount: money(note.most), before: money(note.before) })
    : t('note.cap', { amount: money(note.most) })
}

/** Where the quarters' prices come from, and how the energy of each is known. */
function spotReason(
  { parts }: PriceLineView,
  { area, basis, spread, hourly }: Extract<RetailNote, { kind: 'spot' }>,
  t: SpotTexts,
): string {
  const from = (source: string) => parts.some((part) => part.spot?.source === source)
  return [
    t('why.spot', { area, basis, spread }),
    hourly ? t('why.hourly') : '',
    from('elpriset') ? t('why.fallback') : '',
    from('sample') ? t('why.sample') : '',
  ]
    .filter((text) => text !== '')
    .join(' ')
}

/** `1,38 kWh × 0,9825 kr`: the unit is said once. */
export function formula(
  { quantity, unitPrice }: { quantity: DecimalString; unitPrice: DecimalString },
  unit: string,
  currency: string,
  locale: FormatLocale,
): string {
  const price = formatUnitPrice(unitPrice, currency, unit, locale).replace(`/${unit}`, '')
  return `${formatDecimal(quantity, [0, 3], locale)}\u00a0${unit} × ${price}`
}

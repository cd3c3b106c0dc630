import { useTranslations } from 'next-intl'
import { ReceiptFold, ReceiptLine } from '@/components/ui/receipt-line'
import type { DecimalString } from '@/lib/kernel/decimal'
import { formatTimeRange } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatMoney, formatUnitPrice } from '@/lib/kernel/format/money'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import type { RetailLineKind, RetailUnit } from '@/lib/rating/core/retail-line'

/** A line of a price, including VAT: of a charge as of an invoice. */
export type PriceLineView = {
  kind: RetailLineKind
  quantity: DecimalString
  unit: RetailUnit
  unitPrice: DecimalString
  grossMinor: bigint
  parts: readonly {
    startedAt: Instant
    endedAt: Instant
    quantity: DecimalString
    unitPrice: DecimalString
    grossMinor: bigint
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
  const label = t(`lines.${line.kind}`)
  if (unit === null) return <ReceiptLine label={label} amount={amount} />
  const price = formatUnitPrice(line.unitPrice, currency, unit, locale)
  const varies = new Set(line.parts.map((part) => part.unitPrice)).size > 1
  const note = varies ? t('lines.average', { price }) : price
  if (line.parts.length === 0) return <ReceiptLine label={label} note={note} amount={amount} />
  return (
    <ReceiptFold label={label} note={note} amount={amount} open={open} why={t(`lines.why.${line.kind}`)}>
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

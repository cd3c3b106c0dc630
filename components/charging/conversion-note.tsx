import { useTranslations } from 'next-intl'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatPrice } from '@/lib/kernel/format/money'
import { NBSP } from '@/lib/kernel/format/locale'
import type { Conversion } from '@/lib/rating/core/exchange'
import type { RetailNote } from '@/lib/rating/core/retail-line'

type Rate = Pick<Conversion, 'currency' | 'rate' | 'day' | 'source'>

/** `1 EUR = 11,4325 kr, Europeiska centralbankens kurs 12 oktober 2026.`: what the operator's money was worth, and whose word that is. */
export function ConversionSentence({ of, locale }: { of: Rate; locale: FormatLocale }) {
  const t = useTranslations('charging')
  const { currency, source, day } = of
  const rate = `${formatDecimal(of.rate, [2, 8], locale)}${NBSP}kr`
  return t('converted', { currency, rate, source, day: formatCalendarDate(day, 'date', locale) })
}

/** Under lines of which any was another currency's. */
export function ConversionNote({
  lines,
  locale,
}: {
  lines: readonly { note?: RetailNote | undefined }[]
  locale: FormatLocale
}) {
  const note = lines.map((line) => line.note).find((each) => each?.kind === 'converted')
  if (note?.kind !== 'converted') return null
  return (
    <p className="note pt-3">
      <ConversionSentence of={note} locale={locale} />
    </p>
  )
}

/** `0,48 EUR/kWh × 11,4325`, without VAT; nothing where the tariff states no such price. */
export function convertedFormula(
  note: Extract<RetailNote, { kind: 'converted' }>,
  unit: string | null,
  locale: FormatLocale,
): string | null {
  if (note.unitPrice === null) return null
  const price = formatPrice(note.unitPrice, note.currency, locale)
  return `${price}${unit === null ? '' : `/${unit}`} × ${formatDecimal(note.rate, [2, 8], locale)}`
}

import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConversionNote } from '@/components/charging/conversion-note'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Notice } from '@/components/ui/states'
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { formatCalendarDate, formatDuration, formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import { SECOND_MS } from '@/lib/kernel/time'
import type { CustomerLine } from '@/lib/rating/core/customer-lines'
import { PRICE_PARTS, priceParts } from '@/lib/rating/core/price-order'
import type { QuotedChange } from '@/lib/rating/core/quote'
import type { RetailUnit } from '@/lib/rating/core/retail-line'
import type { QuoteView } from '@/lib/rating/quotes/queries/quote-view'

const CURRENCY = 'SEK'
const UNITS: Readonly<Record<RetailUnit, string | null>> = { KWH: 'kWh', MIN: 'min', HUR: 'h', EA: null }
/** A price per minute is what people compare; it is said where that needs no rounding. */
const MINUTE_DIGITS = 4

/** A price before a charge: what the operator takes in the order of AFIR, e-roaming, what we take, VAT. */
export async function QuoteReceipt({ quote }: { quote: QuoteView }) {
  const [t, locale] = await Promise.all([getTranslations('quotes'), formatLocale()])
  const { price, adHoc, behaviour, unknown } = quote
  if (!price)
    return (
      <Notice tone="held" title={t('unknownTitle')}>
        {unknownText(unknown, t, locale)}
      </Notice>
    )
  return (
    <>
      <QuoteLines lines={price.lines} included={quote.method !== 'pass_through'} />
      <ReceiptSum
        label={t('total', { kwh: formatEnergy(behaviour.energyKwh, locale, [0, 1]) })}
        amount={formatMoney(price.grossMinor, CURRENCY, locale)}
      />
      <ReceiptLine
        kind="sub"
        label={t('vat', { percent: formatPercent(price.vatPercent, locale) })}
        amount={formatMoney(price.vatMinor, CURRENCY, locale)}
      />
      {adHoc ? (
        <ReceiptLine kind="sub" label={t('adHoc')} amount={formatMoney(adHoc.grossMinor, adHoc.currency, locale)} />
      ) : null}
      <ConversionNote lines={price.lines} locale={locale} />
      <Remarks quote={quote} />
      <QuoteChanges changes={quote.changes} timeZone={quote.timeZone} />
    </>
  )
}

/** Never silence, and never nothing: what is missing, and what it may come to. */
function unknownText(
  unknown: QuoteView['unknown'],
  t: Awaited<ReturnType<typeof getTranslations<'quotes'>>>,
  locale: FormatLocale,
): string {
  if (unknown?.kind === 'several')
    return t('unknownSeveral', {
      least: formatMoney(unknown.leastMinor, CURRENCY, locale),
      most: formatMoney(unknown.mostMinor, CURRENCY, locale),
    })
  if (unknown?.kind === 'rate')
    return t('unknownRate', { currency: unknown.currency, day: formatCalendarDate(unknown.day, 'dayMonth', locale) })
  return t('unknown')
}

/** Every part for itself: what is ours stands apart from what is the operator's, and e-roaming is said to cost nothing. */
export async function QuoteLines({ lines, included }: { lines: readonly CustomerLine[]; included: boolean }) {
  const [t, charging, locale] = await Promise.all([
    getTranslations('quotes'),
    getTranslations('charging'),
    formatLocale(),
  ])
  const parts = priceParts(lines)
  const row = (line: CustomerLine, index: number) => (
    <ReceiptLine
      key={`${line.kind} ${index}`}
      label={charging(`lines.${line.kind}`)}
      note={formula(line, locale)}
      amount={formatMoney(line.grossMinor, CURRENCY, locale)}
    />
  )
  return (
    <>
      {PRICE_PARTS.filter((part) => part !== 'own').flatMap((part) => parts[part].map(row))}
      <ReceiptLine label={t('roaming')} note={t('roamingNote')} amount={formatMoney(0n, CURRENCY, locale)} />
      {parts.own.length > 0 ? (
        parts.own.map(row)
      ) : (
        <ReceiptLine
          label={t('own')}
          note={included ? t('ownIncluded') : undefined}
          amount={formatMoney(0n, CURRENCY, locale)}
        />
      )}
    </>
  )
}

/** `20 kWh × 4,00 kr/kWh`; time by the minute. */
function formula({ unit, quantity, unitPrice }: CustomerLine, locale: FormatLocale): string | undefined {
  const name = UNITS[unit]
  if (name === null) return undefined
  const byMinute = unit === 'HUR' && decimal(unitPrice).div(60).decimalPlaces() <= MINUTE_DIGITS
  const amount = byMinute ? toDecimalString(decimal(quantity).times(60)) : quantity
  const said = byMinute ? 'min' : name
  return `${formatDecimal(amount, [0, 2], locale)}\u00a0${said} × ${pricePer(unit, unitPrice, locale)}`
}

function pricePer(unit: RetailUnit, unitPrice: string, locale: FormatLocale): string {
  const perMinute = decimal(unitPrice).div(60)
  if (unit === 'HUR' && perMinute.decimalPlaces() <= MINUTE_DIGITS)
    return formatUnitPrice(toDecimalString(perMinute), CURRENCY, 'min', locale)
  return formatUnitPrice(unitPrice, CURRENCY, UNITS[unit] ?? '', locale)
}

async function Remarks({ quote }: { quote: QuoteView }) {
  const [t, locale] = await Promise.all([getTranslations('quotes'), formatLocale()])
  const { behaviour, chargedAt, shownAt, car, timeZone } = quote
  const time = (at: QuoteView['shownAt']) => formatInstant(at, timeZone, 'time', locale)
  const facts = chargedAt && {
    kwh: formatEnergy(behaviour.energyKwh, locale, [0, 1]),
    duration: formatDuration((chargedAt - shownAt) / SECOND_MS),
    time: time(chargedAt),
  }
  return (
    <p className="note pt-3">
      {facts ? (car?.fits ? t('carTakes', { ...facts, car: car.name }) : t('takes', facts)) : null}{' '}
      {car && !car.fits ? t('carDoesNotFit', { car: car.name }) : null} {quote.method === 'spot' ? t('exchange') : null}{' '}
      {t('valid', { time: time(quote.validUntil) })}
    </p>
  )
}

/** What comes later than the start, or that nothing does. */
export async function QuoteChanges({ changes, timeZone }: Pick<QuoteView, 'changes' | 'timeZone'>) {
  const [t, charging, locale] = await Promise.all([
    getTranslations('quotes'),
    getTranslations('charging'),
    formatLocale(),
  ])
  if (changes.length === 0) return <p className="note pt-3">{t('steady')}</p>
  const when = ({ at, afterMinutes, phase, cap }: QuotedChange) => {
    const duration = formatDuration(afterMinutes * 60)
    const time = formatInstant(at, timeZone, 'time', locale)
    const then =
      phase === 'charging' ? t('charging', { duration, time }) : t('standing', { minutes: afterMinutes, duration })
    return cap === null ? then : t('capped', { when: then, cap: moneyOf(cap, locale) })
  }
  return (
    <>
      <h3 className="pt-4">{t('laterTitle')}</h3>
      {changes.map((change) => (
        <ReceiptLine
          key={`${change.phase} ${change.at} ${change.kind}`}
          label={charging(`lines.${change.kind}`)}
          note={when(change)}
          amount={change.unitPrice === null ? t('ends') : pricePer(change.unit, change.unitPrice, locale)}
        />
      ))}
    </>
  )
}

function moneyOf(amount: string, locale: FormatLocale): string {
  return formatMoney(roundToMinor(amount, CURRENCY), CURRENCY, locale)
}

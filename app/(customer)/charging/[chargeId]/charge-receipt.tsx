import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { PowerEdge } from '@/components/charts/power-edge'
import { samplesOfPeriods } from '@/components/charts/power-samples'
import { PriceStrip } from '@/components/charts/price-strip'
import { ConversionNote } from '@/components/charging/conversion-note'
import { PriceLine } from '@/components/charging/price-line'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { decimal, toDecimalString, roundHalfUp, type DecimalString } from '@/lib/kernel/decimal'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import { minorToDecimal } from '@/lib/kernel/money'
import { HOUR_MS, type Instant } from '@/lib/kernel/time'
import type { MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'

const CURRENCY = 'SEK'

/** The receipt under its own power curve. Torn only when the amount no longer changes. */
export async function ChargeReceipt({ charge }: { charge: MyChargeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const { price, idle } = charge
  const isFinal = charge.state === 'checked' || charge.state === 'free' || charge.state === 'credited'
  const freeIdle = idle.freeMinutes !== null && price?.lines.every((line) => line.kind !== 'idle_fee')
  return (
    <section aria-label={t('detail.pricePart')}>
      {charge.reservationOnly ? null : <Curve charge={charge} />}
      <Paper final={isFinal && price !== null}>
        <Steps charge={charge} />
        {price?.lines.map((line, index) => (
          <PriceLine key={index} line={line} currency={CURRENCY} timeZone={charge.timeZone} locale={locale} />
        ))}
        {price && freeIdle && !charge.reservationOnly ? (
          <ReceiptLine
            label={t('detail.idleLine')}
            note={t('detail.idleFree', {
              minutes: formatDecimal(idle.minutes, 0, locale),
              free: formatDecimal(String(idle.freeMinutes), 0, locale),
            })}
            amount={formatMoney(0n, CURRENCY, locale)}
          />
        ) : null}
        {price ? <Totals charge={charge} price={price} locale={locale} /> : <p>{t('noPrice')}</p>}
      </Paper>
    </section>
  )
}

type Price = NonNullable<MyChargeDetail['price']>

async function Totals({ charge, price, locale }: { charge: MyChargeDetail; price: Price; locale: FormatLocale }) {
  const t = await getTranslations('charging')
  const money = (minor: bigint) => formatMoney(minor, CURRENCY, locale)
  const energy = decimal(charge.energyKwh)
  const perKwh = energy.greaterThan(0)
    ? toDecimalString(roundHalfUp(minorToDecimal(price.grossMinor, CURRENCY).div(energy), 2))
    : null
  return (
    <>
      <ReceiptSum label={t(totalKey(charge.state))} amount={money(price.grossMinor)} />
      <ReceiptLine
        kind="sub"
        label={t('detail.vat', { percent: formatPercent(price.vatPercent, locale) })}
        amount={money(price.vatMinor)}
      />
      {perKwh === null ? null : (
        <ReceiptLine kind="sub" label={t('detail.perKwh')} amount={formatUnitPrice(perKwh, CURRENCY, 'kWh', locale)} />
      )}
      <ConversionNote lines={price.lines} locale={locale} />
      {charge.planName ? <p className="note pt-3">{t('detail.plan', { name: charge.planName })}</p> : null}
    </>
  )
}

function totalKey(state: MyChargeDetail['state']): 'detail.total' | 'detail.totalPreliminary' | 'detail.totalCredited' {
  if (state === 'credited' || state === 'free') return 'detail.totalCredited'
  return state === 'checked' ? 'detail.total' : 'detail.totalPreliminary'
}

async function Curve({ charge }: { charge: MyChargeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const samples = samplesOfPeriods(charge.curve, true)
  if (samples.length === 0) return null
  const peak = formatPower(String(Math.max(0, ...samples.map((sample) => sample.kw))), locale)
  const hours = decimal(charge.endedAt - charge.startedAt).div(HOUR_MS)
  const average = hours.greaterThan(0) ? toDecimalString(decimal(charge.energyKwh).div(hours)) : '0'
  const hasSteps = priceSteps(charge).length > 1
  return (
    <PowerEdge
      className="mt-10"
      samples={samples}
      label={t('detail.curve', { peak, average: formatPower(average, locale) })}
      marks={{ start: t('detail.peak', { power: peak }) }}
      title={hasSteps ? t('detail.stepsTitle') : undefined}
      text={hasSteps ? t('detail.stepsText') : undefined}
    />
  )
}

type Step = { startedAt: Instant; endedAt: Instant; unitPrice: DecimalString | null }

/** Where the price changed during the charge; empty where it was one and the same. Time without charging has no price. */
function priceSteps({ curve, quarters, endedAt }: MyChargeDetail): Step[] {
  const priced: Step[] =
    quarters.length > 0
      ? quarters.map(({ perKwh, ...span }) => ({ ...span, unitPrice: perKwh }))
      : curve.filter((point) => point.unitPrice !== null)
  if (new Set(priced.map((point) => point.unitPrice)).size <= 1) return []
  const last = priced.at(-1)
  return last && last.endedAt < endedAt ? [...priced, { startedAt: last.endedAt, endedAt, unitPrice: null }] : priced
}

async function Steps({ charge }: { charge: MyChargeDetail }) {
  const [t, spot, locale] = await Promise.all([getTranslations('charging'), getTranslations('spot'), formatLocale()])
  const time = (at: MyChargeDetail['startedAt']) => formatInstant(at, charge.timeZone, 'time', locale)
  const axis = [time(charge.startedAt), time(charge.endedAt)]
  const steps = priceSteps(charge)
  if (steps.length === 0)
    return (
      <div className="axis">
        {axis.map((text, index) => (
          <span key={index}>{text}</span>
        ))}
      </div>
    )
  return (
    <PriceStrip
      caption={charge.quarters.length > 0 ? spot('steps') : t('detail.priceSteps')}
      axis={[axis[0], 'kr/kWh', axis[1]]}
      steps={steps.map((point) => ({
        key: String(point.startedAt),
        value: Number(point.unitPrice ?? 0),
        weight: point.endedAt - point.startedAt,
        text: point.unitPrice === null ? null : formatDecimal(point.unitPrice, 2, locale),
      }))}
    />
  )
}

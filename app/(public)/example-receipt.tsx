import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { PowerEdge } from '@/components/charts/power-edge'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { formatEnergy, formatPower } from '@/lib/kernel/format/energy'
import { formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import type { PublicPrices } from '@/lib/rating/core/public-prices'
import { priceExample } from './price-example'

// A typical fast charge: the car takes all it can at first and then less, step by step. Percent of time and of power.
const CURVE = [
  [0, 38],
  [2, 74],
  [6, 86],
  [12, 88],
  [34, 87.5],
  [40, 82],
  [46, 76],
  [54, 76],
  [58, 64],
  [66, 64],
  [70, 53],
  [78, 53],
  [82, 40],
  [88, 34],
  [94, 26],
  [100, 20],
].map(([t = 0, kw = 0]) => ({ t, kw }))

/** What thirty kilowatt hours cost today, computed from the published prices. */
export async function ExampleReceipt({ prices }: { prices: PublicPrices }) {
  const [t, locale] = await Promise.all([getTranslations('public'), formatLocale()])
  const example = priceExample(prices)
  const money = (minor: bigint) => formatMoney(minor, prices.currency, locale)
  const energy = formatEnergy(example.kwh, locale, [0, 2])
  const times = (perKwh: string) =>
    `${energy} × ${formatUnitPrice(perKwh, prices.currency, 'kWh', locale).replace('/kWh', '')}`
  const { idleFee, passThrough } = prices
  return (
    <section className="hero-receipt" aria-labelledby="example">
      <PowerEdge samples={CURVE} label={t('example.curve')} />
      <Paper>
        <div className="place">
          <h2 id="example">{t('example.title')}</h2>
          <span className="note">{formatPower(String(example.powerKw), locale)}</span>
        </div>
        {example.perKwh !== null && example.energyMinor !== null ? (
          <ReceiptLine label={t('example.energy')} note={times(example.perKwh)} amount={money(example.energyMinor)} />
        ) : null}
        {passThrough ? <ReceiptLine label={t('prices.operator')} amount={t('prices.beforeStart')} /> : null}
        {example.markupPerKwh !== null && example.markupMinor !== null ? (
          <ReceiptLine
            label={t('prices.markup')}
            note={times(example.markupPerKwh)}
            amount={money(example.markupMinor)}
          />
        ) : null}
        <ReceiptLine label={t('prices.start')} amount={money(example.startMinor)} />
        {idleFee ? (
          <ReceiptLine
            label={t('prices.idle')}
            note={t('example.idleNote', {
              price: formatUnitPrice(idleFee.perMinute, prices.currency, 'min', locale),
              minutes: idleFee.freeMinutes,
            })}
            amount={money(0n)}
          />
        ) : null}
        {example.totalMinor !== null && example.vatMinor !== null ? (
          <>
            <ReceiptSum label={t('example.total', { energy })} amount={money(example.totalMinor)} />
            <ReceiptLine
              kind="sub"
              label={t('example.vat', { percent: formatPercent(prices.vatPercent, locale) })}
              amount={money(example.vatMinor)}
            />
          </>
        ) : null}
        <p className="note pt-3">{t('example.note')}</p>
      </Paper>
    </section>
  )
}

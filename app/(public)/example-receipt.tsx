import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { PowerEdge } from '@/components/charts/power-edge'
import { Paper } from '@/components/ui/paper'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy, formatPower } from '@/lib/kernel/format/energy'
import { formatDecimal, formatMoney, formatPercent, formatPrice, formatUnitPrice } from '@/lib/kernel/format/money'
import { getPublicExample, type PublicExample } from '@/lib/rating/charges/queries/get-public-example'
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

const UNITS = { KWH: 'kWh', MIN: 'min', HUR: 'h', EA: null } as const

/** What thirty kilowatt hours cost now at a place that exists, else by the price list. */
export async function ExampleReceipt({ prices }: { prices: PublicPrices }) {
  const example = await getPublicExample()
  return example ? <PlaceReceipt example={example} prices={prices} /> : <ListReceipt prices={prices} />
}

async function PlaceReceipt({ example, prices }: { example: PublicExample; prices: PublicPrices }) {
  const [t, charging, locale] = await Promise.all([
    getTranslations('public'),
    getTranslations('charging'),
    formatLocale(),
  ])
  const { currency } = prices
  const power = formatPower(String(example.powerKw), locale)
  return (
    <Frame
      curve={t('example.curve')}
      title={example.placeName}
      note={t('example.place', { power, free: example.free, sockets: example.sockets })}
    >
      {example.lines.map((line) => {
        const unit = UNITS[line.unit]
        const times = `${formatDecimal(line.quantity, [0, 2], locale)}\u00a0${unit} × ${formatPrice(line.unitPrice, currency, locale)}`
        return (
          <ReceiptLine
            key={line.kind}
            label={charging(`lines.${line.kind}`)}
            note={unit ? times : undefined}
            amount={formatMoney(line.grossMinor, currency, locale)}
          />
        )
      })}
      <ReceiptSum
        label={t('example.total', { energy: formatEnergy(example.energyKwh, locale, [0, 2]) })}
        amount={formatMoney(example.grossMinor, currency, locale)}
      />
      <ReceiptLine
        kind="sub"
        label={t('example.vat', { percent: formatPercent(prices.vatPercent, locale) })}
        amount={formatMoney(example.vatMinor, currency, locale)}
      />
      <p className="note pt-3">
        {t('example.now', { time: formatInstant(example.at, example.timeZone, 'time', locale) })}
      </p>
    </Frame>
  )
}

/** Where no operator is connected yet: what the price list alone can tell. */
async function ListReceipt({ prices }: { prices: PublicPrices }) {
  const [t, spot, locale] = await Promise.all([getTranslations('public'), getTranslations('spot'), formatLocale()])
  const example = priceExample(prices)
  const money = (minor: bigint) => formatMoney(minor, prices.currency, locale)
  const energy = formatEnergy(example.kwh, locale, [0, 2])
  const times = (perKwh: string) => `${energy} × ${formatPrice(perKwh, prices.currency, locale)}`
  const { idleFee, passThrough } = prices
  return (
    <Frame curve={t('example.curve')} title={t('example.title')} note={formatPower(String(example.powerKw), locale)}>
      {example.perKwh !== null && example.energyMinor !== null ? (
        <ReceiptLine label={t('example.energy')} note={times(example.perKwh)} amount={money(example.energyMinor)} />
      ) : null}
      {passThrough ? <ReceiptLine label={t('prices.operator')} amount={t('prices.beforeStart')} /> : null}
      {prices.spot ? <ReceiptLine label={spot('exchange')} amount={spot('known')} /> : null}
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
    </Frame>
  )
}

type FrameProps = { curve: string; title: string; note: string; children: ReactNode }

function Frame({ curve, title, note, children }: FrameProps) {
  return (
    <section className="hero-receipt" aria-labelledby="example">
      <PowerEdge samples={CURVE} label={curve} />
      <Paper>
        <div className="place">
          <h2 id="example">{title}</h2>
          <span className="note">{note}</span>
        </div>
        {children}
      </Paper>
    </section>
  )
}

import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { decimal } from '@/lib/kernel/decimal'
import { formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import type { PublicPrices } from '@/lib/rating/core/public-prices'
import { PlanTerms, SpotLines } from './plan-terms'
import type { Band } from './price-example'

/** The price list as receipt lines, in the order of AFIR article 5: per kWh, per minute, per start, other, our part. */
export async function PriceLines({ prices }: { prices: PublicPrices }) {
  const [t, locale] = await Promise.all([getTranslations('public'), formatLocale()])
  const { currency, passThrough, idleFee } = prices
  const perKwh = (price: string) => formatUnitPrice(price, currency, 'kWh', locale)
  const money = (amount: string) => formatMoney(roundToMinor(amount, currency), currency, locale)
  const hasPercent = passThrough !== null && !decimal(passThrough.markupPercent).isZero()
  return (
    <>
      {passThrough ? (
        <ReceiptLine
          kind="roomy"
          label={t('prices.operator')}
          note={t('prices.operatorNote')}
          amount={t('prices.beforeStart')}
        />
      ) : null}
      <SpotLines prices={prices} />
      {prices.bands.map((band) => (
        <ReceiptLine
          key={`${band.current}-${band.fromKw}`}
          kind="roomy"
          label={t(`prices.${band.current}`)}
          note={powerText(band, t)}
          amount={perKwh(band.perKwh)}
        />
      ))}
      {passThrough ? (
        <ReceiptLine
          kind="roomy"
          label={t('prices.markup')}
          note={
            hasPercent
              ? t('prices.markupPercent', { percent: formatPercent(passThrough.markupPercent, locale) })
              : undefined
          }
          amount={perKwh(passThrough.markupPerKwh)}
        />
      ) : null}
      {idleFee ? (
        <ReceiptLine
          kind="roomy"
          label={t('prices.idle')}
          note={
            idleFee.capPerSession
              ? t('prices.idleCapped', { minutes: idleFee.freeMinutes, cap: money(idleFee.capPerSession) })
              : t('prices.idleAfter', { minutes: idleFee.freeMinutes })
          }
          amount={formatUnitPrice(idleFee.perMinute, currency, 'min', locale)}
        />
      ) : passThrough ? null : (
        <ReceiptLine kind="roomy" label={t('prices.idle')} amount={money('0')} />
      )}
      <ReceiptLine kind="roomy" label={t('prices.start')} amount={money(prices.startFee)} />
      <ReceiptLine kind="roomy" label={t('prices.monthly')} amount={money(prices.monthlyFee)} />
      <PlanTerms prices={prices} />
    </>
  )
}

type Translate = Awaited<ReturnType<typeof getTranslations<'public'>>>

function powerText(band: Band, t: Translate): string {
  const { fromKw, toKw } = band
  if (fromKw === 0) return toKw === null ? t('prices.allPowers') : t('prices.powerBelow', { to: toKw })
  return toKw === null ? t('prices.powerFrom', { from: fromKw }) : t('prices.powerBetween', { from: fromKw, to: toKw })
}

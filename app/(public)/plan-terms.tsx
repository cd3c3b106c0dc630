import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ReceiptLine } from '@/components/ui/receipt-line'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney, formatPercent, formatUnitPrice } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import type { PublicPrices } from '@/lib/rating/core/public-prices'

/** A price that follows the electricity exchange, in words; nothing for other plans. */
export async function SpotLines({ prices: { spot, currency } }: { prices: PublicPrices }) {
  if (!spot) return null
  const [t, locale] = await Promise.all([getTranslations('spot'), formatLocale()])
  const perKwh = (price: string) => formatUnitPrice(price, currency, 'kWh', locale)
  const percent = Number(spot.markupPercent) === 0 ? null : formatPercent(spot.markupPercent, locale)
  return (
    <>
      <ReceiptLine
        kind="roomy"
        label={t('exchange')}
        note={t('exchangeNote', { area: spot.area ?? 'none' })}
        amount={t('known')}
      />
      <ReceiptLine
        kind="roomy"
        label={t('markup')}
        note={percent === null ? undefined : t('markupPercent', { percent })}
        amount={perKwh(spot.markupPerKwh)}
      />
      {spot.capPerKwh === null ? null : (
        <ReceiptLine kind="roomy" label={t('cap')} note={t('capNote')} amount={perKwh(spot.capPerKwh)} />
      )}
      {spot.floorPerKwh === null ? null : (
        <ReceiptLine kind="roomy" label={t('floor')} note={t('capNote')} amount={perKwh(spot.floorPerKwh)} />
      )}
    </>
  )
}

/** What the plan takes off, and where other prices hold. */
export async function PlanTerms({ prices }: { prices: PublicPrices }) {
  const [t, locale] = await Promise.all([getTranslations('spot'), formatLocale()])
  const { currency, sessionCap, monthCap, freeKwhPerMonth, discounts, hasOverrides } = prices
  const money = (amount: string) => formatMoney(roundToMinor(amount, currency), currency, locale)
  return (
    <>
      {freeKwhPerMonth === null ? null : (
        <ReceiptLine
          kind="roomy"
          label={t('free')}
          note={t('freeNote')}
          amount={formatEnergy(freeKwhPerMonth, locale, [0, 2])}
        />
      )}
      {discounts.map(({ group, percent, base }) => (
        <ReceiptLine
          key={`${group} ${base}`}
          kind="roomy"
          label={t('discount', { group })}
          note={t('discountNote', { base })}
          amount={formatPercent(percent, locale)}
        />
      ))}
      {sessionCap === null ? null : <ReceiptLine kind="roomy" label={t('sessionCap')} amount={money(sessionCap)} />}
      {monthCap === null ? null : (
        <ReceiptLine kind="roomy" label={t('monthCap')} note={t('monthCapNote')} amount={money(monthCap)} />
      )}
      {hasOverrides ? (
        <ReceiptLine kind="roomy" label={t('overrides')} note={t('overridesNote')} amount={t('overridesAmount')} />
      ) : null}
    </>
  )
}

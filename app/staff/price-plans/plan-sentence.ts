import type { getTranslations } from 'next-intl/server'
import { formatUnitPrice, formatPercent } from '@/lib/kernel/format/money'
import type { PricePlanRules } from '@/lib/rating/core/price-plan'

type T = Awaited<ReturnType<typeof getTranslations<'pricePlans'>>>

/** A plan's rules in one line of plain words, prices excluding VAT as staff enter them. */
export function planSentence(rules: PricePlanRules, t: T, locale: 'sv' | 'en'): string {
  const perKwh = (price: string) => formatUnitPrice(price, 'SEK', 'kWh', locale)
  const { energy, idleFee } = rules
  const parts =
    energy.method === 'pass_through'
      ? [
          t('sentence.passThrough', {
            percent: formatPercent(energy.markupPercent, locale),
            perKwh: perKwh(energy.markupPerKwh),
          }),
        ]
      : energy.bands.map((band) =>
          t('sentence.band', {
            current: band.current,
            from: band.fromKw,
            to: band.toKw ?? 0,
            bounded: band.toKw === null ? 'no' : 'yes',
            price: perKwh(band.perKwh),
          }),
        )
  if (Number(rules.startFee) > 0)
    parts.push(t('sentence.start', { price: formatUnitPrice(rules.startFee, 'SEK', t('sentence.perCharge'), locale) }))
  if (idleFee)
    parts.push(
      t('sentence.idle', {
        price: formatUnitPrice(idleFee.perMinute, 'SEK', 'min', locale),
        minutes: idleFee.freeMinutes,
      }),
    )
  if (Number(rules.monthlyFee) > 0)
    parts.push(
      t('sentence.monthly', { price: formatUnitPrice(rules.monthlyFee, 'SEK', t('sentence.perMonth'), locale) }),
    )
  return parts.join(' ')
}

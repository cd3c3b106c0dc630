import type { getTranslations } from 'next-intl/server'
import { formatUnitPrice, formatPercent } from '@/lib/kernel/format/money'
import type { EnergyPrice, PricePlanRules } from '@/lib/rating/core/price-plan'

type T = Awaited<ReturnType<typeof getTranslations<'pricePlans'>>>

/** A plan's rules in one line of plain words, prices excluding VAT as staff enter them. */
export function planSentence(rules: PricePlanRules, t: T, locale: 'sv' | 'en'): string {
  const { energy, idleFee } = rules
  const parts = energySentences(energy, t, locale)
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

function energySentences(energy: EnergyPrice, t: T, locale: 'sv' | 'en'): string[] {
  const perKwh = (price: string) => formatUnitPrice(price, 'SEK', 'kWh', locale)
  if (energy.method === 'fixed')
    return energy.bands.map((band) =>
      t('sentence.band', {
        current: band.current,
        from: band.fromKw,
        to: band.toKw ?? 0,
        bounded: band.toKw === null ? 'no' : 'yes',
        price: perKwh(band.perKwh),
      }),
    )
  const markup = { percent: formatPercent(energy.markupPercent, locale), perKwh: perKwh(energy.markupPerKwh) }
  if (energy.method === 'pass_through') return [t('sentence.passThrough', markup)]
  return [
    t('sentence.spot', { ...markup, area: energy.area ?? 'none' }),
    ...(energy.capPerKwh === null ? [] : [t('sentence.cap', { price: perKwh(energy.capPerKwh) })]),
    ...(energy.floorPerKwh === null ? [] : [t('sentence.floor', { price: perKwh(energy.floorPerKwh) })]),
  ]
}

import type { getTranslations } from 'next-intl/server'
import { formatPercent, formatUnitPrice, formatMoney } from '@/lib/kernel/format/money'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { roundToMinor } from '@/lib/kernel/money'
import type { EnergyPrice, PriceOverride, PricePlanRules } from '@/lib/rating/core/price-plan'

type T = Awaited<ReturnType<typeof getTranslations<'pricePlans'>>>
type Locale = 'sv' | 'en'

/** What a plan can say, in the order in which it is said. */
export const ASPECTS = [
  'energy',
  'overrides',
  'startFee',
  'idleFee',
  'monthlyFee',
  'discounts',
  'sessionCap',
  'monthCap',
  'freeKwhPerMonth',
  'lateData',
  'vat',
] as const
export type Aspect = (typeof ASPECTS)[number]

const money = (amount: string, locale: Locale) => formatMoney(roundToMinor(amount, 'SEK'), 'SEK', locale)
const isNothing = (amount: string) => Number(amount) === 0

/** A plan's rules in plain words, aspect by aspect, prices excluding VAT as staff enter them; empty where it says nothing. */
export function planAspects(rules: PricePlanRules, t: T, locale: Locale): Record<Aspect, string> {
  const { idleFee, sessionCap, monthCap, freeKwhPerMonth, startFee, monthlyFee } = rules
  return {
    energy: energySentences(rules.energy, t, locale).join(' '),
    overrides: rules.overrides.map((entry) => overrideSentence(entry, t, locale)).join(' '),
    startFee: isNothing(startFee)
      ? ''
      : t('sentence.start', { price: formatUnitPrice(startFee, 'SEK', t('sentence.perCharge'), locale) }),
    idleFee: idleFee
      ? t('sentence.idle', {
          price: formatUnitPrice(idleFee.perMinute, 'SEK', 'min', locale),
          minutes: idleFee.freeMinutes,
          capped: idleFee.capPerSession === null ? 'no' : 'yes',
          cap: money(idleFee.capPerSession ?? '0', locale),
        })
      : '',
    monthlyFee: isNothing(monthlyFee)
      ? ''
      : t('sentence.monthly', { price: formatUnitPrice(monthlyFee, 'SEK', t('sentence.perMonth'), locale) }),
    discounts: rules.discounts
      .map(({ group, percent, base }) =>
        t('sentence.discount', { group, base, percent: formatPercent(percent, locale) }),
      )
      .join(' '),
    sessionCap: sessionCap === null ? '' : t('sentence.sessionCap', { amount: money(sessionCap, locale) }),
    monthCap: monthCap === null ? '' : t('sentence.monthCap', { amount: money(monthCap, locale) }),
    freeKwhPerMonth:
      freeKwhPerMonth === null ? '' : t('sentence.free', { energy: formatEnergy(freeKwhPerMonth, locale, [0, 2]) }),
    // That a late account costs at most what was shown goes for every plan.
    lateData: rules.lateData === 'nothing' ? t('sentence.lateNothing') : '',
    vat: Number(rules.vatPercent) === 25 ? '' : t('sentence.vat', { percent: formatPercent(rules.vatPercent, locale) }),
  }
}

/** The same as one line. */
export function planSentence(rules: PricePlanRules, t: T, locale: Locale): string {
  return Object.values(planAspects(rules, t, locale))
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function energySentences(energy: EnergyPrice, t: T, locale: Locale): string[] {
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

function overrideSentence({ operator, current, fromKw, toKw, energy }: PriceOverride, t: T, locale: Locale): string {
  const price =
    energy.method === 'fixed' && new Set(energy.bands.map((band) => band.perKwh)).size === 1
      ? `${formatUnitPrice(energy.bands[0]?.perKwh ?? '0', 'SEK', 'kWh', locale)}.`
      : energySentences(energy, t, locale).join(' ')
  return t('sentence.override', {
    operator: operator ?? 'none',
    current: current ?? 'none',
    power: fromKw === 0 && toKw === null ? 'none' : toKw === null ? 'from' : 'between',
    from: fromKw,
    to: toKw ?? 0,
    price,
  })
}

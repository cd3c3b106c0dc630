// An agreement's terms in words, for the partner's page, the onboarding and the evidence of a CDR.
import type { Pair } from '@/components/ui/facts'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal, formatMoney, formatPercent } from '@/lib/kernel/format/money'
import type { AgreementTerms } from '@/lib/roaming/core/agreement'

type Translate = (key: string, values?: Record<string, string | number>) => string

export function basisInWords({ priceBasis, currency }: AgreementTerms, t: Translate, locale: FormatLocale): string {
  if (priceBasis.kind === 'list') return t('basisWords.list')
  if (priceBasis.kind === 'discount')
    return t('basisWords.discount', { percent: formatPercent(priceBasis.percent, locale) })
  const price = (amount: string) =>
    `${formatDecimal(amount, [2, 4], locale)} ${currency === null ? 'kr' : currency}/kWh`
  return t('basisWords.fixed', { ac: price(priceBasis.acPerKwh), dc: price(priceBasis.dcPerKwh) })
}

export function toleranceInWords(terms: AgreementTerms, t: Translate, locale: FormatLocale): string {
  return t('toleranceWords', {
    amount: formatMoney(terms.toleranceMinor, terms.currency ?? 'SEK', locale),
    percent: formatPercent(terms.tolerancePercent, locale),
    energy: formatPercent(terms.energyTolerancePercent, locale),
    minutes: terms.timeToleranceMinutes,
  })
}

export function termPairs(terms: AgreementTerms, t: Translate, locale: FormatLocale): Pair[] {
  return [
    { label: t('basis'), value: basisInWords(terms, t, locale) },
    { label: t('tolerance'), value: toleranceInWords(terms, t, locale) },
    {
      label: t('free'),
      value:
        Number(terms.freeBelowKwh) === 0 && terms.freeBelowMinutes === 0
          ? t('freeNone')
          : t('freeWords', { kwh: formatEnergy(terms.freeBelowKwh, locale), minutes: terms.freeBelowMinutes }),
    },
    { label: t('currency'), value: terms.currency ?? t('currencyAny') },
    { label: t('emspRole'), value: t(`roles.${terms.emspRole}`) },
    { label: t('reverseCharge'), value: t(terms.reverseCharge ? 'reverseYes' : 'reverseNo') },
    { label: t('cdrDeadlineDays'), value: t('dayCount', { days: terms.cdrDeadlineDays }) },
    { label: t('disputeDays'), value: t('dayCount', { days: terms.disputeDays }) },
    { label: t('paymentDays'), value: t('dayCount', { days: terms.paymentDays }) },
    ...(terms.note ? [{ label: t('note'), value: terms.note }] : []),
  ]
}

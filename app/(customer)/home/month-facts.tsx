import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Facts } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { formatMonth } from '@/lib/kernel/format/datetime'
import { formatAmount, formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import { minorToDecimal } from '@/lib/kernel/money'
import type { MyMonthSummary } from '@/lib/rating/charges/queries/my-month-summary'

/** The month in three numbers, beside the same time of the month before. */
export async function MonthFacts({ month }: { month: MyMonthSummary }) {
  const [t, locale] = await Promise.all([getTranslations('customer'), formatLocale()])
  const energy = decimal(month.energyKwh)
  const average = energy.greaterThan(0)
    ? formatDecimal(toDecimalString(minorToDecimal(month.grossMinor, 'SEK').div(energy)), 2, locale)
    : '–'
  const { before } = month
  const name = formatMonth(month.month, locale, 'month')
  return (
    <Section
      title={t('overview.monthTitle', { month: name.charAt(0).toUpperCase() + name.slice(1) })}
      link={{ href: `/charging?from=${month.month}-01`, text: t('overview.consumption') }}
    >
      <Facts
        facts={[
          { label: t('overview.cost'), value: formatAmount(month.grossMinor, 'SEK', locale), unit: 'kr' },
          { label: t('overview.energy'), value: formatDecimal(month.energyKwh, 1, locale), unit: 'kWh' },
          { label: t('overview.average'), value: average, unit: 'kr/kWh' },
        ]}
      />
      <p className="rows-note">
        {t('overview.monthNote', {
          count: month.charges,
          before: formatMonth(before.month, locale, 'month'),
          beforeCount: before.charges,
          amount: formatMoney(before.grossMinor, 'SEK', locale),
        })}{' '}
        {month.unsettled > 0 ? t('overview.unsettled', { count: month.unsettled }) : null}
      </p>
    </Section>
  )
}

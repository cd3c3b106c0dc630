import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Pairs } from '@/components/ui/facts'
import { Seal } from '@/components/ui/seal'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatPercent } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'
import type { PerformedCheck } from '@/lib/rating/core/performed-checks'

/** The seal where every check passed; the same checks with what deviated where one did not. */
export async function ChargeChecks({ charge }: { charge: MyChargeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const { checks, checkedAt } = charge
  if (checkedAt === null) return null
  const text = (check: PerformedCheck) => t(`detail.checkTexts.${check.check}.${check.outcome}`, facts(check, locale))
  const noted = checks.filter((check) => check.outcome === 'noted').length
  const deviates = checks.some((check) => check.outcome === 'deviates')
  const date = formatInstant(checkedAt, BILLING_ZONE, 'dateTime', locale)
  if (charge.state === 'checked' && !deviates)
    return (
      <Seal
        title={t('detail.checked')}
        note={t(noted === 0 ? 'detail.checkedNote' : 'detail.checkedNoted', { date, count: checks.length, noted })}
        checks={checks.map((check) => ({ label: t(`detail.checks.${check.check}`), text: text(check) }))}
      />
    )
  return (
    <Section title={t('detail.events.checked')}>
      <Pairs
        lines
        pairs={checks.map((check) => ({
          label: t(`detail.checks.${check.check}`),
          value:
            check.outcome === 'deviates' ? (
              <StateMark state="held" className="!whitespace-normal">
                {text(check)}
              </StateMark>
            ) : (
              text(check)
            ),
        }))}
      />
    </Section>
  )
}

function facts({ params }: PerformedCheck, locale: FormatLocale) {
  return {
    minutes: params['minutes'] ?? '0',
    periods: Number(params['periods'] ?? 0),
    kwh: formatEnergy(params['kwh'] ?? '0', locale),
    percent: formatPercent(params['vatPercent'] ?? '0', locale),
  }
}
